import { parseSchemaUri, type SchemaKey } from '../../src/contracts/schema-key.ts';
import type { JsonObject } from '../../src/kernel/parse-json.ts';

/** The key of a URI that is one. */
export function keyOf(uri: string): SchemaKey {
  const key = parseSchemaUri(uri);
  if (key === undefined) throw new Error(`${uri} is no schema's URI`);
  return key;
}

/** A document that says that it is `uri`, with the given keywords. */
export function documentOf(uri: string, keywords: JsonObject = { type: 'object' }): JsonObject {
  const { vendor, name, format, version } = keyOf(uri);
  return { self: { vendor, name, format, version }, ...keywords };
}
