// The methods of Python's list and tuple.
import { boundedList } from '../values/arithmetic.ts';
import { bind, integerArgument, isNone } from '../values/bind.ts';
import { compareForSort } from '../values/compare.ts';
import { isEqual } from '../values/equal.ts';
import { iterate } from '../values/iterate.ts';
import { raised, typeError, valueError } from '../values/raise.ts';
import { reprOf } from '../values/repr.ts';
import { isTrue } from '../values/truth.ts';
import { isKind, type Arguments, type CallSite, type Tuple, type Value } from '../values/value.ts';
import { applySync } from './apply-sync.ts';
import type { Method } from './method.ts';

export const LIST_METHODS: ReadonlyMap<string, Method<Value[]>> = new Map<string, Method<Value[]>>([
  ['append', (self, args) => (self.push(bind(args, 'append', ['object'], 1)[0] ?? null), boundedList(self), null)],
  ['extend', extend],
  ['insert', insert],
  ['pop', pop],
  ['remove', remove],
  ['index', (self, args) => indexOf(self, args, 'list')],
  ['count', (self, args) => countOf(self, args)],
  ['reverse', (self, args) => (bind(args, 'reverse', []), replaceItems(self, self.toReversed()), null)],
  ['sort', sort],
  ['copy', (self, args) => (bind(args, 'copy', []), [...self])],
  ['clear', (self, args) => (bind(args, 'clear', []), self.splice(0), null)],
]);

export const TUPLE_METHODS: ReadonlyMap<string, Method<Tuple>> = new Map<string, Method<Tuple>>([
  ['index', (self, args) => indexOf(self.items, args, 'tuple')],
  ['count', (self, args) => countOf(self.items, args)],
]);

/** Items of a list that stays the same list. Not by spreading: arguments are kept on the stack. */
function replaceItems(list: Value[], items: readonly Value[]): void {
  for (const [i, item] of items.entries()) list[i] = item;
}

function extend(self: Value[], args: Arguments): Value {
  const [values] = bind(args, 'extend', ['iterable'], 1);
  // A copy first: a list may be extended by itself.
  const added = Array.from(iterate(values ?? null));
  for (const value of added) self.push(value);
  boundedList(self);
  return null;
}

function insert(self: Value[], args: Arguments): Value {
  const [index, value] = bind(args, 'insert', ['index', 'object'], 2);
  self.splice(integerArgument(index, 0), 0, value ?? null);
  return null;
}

function pop(self: Value[], args: Arguments): Value {
  const index = integerArgument(bind(args, 'pop', ['index'])[0], -1);
  if (self.length === 0) throw raised('JINJA_LOOKUP', 'pop from empty list');
  const at = index < 0 ? index + self.length : index;
  if (at < 0 || at >= self.length) throw raised('JINJA_LOOKUP', 'pop index out of range');
  return self.splice(at, 1)[0] ?? null;
}

function remove(self: Value[], args: Arguments): Value {
  const value = bind(args, 'remove', ['value'], 1)[0] ?? null;
  const at = self.findIndex((item) => isEqual(item, value));
  if (at === -1) throw valueError('list.remove(x): x not in list');
  self.splice(at, 1);
  return null;
}

function indexOf(items: readonly Value[], args: Arguments, type: string): Value {
  const [value, start, stop] = bind(args, 'index', ['value', 'start', 'stop'], 1);
  const from = clamp(integerArgument(start, 0), items.length);
  const to = clamp(integerArgument(stop, items.length), items.length);
  for (let i = from; i < to; i++) if (isEqual(items[i] ?? null, value ?? null)) return i;
  throw valueError(type === 'list' ? `${reprOf(value ?? null)} is not in list` : 'tuple.index(x): x not in tuple');
}

function clamp(at: number, length: number): number {
  return at < 0 ? Math.max(0, at + length) : Math.min(at, length);
}

function countOf(items: readonly Value[], args: Arguments): Value {
  const value = bind(args, 'count', ['value'], 1)[0] ?? null;
  return items.filter((item) => isEqual(item, value)).length;
}

function sort(self: Value[], args: Arguments, site: CallSite): Value {
  if (args.positional.length > 0) throw typeError('sort() takes no positional arguments');
  const [key, reverse] = bind(args, 'sort', ['key', 'reverse']);
  const keyed = self.map((value) => ({ value, key: isNone(key) ? value : keyOf(key, value, site) }));
  const isReverse = reverse !== undefined && isTrue(reverse);
  keyed.sort((a, b) => (site.step(), isReverse ? compareForSort(b.key, a.key) : compareForSort(a.key, b.key)));
  replaceItems(
    self,
    keyed.map((pair) => pair.value),
  );
  return null;
}

function keyOf(callable: Value, value: Value, site: CallSite): Value {
  if (!isKind(callable, 'function')) throw typeError('the key of a sort must be a function');
  return applySync(callable, [value], site);
}
