// The `loop` of a for statement: where it is, and what comes before and after.
import { bind } from '../values/bind.ts';
import { isEqual } from '../values/equal.ts';
import { iterate, lengthOfValue } from '../values/iterate.ts';
import { typeError } from '../values/raise.ts';
import {
  isKind,
  makeUndefined,
  orElse,
  type Eventual,
  type ObjectType,
  type PyFunction,
  type Value,
} from '../values/value.ts';

export interface Loop {
  readonly source: Iterator<Value>;
  /** What is iterated over. */
  readonly values: Value;
  /** Read ahead, oldest first. */
  readonly ahead: Value[];
  index0: number;
  readonly depth0: number;
  previous: Value | undefined;
  current: Value | undefined;
  /** Arguments of the last `changed`. */
  changed: readonly Value[] | undefined;
  /** Renders the loop's body for the children of an item. */
  readonly recurse: ((values: Value) => Eventual<Value>) | undefined;
}

export function openLoop(values: Value, depth0: number, recurse: Loop['recurse']): Loop {
  const source = iterate(values)[Symbol.iterator]();
  return {
    source,
    values,
    ahead: [],
    index0: -1,
    depth0,
    previous: undefined,
    current: undefined,
    changed: undefined,
    recurse,
  };
}

/** Goes to the next item; undefined after the last. */
export function advanceLoop(loop: Loop): Value | undefined {
  const next = loop.ahead.length > 0 ? loop.ahead.shift() : read(loop);
  loop.previous = loop.current;
  loop.current = next;
  loop.index0++;
  return next;
}

function read(loop: Loop): Value | undefined {
  const step = loop.source.next();
  return step.done === true ? undefined : step.value;
}

function peekLoop(loop: Loop): Value | undefined {
  const [ahead] = loop.ahead;
  if (ahead !== undefined) return ahead;
  const next = read(loop);
  if (next !== undefined) loop.ahead.push(next);
  return next;
}

/** A generator says its length when it is read to its end. */
function lengthOfLoop(loop: Loop): number {
  if (!isKind(loop.values, 'iterator') && !isKind(loop.values, 'object')) return lengthOfValue(loop.values);
  for (let next = read(loop); next !== undefined; next = read(loop)) loop.ahead.push(next);
  return loop.index0 + 1 + loop.ahead.length;
}

function method(name: string, call: PyFunction['call']): PyFunction {
  return { kind: 'function', name, call };
}

type Attribute = (loop: Loop) => Value;

const ATTRIBUTES: ReadonlyMap<string, Attribute> = new Map<string, Attribute>([
  ['index', (loop) => loop.index0 + 1],
  ['index0', (loop) => loop.index0],
  ['revindex', (loop) => lengthOfLoop(loop) - loop.index0],
  ['revindex0', (loop) => lengthOfLoop(loop) - loop.index0 - 1],
  ['first', (loop) => loop.index0 === 0],
  ['last', (loop) => peekLoop(loop) === undefined],
  ['length', lengthOfLoop],
  ['depth', (loop) => loop.depth0 + 1],
  ['depth0', (loop) => loop.depth0],
  ['previtem', (loop) => orElse(loop.previous, makeUndefined('there is no previous item'))],
  ['nextitem', (loop) => orElse(peekLoop(loop), makeUndefined('there is no next item'))],
  ['cycle', (loop) => method('cycle', (args) => cycle(loop, args.positional))],
  ['changed', (loop) => method('changed', (args) => hasChanged(loop, args.positional))],
]);

function cycle(loop: Loop, values: readonly Value[]): Value {
  const value = values[loop.index0 % values.length];
  if (value === undefined) throw typeError('no items for cycling given');
  return value;
}

function hasChanged(loop: Loop, values: readonly Value[]): boolean {
  const { changed } = loop;
  loop.changed = values;
  return changed === undefined || !isEqual([...changed], [...values]);
}

export const LOOP: ObjectType<Loop> = {
  name: 'LoopContext',
  attributeNames: () => [...ATTRIBUTES.keys()],
  attribute: (loop, name) => ATTRIBUTES.get(name)?.(loop),
  length: lengthOfLoop,
  truth: () => true,
  text: (loop) => `<LoopContext ${loop.index0 + 1}/${lengthOfLoop(loop)}>`,
  call: (loop, args) => {
    if (loop.recurse === undefined)
      throw typeError("The loop must have the 'recursive' marker to be called recursively.");
    return loop.recurse(bind(args, 'loop', ['iterable'], 1)[0] ?? null);
  },
};
