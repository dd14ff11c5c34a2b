// What of a schema judges data, and its digest. Descriptions, titles and other words may be bettered in a published
// version; `self` and what supersedes what say nothing about data either.
import { createHash } from 'node:crypto';
import { canonicalJson } from '../kernel/canonical-json.ts';
import { isJsonObject, type Json, type JsonObject } from '../kernel/parse-json.ts';

/** How the value of a keyword is made of schemas. */
type Holds = 'nothing' | 'unordered' | 'schema' | 'schemas' | 'named schemas';

/** The keywords of draft-04 that judge. */
export const KEYWORDS: ReadonlyMap<string, Holds> = new Map<string, Holds>([
  ['type', 'unordered'],
  ['enum', 'unordered'],
  ['required', 'unordered'],
  ['multipleOf', 'nothing'],
  ['maximum', 'nothing'],
  ['exclusiveMaximum', 'nothing'],
  ['minimum', 'nothing'],
  ['exclusiveMinimum', 'nothing'],
  ['maxLength', 'nothing'],
  ['minLength', 'nothing'],
  ['pattern', 'nothing'],
  ['format', 'nothing'],
  ['maxItems', 'nothing'],
  ['minItems', 'nothing'],
  ['uniqueItems', 'nothing'],
  ['maxProperties', 'nothing'],
  ['minProperties', 'nothing'],
  ['$ref', 'nothing'],
  ['items', 'schema'],
  ['additionalItems', 'schema'],
  ['additionalProperties', 'schema'],
  ['not', 'schema'],
  ['allOf', 'schemas'],
  ['anyOf', 'schemas'],
  ['oneOf', 'schemas'],
  ['properties', 'named schemas'],
  ['patternProperties', 'named schemas'],
  ['dependencies', 'named schemas'],
  ['definitions', 'named schemas'],
]);

/** First eight hex digits of the SHA-256 of the canonical JSON of what judges. */
export function schemaDigest(document: JsonObject): string {
  return createHash('sha256')
    .update(canonicalJson(judgingPart(document)))
    .digest('hex')
    .slice(0, 8);
}

/** The document with the keywords that judge, and lists without an order in one order. What is no schema stays as it is. */
export function judgingPart(schema: Json): Json {
  if (!isJsonObject(schema)) return schema;
  const parts = Object.keys(schema).flatMap((key): readonly (readonly [string, Json])[] => {
    const holds = KEYWORDS.get(key);
    return holds === undefined ? [] : [[key, partOf(schema[key] ?? null, holds)]];
  });
  return Object.fromEntries(parts);
}

function partOf(value: Json, holds: Holds): Json {
  if (holds === 'nothing') return value;
  if (holds === 'named schemas') {
    if (!isJsonObject(value)) return value;
    return Object.fromEntries(Object.keys(value).map((name) => [name, listOrSchema(value[name] ?? null)]));
  }
  if (holds === 'unordered') return Array.isArray(value) ? inOrder(value as readonly Json[]) : value;
  return listOrSchema(value);
}

/** `items` may be one schema or several, `dependencies` schemas or names. */
function listOrSchema(value: Json): Json {
  return Array.isArray(value) ? value.map((item: Json) => judgingPart(item)) : judgingPart(value);
}

function inOrder(values: readonly Json[]): readonly Json[] {
  return values
    .map((value) => ({ value, text: canonicalJson(value) }))
    .toSorted((left, right) => (left.text < right.text ? -1 : 1))
    .map(({ value }) => value);
}
