// tracking/schemas.lock: the published schemas, whole. With it a change inside a version is seen and named, and a plan
// needs to say only the newest version of what older apps still send.
import { compareVersions, parseSchemaUri } from '../contracts/schema-key.ts';
import { isJsonObject, type JsonObject } from '../kernel/parse-json.ts';
import { isCryptError } from '../kernel/crypt-error.ts';
import { SCHEMA_JSON_DEPTH_MAX } from '../kernel/limits.ts';
import { parseJson } from '../kernel/parse-json.ts';

export const LOCK_FILE = 'schemas.lock';

const LOCK_FORMAT = 1;
/** Below `{"format": 1, "schemas": {…}}`. */
const LOCK_DEPTH = 2;

/** Documents by URI. */
export type SchemaLock = ReadonlyMap<string, JsonObject>;

/** The published schemas, or why the file cannot be read. */
export function parseLock(text: string): SchemaLock | string {
  try {
    const file = parseJson(text, SCHEMA_JSON_DEPTH_MAX + LOCK_DEPTH);
    if (!isJsonObject(file) || file['format'] !== LOCK_FORMAT || !isJsonObject(file['schemas']))
      return `it is no lock file of format ${LOCK_FORMAT}`;
    const schemas = Object.entries(file['schemas']);
    const wrong = schemas.find(([uri, document]) => parseSchemaUri(uri) === undefined || !isJsonObject(document));
    return wrong === undefined ? new Map(schemas as [string, JsonObject][]) : 'an entry of it is no schema';
  } catch (error) {
    if (!isCryptError(error, 'JSON_REFUSED')) throw error;
    return `it is no JSON that we accept: ${String(error.params['reason'])}`;
  }
}

/** Ends in a line feed; the same schemas give the same text. */
export function renderLock(lock: SchemaLock): string {
  const schemas = Object.fromEntries([...lock].toSorted(([left], [right]) => compareUris(left, right)));
  return `${JSON.stringify({ format: LOCK_FORMAT, schemas }, null, 2)}\n`;
}

/** By name, then by version. */
export function compareUris(left: string, right: string): number {
  const [a, b] = [parseSchemaUri(left), parseSchemaUri(right)];
  if (a === undefined || b === undefined || a.vendor !== b.vendor || a.name !== b.name) return left < right ? -1 : 1;
  return compareVersions(a.version, b.version);
}
