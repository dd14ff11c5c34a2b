// A document to a tree of SchemaNode. Shapes are checked here, once, so that judging data needs no defence; so are the
// sizes, since a schema may come from anyone. What draft-04 does not know is left alone, as in Snowplow.
import { SCHEMA_DEPTH_MAX, SCHEMA_NODES_MAX, SCHEMA_PATTERNS_SIZE_MAX } from '../kernel/limits.ts';
import { isJsonObject, type Json, type JsonObject } from '../kernel/parse-json.ts';
import { compilePattern, type Pattern } from './compile-pattern.ts';
import { toStep } from './decimal.ts';
import { fail } from './errors.ts';
import { formatCheck } from './formats.ts';
import {
  countAt,
  listAt,
  member,
  namesAt,
  numberAt,
  objectAt,
  refuse,
  refuseAt,
  textAt,
  type Place,
} from './keyword.ts';
import { joinPointer, valueAt } from './pointer.ts';
import type { ArrayRules, CombinedRules, NumberRules, ObjectRules, SchemaNode, TextRules } from './schema-node.ts';
import { TYPE_BITS, type TypeName } from './schema-node.ts';
import { valueSet } from './value-set.ts';
import { wellKnownSchema } from './well-known.ts';

/** What is known while a document is read. */
interface Reading {
  readonly document: JsonObject;
  readonly nodes: Map<string, SchemaNode>;
  readonly patterns: Map<string, Pattern>;
  patternsSize: number;
}

export interface SchemaTree {
  readonly root: SchemaNode;
  /** Every place of the document that judges, the root last. */
  readonly nodes: readonly SchemaNode[];
}

/** @throws SCHEMA_REFUSED (user): a shape that draft-04 does not have, a size beyond the limits, a pattern that could take for ever. */
export function parseSchema(document: JsonObject): SchemaTree {
  const reading: Reading = { document, nodes: new Map(), patterns: new Map(), patternsSize: 0 };
  const root = readNode(reading, document, '', 0);
  resolveReferences(reading);
  return { root, nodes: [...reading.nodes.values()] };
}

function readNode(reading: Reading, raw: Json, pointer: string, depth: number): SchemaNode {
  const known = reading.nodes.get(pointer);
  if (known !== undefined) return known;
  if (!isJsonObject(raw)) throw refuseAt(pointer, 'is not a schema');
  if (depth > SCHEMA_DEPTH_MAX) throw tooLarge(`nests deeper than ${SCHEMA_DEPTH_MAX} schemas`);
  if (reading.nodes.size >= SCHEMA_NODES_MAX) throw tooLarge(`has more than ${SCHEMA_NODES_MAX} places that judge`);
  const place = { raw, pointer };
  const child: Child = (value, ...steps) => readNode(reading, value, joinPointer(pointer, ...steps), depth + 1);
  const node = readKeywords(reading, place, child);
  reading.nodes.set(pointer, node);
  const definitions = objectAt(place, 'definitions') ?? {};
  for (const name of Object.keys(definitions)) child(definitions[name] ?? null, 'definitions', name);
  return node;
}

function tooLarge(reason: string): Error {
  return fail('SCHEMA_REFUSED', { place: 'it', reason });
}

/** Reads what lies `steps` below. */
type Child = (raw: Json, ...steps: readonly (string | number)[]) => SchemaNode;

function readKeywords(reading: Reading, place: Place, child: Child): SchemaNode {
  const description = member(place, 'description');
  const base = {
    pointer: place.pointer,
    description: typeof description === 'string' ? description : undefined,
  };
  const reference = member(place, '$ref');
  if (typeof reference === 'string') {
    const nothing = { types: undefined, mask: 0, values: undefined, valueSet: undefined, text: undefined };
    const rules = { number: undefined, array: undefined, object: undefined, combined: undefined };
    return { ...base, ...nothing, ...rules, reference: { text: reference, target: undefined } };
  }
  const types = readTypes(place);
  const values = Object.hasOwn(place.raw, 'enum') ? listAt(place, 'enum') : undefined;
  return {
    ...base,
    types,
    mask: (types ?? []).reduce((mask, type) => mask | TYPE_BITS[type] | (type === 'number' ? TYPE_BITS.integer : 0), 0),
    values,
    valueSet: values === undefined ? undefined : valueSet(values),
    text: readText(reading, place),
    number: readNumber(place),
    array: readArray(place, child),
    object: readObject(reading, place, child),
    combined: readCombined(place, child),
    reference: undefined,
  };
}

function readTypes(place: Place): readonly TypeName[] | undefined {
  const raw = member(place, 'type');
  if (raw === undefined) return undefined;
  const types = typeof raw === 'string' ? [raw] : listAt(place, 'type');
  for (const type of types) {
    if (typeof type !== 'string' || !Object.hasOwn(TYPE_BITS, type)) throw refuse(place, 'type', 'is no type of JSON');
  }
  return types as readonly TypeName[];
}

function readText(reading: Reading, place: Place): TextRules | undefined {
  const lengthMin = countAt(place, 'minLength');
  const lengthMax = countAt(place, 'maxLength');
  const source = textAt(place, 'pattern');
  const format = textAt(place, 'format');
  if ([lengthMin, lengthMax, source, format].every((part) => part === undefined)) return undefined;
  return {
    lengthMin: lengthMin ?? 0,
    lengthMax: lengthMax ?? Number.POSITIVE_INFINITY,
    pattern: source === undefined ? undefined : readPattern(reading, place, 'pattern', source),
    format,
    check: format === undefined ? undefined : formatCheck(format),
  };
}

function readPattern(reading: Reading, place: Place, key: string, source: string): Pattern {
  const known = reading.patterns.get(source);
  if (known !== undefined) return known;
  const pattern = compilePattern(source);
  if (typeof pattern === 'string') throw refuse(place, key, pattern);
  reading.patterns.set(source, pattern);
  reading.patternsSize += pattern.size;
  if (reading.patternsSize > SCHEMA_PATTERNS_SIZE_MAX) throw tooLarge('has too many patterns');
  return pattern;
}

function readNumber(place: Place): NumberRules | undefined {
  const min = numberAt(place, 'minimum');
  const max = numberAt(place, 'maximum');
  const multipleOf = numberAt(place, 'multipleOf');
  if (multipleOf !== undefined && multipleOf <= 0) throw refuse(place, 'multipleOf', 'is not above 0');
  if (min === undefined && max === undefined && multipleOf === undefined) return undefined;
  return {
    min,
    max,
    minExcluded: member(place, 'exclusiveMinimum') === true,
    maxExcluded: member(place, 'exclusiveMaximum') === true,
    step: multipleOf === undefined ? undefined : toStep(multipleOf),
  };
}

function readArray(place: Place, child: Child): ArrayRules | undefined {
  const keywords = ['items', 'additionalItems', 'minItems', 'maxItems', 'uniqueItems'];
  if (!keywords.some((key) => Object.hasOwn(place.raw, key))) return undefined;
  return {
    countMin: countAt(place, 'minItems') ?? 0,
    countMax: countAt(place, 'maxItems') ?? Number.POSITIVE_INFINITY,
    unique: member(place, 'uniqueItems') === true,
    ...readItems(place, child),
  };
}

function readItems(place: Place, child: Child): Pick<ArrayRules, 'first' | 'rest'> {
  const items = member(place, 'items');
  // Without a list of first items, `additionalItems` judges nothing (draft-04 validation, section 5.3.1).
  if (items === undefined) return { first: [], rest: true };
  if (!Array.isArray(items)) return { first: [], rest: child(items, 'items') };
  const first = items.map((item: Json, at) => child(item, 'items', at));
  return { first, rest: readRest(place, 'additionalItems', child) };
}

function readRest(place: Place, key: string, child: Child): SchemaNode | boolean {
  const raw = member(place, key);
  return raw === undefined || typeof raw === 'boolean' ? (raw ?? true) : child(raw, key);
}

function readObject(reading: Reading, place: Place, child: Child): ObjectRules | undefined {
  const keywords = ['properties', 'required', 'patternProperties', 'additionalProperties', 'dependencies'];
  if (![...keywords, 'minProperties', 'maxProperties'].some((key) => Object.hasOwn(place.raw, key))) return undefined;
  const patterns = objectAt(place, 'patternProperties') ?? {};
  return {
    countMin: countAt(place, 'minProperties') ?? 0,
    countMax: countAt(place, 'maxProperties') ?? Number.POSITIVE_INFINITY,
    properties: readProperties(place, child),
    required: new Set(namesAt(place, 'required')),
    patterns: Object.keys(patterns).map((source) => ({
      pattern: readPattern(reading, place, 'patternProperties', source),
      node: child(patterns[source] ?? null, 'patternProperties', source),
    })),
    rest: readRest(place, 'additionalProperties', child),
    dependencies: readDependencies(place, child),
  };
}

function readProperties(place: Place, child: Child): ReadonlyMap<string, SchemaNode> {
  const raw = objectAt(place, 'properties') ?? {};
  return new Map(Object.keys(raw).map((name) => [name, child(raw[name] ?? null, 'properties', name)]));
}

function readDependencies(place: Place, child: Child): ObjectRules['dependencies'] {
  const raw = objectAt(place, 'dependencies') ?? {};
  const dependencies = new Map<string, SchemaNode | readonly string[]>();
  for (const name of Object.keys(raw)) {
    const needed = raw[name] ?? null;
    const names = Array.isArray(needed) && needed.every((item) => typeof item === 'string');
    dependencies.set(name, names ? needed : child(needed, 'dependencies', name));
  }
  return dependencies;
}

function readCombined(place: Place, child: Child): CombinedRules | undefined {
  const list = (key: string): readonly SchemaNode[] => listAt(place, key).map((item, at) => child(item, key, at));
  const [all, any, one] = [list('allOf'), list('anyOf'), list('oneOf')];
  const raw = member(place, 'not');
  const not = raw === undefined ? undefined : child(raw, 'not');
  return all.length + any.length + one.length === 0 && not === undefined ? undefined : { all, any, one, not };
}

/** Gives every reference its target, which may be read only now and hold further ones. */
function resolveReferences(reading: Reading): void {
  // A Map is iterated with what is added meanwhile.
  for (const node of reading.nodes.values()) {
    if (node.reference !== undefined) node.reference.target = readTarget(reading, node, node.reference.text);
  }
  const endless = findEndless(reading.nodes.values());
  if (endless !== undefined) throw refuseAt(endless.pointer, 'refers to itself without an end');
}

function readTarget(reading: Reading, node: SchemaNode, text: string): SchemaNode {
  const refuseTarget = (reason: string): Error => refuseAt(`${node.pointer}/$ref`, reason);
  const outside = wellKnownSchema(text);
  if (outside !== undefined) return readNode(reading, outside, text, 0);
  if (!text.startsWith('#')) throw refuseTarget('leads out of the document, which is not followed');
  const pointer = decodeFragment(text.slice(1));
  const raw = pointer === undefined ? undefined : valueAt(reading.document, pointer);
  if (pointer === undefined || raw === undefined) throw refuseTarget('leads nowhere');
  return readNode(reading, raw, pointer, 0);
}

/** The pointer in a URI's fragment (RFC 6901, section 6). */
function decodeFragment(fragment: string): string | undefined {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return undefined;
  }
}

/** A node that would be met again with the same value, so that judging it would never end. */
function findEndless(nodes: Iterable<SchemaNode>): SchemaNode | undefined {
  const done = new Set<SchemaNode>();
  for (const start of nodes) {
    const open = new Set<SchemaNode>();
    // Each entry: a node, and those it applies to the same value that are still to be followed.
    const path: { readonly node: SchemaNode; readonly next: SchemaNode[] }[] = [];
    const enter = (node: SchemaNode): void => void (open.add(node), path.push({ node, next: [...sameValue(node)] }));
    if (!done.has(start)) enter(start);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const node = top.next.pop();
      if (node === undefined) {
        open.delete(top.node);
        done.add(top.node);
        path.pop();
      } else if (open.has(node)) return node;
      else if (!done.has(node)) enter(node);
    }
  }
  return undefined;
}

/** What a node applies to the very value that it is given. */
function sameValue({ reference, combined, object }: SchemaNode): readonly SchemaNode[] {
  if (reference?.target !== undefined) return [reference.target];
  const { all = [], any = [], one = [], not } = combined ?? {};
  const depending = [...(object?.dependencies.values() ?? [])].filter((item): item is SchemaNode => 'pointer' in item);
  return [...all, ...any, ...one, ...(not === undefined ? [] : [not]), ...depending];
}
