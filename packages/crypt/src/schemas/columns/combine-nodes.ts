// Two schemas to one that describes what obeys both, or either. Not exact and not meant to be: the outcome decides about
// columns, and has to be what schema-ddl's Narrowed and Widened decide.
import { compareNumbers, stringifyExactJson, type ExactJson } from '../../kernel/exact-json.ts';
import {
  ANY,
  ARRAY,
  INTEGER,
  NUMBER,
  OBJECT,
  STRING,
  unknownNode,
  type JsonCause,
  type SchemaNode,
  type Steps,
} from './schema-node.ts';

type Properties = ReadonlyMap<string, SchemaNode>;

/** Of what obeys both. */
export function narrowed(left: SchemaNode, right: SchemaNode, steps: Steps): SchemaNode {
  if (left === right) return left;
  if (!spend(left, right, steps)) return ANY;
  return {
    types: both(left.types, right.types, (a, b) => a & b),
    values: both(left.values, right.values, commonValues),
    format: left.format ?? right.format,
    multipleOf: both(left.multipleOf, right.multipleOf, (a, b) => (compareNumbers(a, b) <= 0 ? a : b)),
    minimum: both(left.minimum, right.minimum, (a, b) => (compareNumbers(a, b) > 0 ? a : b)),
    maximum: both(left.maximum, right.maximum, (a, b) => (compareNumbers(a, b) < 0 ? a : b)),
    items: both(left.items, right.items, (a, b) => narrowed(a, b, steps)),
    properties: both(left.properties, right.properties, (a, b) => narrowedProperties(a, b, steps)),
    required: both(left.required, right.required, (a, b) => new Set([...a, ...b])),
    additional: both(left.additional, right.additional, (a, b) => narrowedAdditional(a, b, steps)),
    hasPatterns: left.hasPatterns || right.hasPatterns,
    alternatives: narrowedAlternatives(left.alternatives, right.alternatives, steps),
    cause: left.cause ?? right.cause,
  };
}

/** Counts what is copied: lists grow with every alternative. False when the steps are used up. */
function spend(left: SchemaNode, right: SchemaNode, steps: Steps): boolean {
  steps.left -= 1 + sizeOf(left) + sizeOf(right);
  return steps.left >= 0;
}

function sizeOf({ values, required, alternatives }: SchemaNode): number {
  return (values?.length ?? 0) + (required?.size ?? 0) + alternatives.length;
}

function both<T>(left: T | undefined, right: T | undefined, combine: (left: T, right: T) => T): T | undefined {
  if (left === undefined) return right;
  return right === undefined ? left : combine(left, right);
}

function commonValues(left: readonly ExactJson[], right: readonly ExactJson[]): readonly ExactJson[] {
  const keys = new Set(right.map((value) => keyOf(value)));
  return left.filter((value) => keys.has(keyOf(value)));
}

/** Equal for equal values; texts stay themselves, since they may be long. */
function keyOf(value: ExactJson): ExactJson {
  return typeof value === 'object' && value !== null ? `\0${stringifyExactJson(value)}` : value;
}

function narrowedProperties(left: Properties, right: Properties, steps: Steps): Properties {
  if (left === right) return left;
  steps.left -= left.size;
  if (steps.left < 0) return left;
  const properties = new Map(left);
  for (const [name, node] of right) {
    const present = left.get(name);
    properties.set(name, present === undefined ? node : narrowed(present, node, steps));
  }
  return properties;
}

function narrowedAdditional(
  left: SchemaNode | boolean,
  right: SchemaNode | boolean,
  steps: Steps,
): SchemaNode | boolean {
  if (left === false || right === false) return false;
  if (left === true) return right;
  return right === true ? left : narrowed(left, right, steps);
}

function narrowedAlternatives(
  left: readonly SchemaNode[],
  right: readonly SchemaNode[],
  steps: Steps,
): readonly SchemaNode[] {
  if (left.length === 0) return right;
  if (right.length === 0) return left;
  steps.left -= left.length * right.length;
  if (steps.left < 0) return [];
  return left.flatMap((one) => right.map((other) => narrowed(one, other, steps)));
}

/** Of what obeys either. */
export function widened(left: SchemaNode, right: SchemaNode, steps: Steps): SchemaNode {
  if (left === right) return left;
  if (!spend(left, right, steps)) return ANY;
  const ofType = <T>(
    types: number,
    get: (node: SchemaNode) => T | undefined,
    combine: (a: T, b: T) => T | undefined,
  ): T | undefined => {
    const [first, second] = [permits(left, types), permits(right, types)];
    // A keyword of one side stays when the other side has no values that it could speak of.
    if (!first || !second) return first ? get(left) : second ? get(right) : undefined;
    return either(get(left), get(right), combine);
  };
  return {
    types: either(left.types, right.types, (a, b) => a | b),
    values: either(left.values, right.values, (a, b) => [...a, ...b]),
    format: ofType(STRING, formatOf, (a, b) => (a === b ? a : undefined)),
    multipleOf: ofType(
      NUMERIC,
      (node) => node.multipleOf,
      (a, b) => (compareNumbers(a, b) === 0 ? a : undefined),
    ),
    minimum: ofType(
      NUMERIC,
      (node) => node.minimum,
      (a, b) => (compareNumbers(a, b) < 0 ? a : b),
    ),
    maximum: ofType(
      NUMERIC,
      (node) => node.maximum,
      (a, b) => (compareNumbers(a, b) > 0 ? a : b),
    ),
    items: ofType(
      ARRAY,
      (node) => node.items,
      (a, b) => widened(a, b, steps),
    ),
    properties: widenedProperties(left, right, steps),
    required: ofType(OBJECT, (node) => node.required, commonNames),
    additional: ofType(
      OBJECT,
      (node) => node.additional,
      (a, b) => widenedAdditional(a, b, steps),
    ),
    hasPatterns: left.hasPatterns || right.hasPatterns,
    alternatives:
      left.alternatives.length > 0 && right.alternatives.length > 0
        ? [...left.alternatives, ...right.alternatives]
        : [],
    cause: left.cause ?? right.cause,
  };
}

const NUMERIC = NUMBER | INTEGER;

function permits({ types }: SchemaNode, wanted: number): boolean {
  return types === undefined || (types & wanted) !== 0;
}

/** An absent keyword allows everything, and so does the outcome. */
function either<T>(
  left: T | undefined,
  right: T | undefined,
  combine: (left: T, right: T) => T | undefined,
): T | undefined {
  return left === undefined || right === undefined ? undefined : combine(left, right);
}

function formatOf(node: SchemaNode): string | undefined {
  return node.format;
}

function commonNames(left: ReadonlySet<string>, right: ReadonlySet<string>): ReadonlySet<string> {
  return left === right ? left : new Set([...left].filter((name) => right.has(name)));
}

function widenedProperties(left: SchemaNode, right: SchemaNode, steps: Steps): Properties | undefined {
  const [first, second] = [permits(left, OBJECT), permits(right, OBJECT)];
  if (!first || !second) return first ? left.properties : second ? right.properties : undefined;
  const [mine, others] = [left.properties ?? NONE, right.properties ?? NONE];
  if (mine === others) return mine.size === 0 ? undefined : mine;
  steps.left -= mine.size + others.size;
  if (steps.left < 0) return undefined;
  const properties = new Map<string, SchemaNode>();
  for (const [name, node] of mine) {
    const other = others.get(name);
    properties.set(name, other === undefined ? alone(node, right, steps) : widened(node, other, steps));
  }
  for (const [name, node] of others) if (!mine.has(name)) properties.set(name, alone(node, left, steps));
  return properties.size === 0 ? undefined : properties;
}

const NONE: Properties = new Map();
const ONLY_IN_SOME: JsonCause = 'not in all alternatives';

/** A property that one side names: the other side may say what its own additional properties are. */
function alone(node: SchemaNode, other: SchemaNode, steps: Steps): SchemaNode {
  const { additional } = other;
  if (additional === false) return node;
  return additional === undefined || additional === true ? unknownNode(ONLY_IN_SOME) : widened(additional, node, steps);
}

function widenedAdditional(
  left: SchemaNode | boolean,
  right: SchemaNode | boolean,
  steps: Steps,
): SchemaNode | boolean {
  if (left === true || right === true) return true;
  if (left === false) return right;
  return right === false ? left : widened(left, right, steps);
}
