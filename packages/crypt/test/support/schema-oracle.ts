// A second opinion on data and draft-04 schemas: a compiler of schemas to code, which shares nothing with ours.
import ajvModule from 'ajv-draft-04';
import type { Json, JsonObject } from '../../src/kernel/parse-json.ts';

interface Oracle {
  compile(schema: JsonObject): (data: Json) => boolean;
}

const Ajv = ajvModule as unknown as new (options: object) => Oracle;

/** @param checks what `format` asks of a text, by name. */
export function oracle(schema: JsonObject, checks: Readonly<Record<string, (text: string) => boolean>> = {}) {
  const options = { strict: false, validateSchema: false, logger: false, unicodeRegExp: false, formats: checks };
  return new Ajv(options).compile(schema);
}
