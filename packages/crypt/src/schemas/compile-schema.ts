// A document to something that judges data, or to the reason why it cannot.
import { compareVersions, parseSchemaUri, schemaUri, type SchemaKey } from '../contracts/schema-key.ts';
import { isCryptError } from '../kernel/crypt-error.ts';
import type { ExactJson } from '../kernel/exact-json.ts';
import { isJsonObject, textAt, type Json, type JsonObject } from '../kernel/parse-json.ts';
import { findMismatches, obeys } from './judge-value.ts';
import type { Mismatch } from './judging.ts';
import { parseSchema, type SchemaTree } from './parse-schema.ts';
import { sizeProblem } from './schema-size.ts';
import { showText } from './show-text.ts';

export interface CompiledSchema {
  readonly state: 'compiled';
  readonly key: SchemaKey;
  readonly tree: SchemaTree;
  /** The version of the same schema that judges in its place (`$supersededBy`). */
  readonly supersededBy: SchemaKey | undefined;
  /** Empty when the data obeys; MISMATCHES_MAX at most. */
  readonly validate: (data: ExactJson) => readonly Mismatch[];
}

export interface BrokenSchema {
  readonly state: 'broken';
  /** For people: `#/properties/sku/maxLength is not a whole number from 0 on`. */
  readonly reason: string;
}

const URI_CHARS_MAX = 300;
const OBEYED: readonly Mismatch[] = [];

/** @param key what was asked for; a document that says it is another one is broken: a registry may lie. */
export function compileSchema(document: JsonObject, key: SchemaKey): CompiledSchema | BrokenSchema {
  const problem = sizeProblem(document) ?? selfProblem(document, key) ?? supersedingProblem(document, key);
  if (problem !== undefined) return { state: 'broken', reason: problem };
  let tree: SchemaTree;
  try {
    tree = parseSchema(document);
  } catch (error) {
    if (!isCryptError(error, 'SCHEMA_REFUSED')) throw error;
    return { state: 'broken', reason: `${String(error.params['place'])} ${String(error.params['reason'])}` };
  }
  const { root } = tree;
  const validate = (data: ExactJson): readonly Mismatch[] => (obeys(root, data) ? OBEYED : findMismatches(root, data));
  return { state: 'compiled', key, tree, supersededBy: supersedingKey(document, key), validate };
}

/** Why a document is not the schema that was asked for; undefined when it is. */
export function selfProblem(document: Json, key: SchemaKey): string | undefined {
  const self = isJsonObject(document) ? document['self'] : undefined;
  if (!isJsonObject(self)) return 'it does not say which schema it is (self)';
  const uri = `iglu:${['vendor', 'name', 'format', 'version'].map((part) => textAt(self, part)).join('/')}`;
  if (uri === schemaUri(key)) return undefined;
  return parseSchemaUri(uri) === undefined
    ? 'its self names no schema'
    : `it says that it is ${showText(uri, URI_CHARS_MAX)}`;
}

function supersedingProblem(document: JsonObject, key: SchemaKey): string | undefined {
  const present = Object.hasOwn(document, '$supersededBy');
  return present && supersedingKey(document, key) === undefined
    ? '$supersededBy is not a later version of the same schema'
    : undefined;
}

function supersedingKey(document: JsonObject, key: SchemaKey): SchemaKey | undefined {
  const superseding = parseSchemaUri(
    `iglu:${key.vendor}/${key.name}/${key.format}/${textAt(document, '$supersededBy')}`,
  );
  if (superseding === undefined || compareVersions(superseding.version, key.version) <= 0) return undefined;
  return superseding;
}
