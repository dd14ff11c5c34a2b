// JSON of a schema to a SchemaNode: local references are followed, tuples become the union of their items, allOf is
// merged in. Keywords of a wrong shape are ignored, so that any JSON gives a node.
import { ExactNumber, isExactObject, splitNumber, type ExactJson, type NumberParts } from '../../kernel/exact-json.ts';
import type { ExactObject } from '../../kernel/exact-json.ts';
import { TYPED_DEPTH_MAX } from '../../kernel/limits.ts';
import { narrowed, widened } from './combine-nodes.ts';
import { ANY, stepsOf, TYPE_BITS, unknownNode, type SchemaNode, type Steps } from './schema-node.ts';

interface Parsing {
  readonly root: ExactObject;
  readonly steps: Steps;
  /** References that led to where it is. */
  readonly references: string[];
  depth: number;
}

/** The node of a whole schema. */
export function parseSchema(root: ExactObject, steps: Steps): SchemaNode {
  return parseNode(root, { root, steps, references: ['#'], depth: 0 });
}

function parseNode(json: ExactJson | undefined, parsing: Parsing): SchemaNode {
  if (--parsing.steps.left < 0 || !isExactObject(json)) return ANY;
  if (parsing.depth > TYPED_DEPTH_MAX) return unknownNode('nested too deeply');
  parsing.depth++;
  const reference = member(json, '$ref');
  // Draft 4: what stands beside a reference is ignored.
  const node = typeof reference === 'string' ? followReference(reference, parsing) : parseKeywords(json, parsing);
  parsing.depth--;
  return node;
}

function parseKeywords(json: ExactObject, parsing: Parsing): SchemaNode {
  const node: SchemaNode = {
    types: parseTypes(member(json, 'type')),
    values: asArray(member(json, 'enum')),
    format: asText(member(json, 'format')),
    multipleOf: parseNumber(member(json, 'multipleOf')),
    minimum: parseNumber(member(json, 'minimum')),
    maximum: parseNumber(member(json, 'maximum')),
    items: parseItems(json, parsing),
    properties: parseProperties(member(json, 'properties'), parsing),
    required: parseRequired(member(json, 'required')),
    additional: parseAdditional(member(json, 'additionalProperties'), parsing),
    hasPatterns: hasMembers(member(json, 'patternProperties')),
    alternatives: parseAlternatives(json, parsing),
    cause: undefined,
  };
  return parseAll(member(json, 'allOf'), parsing).reduce((whole, part) => narrowed(whole, part, parsing.steps), node);
}

/** An own member: a schema may have the key `constructor`, and may lack it. */
function member(object: ExactObject, key: string): ExactJson | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function followReference(reference: string, parsing: Parsing): SchemaNode {
  parsing.steps.left -= stepsOf(reference);
  if (parsing.steps.left < 0) return ANY;
  if (parsing.references.includes(reference)) return unknownNode('reference that leads to itself');
  const target = findTarget(reference, parsing.root);
  if (target === undefined) return unknownNode('reference outside the schema');
  parsing.references.push(reference);
  const node = parseNode(target, parsing);
  parsing.references.pop();
  return node;
}

/** By JSON pointer in a URI fragment (RFC 6901, section 6); undefined for any other reference. */
function findTarget(reference: string, root: ExactObject): ExactJson | undefined {
  if (reference === '#') return root;
  if (!reference.startsWith('#/')) return undefined;
  let target: ExactJson | undefined = root;
  for (const part of decodeFragment(reference.slice('#/'.length)).split('/')) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(target))
      target = /^\d{1,9}$/.test(key) ? (target as readonly ExactJson[])[Number(key)] : undefined;
    else target = isExactObject(target) ? member(target, key) : undefined;
  }
  return target;
}

function decodeFragment(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    // Not percent-encoded after all: a pointer that somebody wrote by hand.
    return fragment;
  }
}

function parseTypes(json: ExactJson | undefined): number | undefined {
  const names: readonly ExactJson[] = Array.isArray(json) ? json : [json ?? null];
  let types = 0;
  for (const name of names) {
    if (typeof name === 'string' && Object.hasOwn(TYPE_BITS, name)) types |= TYPE_BITS[name] ?? 0;
  }
  return types === 0 ? undefined : types;
}

const TWO_63 = 2 ** 63;
const INT64_LEAST = '-9223372036854775808';
const INT64_MOST = '9223372036854775807';

function parseNumber(json: ExactJson | undefined): NumberParts | undefined {
  if (json instanceof ExactNumber) return splitNumber(json.text);
  if (typeof json !== 'number') return undefined;
  // The ends of 64 bits, which many schemas name, are these doubles when a schema was not parsed exactly.
  return splitNumber(Math.abs(json) === TWO_63 ? (json < 0 ? INT64_LEAST : INT64_MOST) : String(json));
}

function parseItems(json: ExactObject, parsing: Parsing): SchemaNode | undefined {
  const items = member(json, 'items');
  if (items === undefined) return undefined;
  if (!Array.isArray(items)) return parseNode(items, parsing);
  const additional = member(json, 'additionalItems');
  const nodes = items.map((item: ExactJson) => parseNode(item, parsing));
  if (isExactObject(additional)) nodes.unshift(parseNode(additional, parsing));
  if (nodes.length === 0) return undefined;
  return nodes.reduce((whole, node) => widened(whole, node, parsing.steps));
}

function parseProperties(json: ExactJson | undefined, parsing: Parsing): ReadonlyMap<string, SchemaNode> | undefined {
  if (!isExactObject(json)) return undefined;
  return new Map(Object.entries(json).map(([name, schema]) => [name, parseNode(schema, parsing)]));
}

function parseRequired(json: ExactJson | undefined): ReadonlySet<string> | undefined {
  return Array.isArray(json) ? new Set(json.filter((name) => typeof name === 'string')) : undefined;
}

function parseAdditional(json: ExactJson | undefined, parsing: Parsing): SchemaNode | boolean | undefined {
  if (typeof json === 'boolean') return json;
  return isExactObject(json) ? parseNode(json, parsing) : undefined;
}

function parseAlternatives(json: ExactObject, parsing: Parsing): readonly SchemaNode[] {
  const one = parseAll(member(json, 'oneOf'), parsing);
  const any = parseAll(member(json, 'anyOf'), parsing);
  return any.length === 0 ? one : [...one, ...any];
}

function parseAll(json: ExactJson | undefined, parsing: Parsing): readonly SchemaNode[] {
  return Array.isArray(json) ? json.map((schema: ExactJson) => parseNode(schema, parsing)) : NONE;
}

const NONE: readonly SchemaNode[] = [];

function hasMembers(json: ExactJson | undefined): boolean {
  return isExactObject(json) && Object.keys(json).length > 0;
}

function asArray(json: ExactJson | undefined): readonly ExactJson[] | undefined {
  return Array.isArray(json) ? json : undefined;
}

function asText(json: ExactJson | undefined): string | undefined {
  return typeof json === 'string' ? json : undefined;
}
