// What changed between two documents of one schema, and which part of its version has to say so (SchemaVer):
//
//   addition   new optional properties
//   revision   other rules for values, so that some old data would not obey, or some new data would not have before
//   model      a property that old data lacks, a type of another kind, or a property that is gone
import { canonicalJson } from '../kernel/canonical-json.ts';
import { isJsonObject, type Json, type JsonObject } from '../kernel/parse-json.ts';
import { parseVersion } from '../contracts/schema-key.ts';
import { joinPointer } from './pointer.ts';
import { judgingPart } from './schema-digest.ts';

export const CHANGE_KINDS = ['addition', 'revision', 'model'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

export interface SchemaChange {
  readonly kind: ChangeKind;
  /** JSON pointer into the newer document, or into the older one for what is gone. */
  readonly pointer: string;
  /** `sku is new and required`. */
  readonly text: string;
}

/** Empty when both judge alike. */
export function compareSchemas(older: JsonObject, newer: JsonObject): readonly SchemaChange[] {
  return compareNodes(judgingPart(older) as JsonObject, judgingPart(newer) as JsonObject, { pointer: '', name: 'it' });
}

/** The greatest kind among the changes; undefined for none. */
export function greatestKind(changes: readonly SchemaChange[]): ChangeKind | undefined {
  return CHANGE_KINDS.findLast((kind) => changes.some((change) => change.kind === kind));
}

/** The version after `version` that says a change of this kind: 1-0-2 and an addition give 1-0-3. */
export function nextVersion(version: string, kind: ChangeKind): string {
  const { model, revision, addition } = parseVersion(version);
  if (kind === 'addition') return `${model}-${revision}-${addition + 1}`;
  return kind === 'revision' ? `${model}-${revision + 1}-0` : `${model + 1}-0-0`;
}

/** Which kind of change two versions say. */
export function stepBetween(older: string, newer: string): ChangeKind {
  const [a, b] = [parseVersion(older), parseVersion(newer)];
  if (a.model !== b.model) return 'model';
  return a.revision === b.revision ? 'addition' : 'revision';
}

interface Place {
  readonly pointer: string;
  /** As people name it: `items[].sku`. */
  readonly name: string;
}

const STRUCTURE = new Set(['properties', 'required', 'items', 'type']);

function compareNodes(older: JsonObject, newer: JsonObject, place: Place): readonly SchemaChange[] {
  const types = compareTypes(older, newer, place);
  if (types.some(({ kind }) => kind === 'model')) return types;
  return [
    ...types,
    ...compareProperties(older, newer, place),
    ...compareItems(older, newer, place),
    ...compareOthers(older, newer, place),
  ];
}

function compareTypes(older: JsonObject, newer: JsonObject, { pointer, name }: Place): readonly SchemaChange[] {
  const [before, after] = [typeNames(older), typeNames(newer)];
  const [had, has] = [before.join(' or '), after.join(' or ')];
  if (had === has) return [];
  const kind = withoutNull(before) === withoutNull(after) ? 'revision' : 'model';
  return [{ kind, pointer: joinPointer(pointer, 'type'), text: `the type of ${name} was ${had}, and is ${has}` }];
}

function withoutNull(types: readonly string[]): string {
  return types.filter((type) => type !== 'null').join();
}

function typeNames(schema: JsonObject): readonly string[] {
  const type = schema['type'];
  if (type === undefined) return ['any'];
  return (Array.isArray(type) ? type : [type]).map(String).toSorted();
}

function compareProperties(older: JsonObject, newer: JsonObject, place: Place): readonly SchemaChange[] {
  const [before, after] = [objectOf(older['properties']), objectOf(newer['properties'])];
  const [needed, needs] = [listOf(older['required']), listOf(newer['required'])];
  const changes: SchemaChange[] = [];
  for (const key of new Set([...Object.keys(before), ...Object.keys(after), ...needed, ...needs])) {
    const child = below(place, key);
    const [was, is] = [memberOf(before, key), memberOf(after, key)];
    const [wasNeeded, isNeeded] = [needed.includes(key), needs.includes(key)];
    const add = (kind: ChangeKind, text: string): void => void changes.push({ kind, pointer: child.pointer, text });
    if (was === undefined && is !== undefined && isNeeded && !wasNeeded)
      add('model', `${child.name} is new and required`);
    else if (was === undefined && is !== undefined) add('addition', `${child.name} is new`);
    else if (was !== undefined && is === undefined) add('model', `${child.name} is gone`);
    else if (isNeeded && !wasNeeded) add('model', `${child.name} is now required`);
    else if (wasNeeded && !isNeeded) add('revision', `${child.name} is no longer required`);
    if (was !== undefined && is !== undefined) changes.push(...compareNodes(objectOf(was), objectOf(is), child));
  }
  return changes;
}

function below({ pointer, name }: Place, key: string): Place {
  return { pointer: joinPointer(pointer, 'properties', key), name: name === 'it' ? key : `${name}.${key}` };
}

function compareItems(older: JsonObject, newer: JsonObject, { pointer, name }: Place): readonly SchemaChange[] {
  const [was, is] = [older['items'], newer['items']];
  const place = { pointer: joinPointer(pointer, 'items'), name: `${name}[]` };
  if (isJsonObject(was) && isJsonObject(is)) return compareNodes(was, is, place);
  if (textOf(was) === textOf(is)) return [];
  return [{ kind: 'revision', pointer: place.pointer, text: `the items of ${name} have other rules` }];
}

function compareOthers(older: JsonObject, newer: JsonObject, { pointer, name }: Place): readonly SchemaChange[] {
  const keys = new Set([...Object.keys(older), ...Object.keys(newer)]);
  return [...keys]
    .filter((key) => !STRUCTURE.has(key) && textOf(memberOf(older, key)) !== textOf(memberOf(newer, key)))
    .map((key) => ({
      // A text of another format is another kind of column.
      kind: key === 'format' && isMoment(older[key], newer[key]) ? 'model' : 'revision',
      pointer: joinPointer(pointer, key),
      text: `${key} of ${name} ${changeOf(memberOf(older, key), memberOf(newer, key))}`,
    }));
}

function isMoment(...formats: readonly (Json | undefined)[]): boolean {
  return formats.some((format) => format === 'date-time' || format === 'date');
}

function changeOf(was: Json | undefined, is: Json | undefined): string {
  if (was === undefined) return `is new (${shortOf(is)})`;
  return is === undefined ? `is gone (it was ${shortOf(was)})` : `was ${shortOf(was)}, and is ${shortOf(is)}`;
}

const SHORT_CHARS_MAX = 60;

function shortOf(value: Json | undefined): string {
  const text = textOf(value);
  return text.length > SHORT_CHARS_MAX ? `${text.slice(0, SHORT_CHARS_MAX)}…` : text;
}

function textOf(value: Json | undefined): string {
  return value === undefined ? '' : canonicalJson(value);
}

function objectOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function memberOf(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function listOf(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
