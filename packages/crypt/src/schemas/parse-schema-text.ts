import { isCryptError } from '../kernel/crypt-error.ts';
import { SCHEMA_BYTES_MAX, SCHEMA_JSON_DEPTH_MAX } from '../kernel/limits.ts';
import { isJsonObject, parseJson, type JsonObject } from '../kernel/parse-json.ts';

export type SchemaText =
  | { readonly document: JsonObject; readonly reason?: undefined }
  /** Why it is no JSON object within the limits. */
  | { readonly document?: undefined; readonly reason: string };

export function parseSchemaText(text: string): SchemaText {
  if (Buffer.byteLength(text) > SCHEMA_BYTES_MAX) return { reason: `it is larger than ${SCHEMA_BYTES_MAX} bytes` };
  try {
    const document = parseJson(text, SCHEMA_JSON_DEPTH_MAX);
    return isJsonObject(document) ? { document } : { reason: 'it is no JSON object' };
  } catch (error) {
    if (!isCryptError(error, 'JSON_REFUSED')) throw error;
    return { reason: `it is no JSON that we accept: ${String(error.params['reason'])}` };
  }
}
