import { z } from 'zod';

/** A group of fields that may be absent, or left empty in YAML, which is null: then every field has its default. */
export function section<S extends z.ZodRawShape>(shape: S) {
  return z.preprocess((value) => value ?? {}, z.strictObject(shape));
}
