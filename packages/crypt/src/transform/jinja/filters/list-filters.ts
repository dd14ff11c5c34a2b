// Filters that take collections apart and put them in order.
import { COLLECTION_ITEMS_MAX, TEXT_CHARS_MAX } from '../../../kernel/limits.ts';
import { applyBinary, tooLong } from '../values/arithmetic.ts';
import { bind, integerArgument } from '../values/bind.ts';
import { compareForSort, isOrdered } from '../values/compare.ts';
import { entriesOf } from '../values/dict.ts';
import { isEqual } from '../values/equal.ts';
import { hashKey } from '../values/hash-key.ts';
import { isIterable, iterate, iteratorOf, lengthOfValue, membersOf } from '../values/iterate.ts';
import { raised, typeError } from '../values/raise.ts';
import { textOf } from '../values/repr.ts';
import { isTrue } from '../values/truth.ts';
import { charactersOf } from '../values/code-points.ts';

import {
  isKind,
  isList,
  makeUndefined,
  orElse,
  tuple,
  type Arguments,
  type HashKey,
  type Value,
} from '../values/value.ts';
import { attributeGetter, ignoreCase, keysGetter, type Getter } from './attribute-getter.ts';
import type { FilterSite, Filters } from './filter.ts';

export const LIST_FILTERS: Filters = [
  ['list', (value, args) => (bind(args, 'list', []), Array.from(iterate(value)))],
  ['length', (value, args) => (bind(args, 'length', []), lengthOfValue(value))],
  ['count', (value, args) => (bind(args, 'count', []), lengthOfValue(value))],
  ['first', first],
  ['last', last],
  ['random', random],
  ['reverse', reverse],
  ['join', join],
  ['sum', sum],
  ['min', (value, args) => extreme(value, args, '<')],
  ['max', (value, args) => extreme(value, args, '>')],
  ['sort', sort],
  ['dictsort', dictSort],
  ['unique', unique],
  ['groupby', groupBy],
  ['batch', batch],
  ['slice', slices],
  ['items', items],
];

function first(value: Value, args: Arguments): Value {
  bind(args, 'first', []);
  for (const item of iterate(value)) return item;
  return makeUndefined('No first item, sequence was empty.');
}

function last(value: Value, args: Arguments): Value {
  bind(args, 'last', []);
  return orElse(reversible(value).at(-1), makeUndefined('No last item, sequence was empty.'));
}

/** The members of what Python can read backwards. */
function reversible(value: Value): readonly Value[] {
  if (isKind(value, 'iterator') || isKind(value, 'set'))
    throw typeError(`'${value.kind === 'set' ? 'set' : value.typeName}' object is not reversible`);
  return membersOf(value);
}

function random(value: Value, args: Arguments, site: FilterSite): Value {
  bind(args, 'random', []);
  const draw = site.policy.random;
  if (draw === undefined)
    throw typeError('this rendering must give the same result each time, so nothing is random in it');
  const members = membersOf(value);
  return orElse(members[Math.floor(draw() * members.length)], makeUndefined('No random item, sequence was empty.'));
}

function reverse(value: Value, args: Arguments): Value {
  bind(args, 'reverse', []);
  if (typeof value === 'string') return charactersOf(value).toReversed().join('');
  if (!isIterable(value)) throw typeError('argument must be iterable');
  const members = membersOf(value).toReversed();
  if (isKind(value, 'iterator') || isKind(value, 'set')) return members;
  return iteratorOf(members, isList(value) ? 'list_reverseiterator' : 'reversed');
}

function join(value: Value, args: Arguments): Value {
  const [between, attribute] = bind(args, 'join', ['d', 'attribute']);
  const separator = between === undefined ? '' : textOf(between);
  const getter = attributeGetter(attribute ?? null);
  let text = '';
  let isFirst = true;
  for (const item of iterate(value)) {
    text += (isFirst ? '' : separator) + textOf(getter(item));
    isFirst = false;
    if (text.length > TEXT_CHARS_MAX) throw tooLong();
  }
  return text;
}

function sum(value: Value, args: Arguments): Value {
  const [attribute, start] = bind(args, 'sum', ['attribute', 'start']);
  const getter = attributeGetter(attribute ?? null);
  let total: Value = start ?? 0;
  if (typeof total === 'string') throw typeError("sum() can't sum strings [use ''.join(seq) instead]");
  for (const item of iterate(value)) total = applyBinary('+', total, getter(item));
  return total;
}

function extreme(value: Value, args: Arguments, operator: '<' | '>'): Value {
  const [isCaseSensitive, attribute] = bind(args, operator === '<' ? 'min' : 'max', ['case_sensitive', 'attribute']);
  const getter = attributeGetter(attribute ?? null, undefined, caseOf(isCaseSensitive));
  let best: { readonly item: Value; readonly key: Value } | undefined;
  for (const item of iterate(value)) {
    const key = getter(item);
    if (best === undefined || isOrdered(operator, key, best.key)) best = { item, key };
  }
  return best === undefined ? makeUndefined('No aggregated item, sequence was empty.') : best.item;
}

function caseOf(isCaseSensitive: Value | undefined): Getter {
  return isTrue(isCaseSensitive ?? false) ? (value) => value : ignoreCase;
}

/** Sorts as Python does: stable, also in reverse. */
export function sortBy(values: Iterable<Value>, key: Getter, isReverse: boolean, site: FilterSite): Value[] {
  const keyed = Array.from(values, (value) => ({ value, key: key(value) }));
  keyed.sort((a, b) => {
    site.step();
    return isReverse ? compareForSort(b.key, a.key) : compareForSort(a.key, b.key);
  });
  return keyed.map((pair) => pair.value);
}

function sort(value: Value, args: Arguments, site: FilterSite): Value {
  const [reversed, isCaseSensitive, attribute] = bind(args, 'sort', ['reverse', 'case_sensitive', 'attribute']);
  return sortBy(
    iterate(value),
    keysGetter(attribute ?? null, caseOf(isCaseSensitive)),
    isTrue(reversed ?? false),
    site,
  );
}

function dictSort(value: Value, args: Arguments, site: FilterSite): Value {
  const [isCaseSensitive, by, reversed] = bind(args, 'dictsort', ['case_sensitive', 'by', 'reverse']);
  const wanted = by === undefined ? 'key' : textOf(by);
  if (wanted !== 'key' && wanted !== 'value') throw typeError('You can only sort by either "key" or "value"');
  if (!isKind(value, 'dict')) throw typeError('dictsort takes a dict');
  const change = caseOf(isCaseSensitive);
  const position = wanted === 'key' ? 0 : 1;
  const pairs = Array.from(entriesOf(value), (pair): Value => tuple(pair));
  return sortBy(pairs, (pair) => change(membersOf(pair)[position] ?? null), isTrue(reversed ?? false), site);
}

function unique(value: Value, args: Arguments): Value {
  const [isCaseSensitive, attribute] = bind(args, 'unique', ['case_sensitive', 'attribute']);
  const getter = attributeGetter(attribute ?? null, undefined, caseOf(isCaseSensitive));
  return iteratorOf(firstOfEach(iterate(value), getter));
}

function* firstOfEach(values: Iterable<Value>, getter: Getter): Iterable<Value> {
  const seen = new Set<HashKey>();
  for (const value of values) {
    const key = hashKey(getter(value));
    if (seen.has(key)) continue;
    seen.add(key);
    yield value;
  }
}

function groupBy(value: Value, args: Arguments, site: FilterSite): Value {
  const [attribute, fallback, isCaseSensitive] = bind(args, 'groupby', ['attribute', 'default', 'case_sensitive'], 1);
  const exact = attributeGetter(attribute ?? null, fallback ?? undefined);
  const change = caseOf(isCaseSensitive);
  const getter: Getter = (item) => change(exact(item));
  const groups: { readonly key: Value; readonly members: Value[] }[] = [];
  for (const item of sortBy(iterate(value), getter, false, site)) {
    const key = getter(item);
    const group = groups.at(-1);
    if (group !== undefined && isEqual(group.key, key)) group.members.push(item);
    else groups.push({ key, members: [item] });
  }
  return groups.map(({ members }): Value => ({
    kind: 'tuple',
    items: [exact(members[0] ?? null), members],
    names: ['grouper', 'list'],
  }));
}

function batch(value: Value, args: Arguments): Value {
  const [size, filler] = bind(args, 'batch', ['linecount', 'fill_with'], 1);
  const lineSize = integerArgument(size, 1);
  return iteratorOf(linesOf(iterate(value), lineSize, filler ?? null));
}

function* linesOf(values: Iterable<Value>, size: number, filler: Value): Iterable<Value> {
  let line: Value[] = [];
  for (const value of values) {
    if (line.length === size) {
      yield line;
      line = [];
    }
    line.push(value);
  }
  if (line.length === 0) return;
  if (size > COLLECTION_ITEMS_MAX && filler !== null) throw raised('JINJA_LIMIT', 'a line has too many members');
  if (filler !== null) for (let i = line.length; i < size; i++) line.push(filler);
  yield line;
}

function slices(value: Value, args: Arguments): Value {
  const [size, filler] = bind(args, 'slice', ['slices', 'fill_with'], 1);
  const count = integerArgument(size, 1);
  if (count === 0) throw raised('JINJA_ARITHMETIC', 'integer division or modulo by zero');
  return iteratorOf(columnsOf(Array.from(iterate(value)), count, filler ?? null));
}

function* columnsOf(members: readonly Value[], count: number, filler: Value): Iterable<Value> {
  const size = Math.floor(members.length / count);
  const longer = members.length % count;
  let start = 0;
  for (let i = 0; i < count; i++) {
    const end = start + size + (i < longer ? 1 : 0);
    const column = members.slice(start, end);
    if (filler !== null && i >= longer) column.push(filler);
    yield column;
    start = end;
  }
}

function items(value: Value, args: Arguments): Value {
  bind(args, 'items', []);
  if (isKind(value, 'undefined')) return iteratorOf([]);
  if (!isKind(value, 'dict')) throw typeError('Can only get item pairs from a mapping.');
  return iteratorOf(Array.from(entriesOf(value), (pair) => tuple(pair)));
}
