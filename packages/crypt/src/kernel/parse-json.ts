// JSON.parse for bytes from outside: bounded depth, and no key that could reach a prototype.
import { fail } from './errors.ts';
import { JSON_DEPTH_MAX } from './limits.ts';
import { nestsTooDeeply, readJson } from './read-json.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/**
 * Parses JSON from outside. Keys named `__proto__` become own properties, as JSON.parse makes them; copying with
 * spread or Object.assign keeps them harmless only on null-prototype targets, so copy key by key.
 *
 * @param depthMax Infinity for a file of ours, where it is not looked at.
 * @throws JSON_REFUSED (data) when malformed or nested deeper than `depthMax`.
 */
export function parseJson(text: string, depthMax = JSON_DEPTH_MAX): Json {
  const value = parse(text);
  // After parsing: V8 parses without recursion, and a walk over containers is ten times cheaper than one over characters.
  if (depthMax !== Infinity && exceedsDepth(value, depthMax)) throw nestsTooDeeply(depthMax);
  return MISREADS_KEYS && ESCAPED_KEY.test(text) ? readJson<Json>(text, depthMax, Number) : value;
}

/**
 * Whether JSON.parse takes an escaped key for another one, which it saw before in an object that begins alike:
 * V8 of Node 24 and later compares the text of the key before its escapes are read (github.com/nodejs/node/issues/63785).
 */
const MISREADS_KEYS = misreadsKeys();

function misreadsKeys(): boolean {
  JSON.parse(String.raw`{"misread?":0,"\\":0}`);
  return !Object.hasOwn(JSON.parse(String.raw`{"misread?":0,"\n":0}`) as object, '\n');
}

/** True for some texts too, which costs time only. From each escape to the next one, so that it stays linear. */
const ESCAPED_KEY = /\\.[^"\\]*"\s*:/;

function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    // V8 quotes the input in its message; the text may hold personal data, so only the position is kept. A message
    // that quotes ends in "is not valid JSON", so what is read at the end is V8's own.
    const position = / in JSON at position (\d+)(?: \(line \d+ column \d+\))?$/.exec(String(error))?.[1];
    const where = position === undefined ? '' : ` at character ${position}`;
    throw fail('JSON_REFUSED', { reason: `it is malformed${where} (${text.length} characters)` });
  }
}

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Goes no deeper than `levels`, so that its own stack is bounded. */
function exceedsDepth(value: Json, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  if (Array.isArray(value)) {
    for (const item of value as readonly Json[]) {
      if (typeof item === 'object' && item !== null && exceedsDepth(item, levels - 1)) return true;
    }
    return false;
  }
  const object = value as JsonObject;
  for (const key in object) {
    const item = object[key] as Json;
    if (typeof item === 'object' && item !== null && exceedsDepth(item, levels - 1)) return true;
  }
  return false;
}

/** The text member `key`, or `otherwise` when it is absent or no text. */
export function textAt(object: JsonObject, key: string, otherwise = ''): string {
  const value = object[key];
  return typeof value === 'string' ? value : otherwise;
}
