// The methods of Python's dict and set.
import { bind } from '../values/bind.ts';
import { deleteKey, dictOf, emptyDict, entriesOf, getItem, setItem, setOf } from '../values/dict.ts';
import { hashKey } from '../values/hash-key.ts';
import { iterate, membersOf } from '../values/iterate.ts';
import { raised, typeError, valueError } from '../values/raise.ts';
import { reprOf } from '../values/repr.ts';
import { isKind, orElse, tuple, type Arguments, type Dict, type PySet, type Value } from '../values/value.ts';
import type { Method } from './method.ts';

export const DICT_METHODS: ReadonlyMap<string, Method<Dict>> = new Map<string, Method<Dict>>([
  ['get', get],
  ['keys', (dict, args) => (bind(args, 'keys', []), { kind: 'view', of: 'keys', dict })],
  ['values', (dict, args) => (bind(args, 'values', []), { kind: 'view', of: 'values', dict })],
  ['items', (dict, args) => (bind(args, 'items', []), { kind: 'view', of: 'items', dict })],
  ['update', update],
  ['pop', pop],
  ['popitem', popLast],
  ['setdefault', setDefault],
  ['copy', (dict, args) => (bind(args, 'copy', []), dictOf(entriesOf(dict)))],
  ['clear', (dict, args) => (bind(args, 'clear', []), dict.values.clear(), dict.keys?.clear(), null)],
  ['fromkeys', (_, args) => fromKeys(args)],
]);

function get(dict: Dict, args: Arguments): Value {
  const [key, fallback] = bind(args, 'get', ['key', 'default'], 1);
  return orElse(getItem(dict, key ?? null), fallback ?? null);
}

function update(dict: Dict, args: Arguments): Value {
  const [other] = bind({ positional: args.positional, named: new Map() }, 'update', ['other']);
  if (other !== undefined) for (const [key, value] of pairsOf(other)) setItem(dict, key, value);
  for (const [name, value] of args.named) setItem(dict, name, value);
  return null;
}

/** Pairs of a mapping, or of what holds pairs; read before anything is changed. */
export function pairsOf(value: Value): readonly (readonly [Value, Value])[] {
  if (isKind(value, 'dict')) return [...entriesOf(value)];
  if (isKind(value, 'object') && value.type.isMapping === true && value.type.item !== undefined) {
    const { type, data } = value;
    return Array.from(iterate(value), (key) => [key, type.item?.(data, key) ?? null]);
  }
  return Array.from(iterate(value), (pair, i) => {
    const members = membersOf(pair);
    if (members.length !== 2)
      throw valueError(`dictionary update sequence element #${i} has length ${members.length}; 2 is required`);
    return [members[0] ?? null, members[1] ?? null];
  });
}

function pop(dict: Dict, args: Arguments): Value {
  const [key, fallback] = bind(args, 'pop', ['key', 'default'], 1);
  const value = orElse(getItem(dict, key ?? null), fallback);
  if (value === undefined) throw raised('JINJA_LOOKUP', reprOf(key ?? null));
  deleteKey(dict, key ?? null);
  return value;
}

function popLast(dict: Dict, args: Arguments): Value {
  bind(args, 'popitem', []);
  const last = [...entriesOf(dict)].at(-1);
  if (last === undefined) throw raised('JINJA_LOOKUP', "'popitem(): dictionary is empty'");
  deleteKey(dict, last[0]);
  return tuple(last);
}

function setDefault(dict: Dict, args: Arguments): Value {
  const [key, fallback] = bind(args, 'setdefault', ['key', 'default'], 1);
  const present = getItem(dict, key ?? null);
  if (present !== undefined) return present;
  setItem(dict, key ?? null, fallback ?? null);
  return fallback ?? null;
}

function fromKeys(args: Arguments): Value {
  const [keys, value] = bind(args, 'fromkeys', ['iterable', 'value'], 1);
  const dict = emptyDict();
  for (const key of iterate(keys ?? null)) setItem(dict, key, value ?? null);
  return dict;
}

export const SET_METHODS: ReadonlyMap<string, Method<PySet>> = new Map<string, Method<PySet>>([
  ['add', (set, args) => (addTo(set, bind(args, 'add', ['elem'], 1)[0] ?? null), null)],
  ['discard', (set, args) => (set.members.delete(hashKey(bind(args, 'discard', ['elem'], 1)[0] ?? null)), null)],
  ['remove', removeFrom],
  ['pop', popFrom],
  ['clear', (set, args) => (bind(args, 'clear', []), set.members.clear(), null)],
  ['copy', (set, args) => (bind(args, 'copy', []), setOf(set.members.values()))],
  [
    'update',
    (set, args) => (
      args.positional.forEach((other) => Array.from(iterate(other)).forEach((value) => addTo(set, value))),
      null
    ),
  ],
  ['union', (set, args) => setOf([set, ...args.positional].flatMap((other) => [...iterate(other)]))],
  ['intersection', (set, args) => filtered(set, args, (isIn) => isIn.every(Boolean))],
  ['difference', (set, args) => filtered(set, args, (isIn) => !isIn.some(Boolean))],
  ['symmetric_difference', symmetricDifference],
  ['issubset', (set, args) => [...set.members.keys()].every((key) => other(args).members.has(key))],
  ['issuperset', (set, args) => [...other(args).members.keys()].every((key) => set.members.has(key))],
  ['isdisjoint', (set, args) => ![...other(args).members.keys()].some((key) => set.members.has(key))],
]);

function addTo(set: PySet, value: Value): void {
  const key = hashKey(value);
  if (!set.members.has(key)) set.members.set(key, value);
}

function removeFrom(set: PySet, args: Arguments): Value {
  const value = bind(args, 'remove', ['elem'], 1)[0] ?? null;
  if (!set.members.delete(hashKey(value))) throw raised('JINJA_LOOKUP', reprOf(value));
  return null;
}

function popFrom(set: PySet, args: Arguments): Value {
  bind(args, 'pop', []);
  for (const [key, value] of set.members) {
    set.members.delete(key);
    return value;
  }
  throw raised('JINJA_LOOKUP', "'pop from an empty set'");
}

function other(args: Arguments): PySet {
  const value = args.positional[0];
  if (value === undefined) throw typeError('the method of a set takes another collection');
  return isKind(value, 'set') ? value : setOf(iterate(value));
}

function filtered(set: PySet, args: Arguments, keeps: (isIn: readonly boolean[]) => boolean): PySet {
  const others = args.positional.map((value) => (isKind(value, 'set') ? value : setOf(iterate(value))));
  const members = [...set.members].filter(([key]) => keeps(others.map((one) => one.members.has(key))));
  return { kind: 'set', members: new Map(members) };
}

function symmetricDifference(set: PySet, args: Arguments): Value {
  const second = other(args);
  const left = [...set.members].filter(([key]) => !second.members.has(key));
  const right = [...second.members].filter(([key]) => !set.members.has(key));
  return { kind: 'set', members: new Map([...left, ...right]) };
}
