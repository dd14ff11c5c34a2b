// Python's itertools: dbt warns of them, and some projects use them.
import { COLLECTION_ITEMS_MAX } from '../../../kernel/limits.ts';
import { applySync } from '../methods/apply-sync.ts';
import { applyBinary } from '../values/arithmetic.ts';
import { bind, integerArgument } from '../values/bind.ts';
import { iterate, iteratorOf, membersOf } from '../values/iterate.ts';
import { raised, typeError } from '../values/raise.ts';
import { isTrue } from '../values/truth.ts';
import { isKind, tuple, type Arguments, type CallSite, type Value } from '../values/value.ts';

type Make = (args: Arguments, site: CallSite) => Iterable<Value>;

/** A function whose iterator counts its steps, as some have no end. */
function lazily(name: string, make: Make): [string, Value] {
  return [
    name,
    { kind: 'function', name, call: (args, site) => iteratorOf(counted(make(args, site), site), `itertools.${name}`) },
  ];
}

function* counted(values: Iterable<Value>, site: CallSite): Iterable<Value> {
  let count = 0;
  for (const value of values) {
    site.step();
    if (++count > COLLECTION_ITEMS_MAX)
      throw raised('JINJA_LIMIT', `an iterator gives more than ${COLLECTION_ITEMS_MAX} values`);
    yield value;
  }
}

function* chain(sources: Iterable<Value>): Iterable<Value> {
  for (const source of sources) yield* iterate(source);
}

function* count(args: Arguments): Iterable<Value> {
  const [start, step] = bind(args, 'count', ['start', 'step']);
  for (let value: Value = start ?? 0; ; value = applyBinary('+', value, step ?? 1)) yield value;
}

function* cycle(args: Arguments): Iterable<Value> {
  const members = membersOf(bind(args, 'cycle', ['iterable'], 1)[0] ?? null);
  while (members.length > 0) yield* members;
}

function* repeat(args: Arguments): Iterable<Value> {
  const [value, times] = bind(args, 'repeat', ['object', 'times'], 1);
  const max = times === undefined ? Infinity : integerArgument(times, 0);
  for (let i = 0; i < max; i++) yield value ?? null;
}

function* accumulate(args: Arguments, site: CallSite): Iterable<Value> {
  const [values, add, initial] = bind(args, 'accumulate', ['iterable', 'func', 'initial'], 1);
  let total: Value | undefined = initial ?? undefined;
  if (total !== undefined) yield total;
  for (const value of iterate(values ?? null)) {
    if (total === undefined) total = value;
    else
      total =
        add !== undefined && isKind(add, 'function')
          ? applySync(add, [total, value], site)
          : applyBinary('+', total, value);
    yield total;
  }
}

function* compress(args: Arguments): Iterable<Value> {
  const [data, selectors] = bind(args, 'compress', ['data', 'selectors'], 2);
  const chosen = membersOf(selectors ?? null);
  let i = 0;
  for (const value of iterate(data ?? null)) {
    const selector = chosen[i++];
    if (selector === undefined) return;
    if (isTrue(selector)) yield value;
  }
}

function* slice(args: Arguments): Iterable<Value> {
  const [source, first, second, third] = args.positional;
  const [start, stop] = args.positional.length < 3 ? [0, first] : [integerArgument(first ?? undefined, 0), second];
  const step = integerArgument(third ?? undefined, 1);
  const end = stop === undefined || stop === null ? Infinity : integerArgument(stop, 0);
  let i = 0;
  if (end <= 0) return;
  for (const value of iterate(source ?? null)) {
    if (i >= start && (i - start) % step === 0) yield value;
    if (++i >= end) return;
  }
}

function* starmap(args: Arguments, site: CallSite): Iterable<Value> {
  const [callable, rows] = bind(args, 'starmap', ['function', 'iterable'], 2);
  if (callable === undefined || !isKind(callable, 'function')) throw typeError('starmap takes a function');
  for (const row of iterate(rows ?? null)) yield applySync(callable, membersOf(row), site);
}

function* zipLongest(args: Arguments): Iterable<Value> {
  const columns = args.positional.map(membersOf);
  const filler = args.named.get('fillvalue') ?? null;
  const length = Math.max(0, ...columns.map((column) => column.length));
  for (let i = 0; i < length; i++)
    yield tuple(columns.map((column) => (i < column.length ? (column[i] ?? null) : filler)));
}

function* product(args: Arguments): Iterable<Value> {
  const pools = args.positional.map(membersOf);
  const times = integerArgument(args.named.get('repeat'), 1);
  const all = Array.from({ length: Math.max(0, Math.min(times, 100)) }, () => pools).flat();
  yield* combine(all, []);
}

function* combine(pools: readonly (readonly Value[])[], chosen: readonly Value[]): Iterable<Value> {
  const pool = pools[chosen.length];
  if (pool === undefined) yield tuple(chosen);
  else for (const value of pool) yield* combine(pools, [...chosen, value]);
}

/** Choices of `size` places: in any order, in rising order, or rising with repeats. */
function* choices(
  members: readonly Value[],
  size: number,
  how: 'permutations' | 'combinations' | 'with',
  chosen: readonly number[] = [],
): Iterable<Value> {
  if (chosen.length === size) {
    yield tuple(chosen.map((i) => members[i] ?? null));
    return;
  }
  const last = chosen.at(-1) ?? (how === 'with' ? 0 : -1);
  const from = how === 'permutations' ? 0 : how === 'with' ? last : last + 1;
  for (let i = from; i < members.length; i++)
    if (how !== 'permutations' || !chosen.includes(i)) yield* choices(members, size, how, [...chosen, i]);
}

function chooser(name: string, how: 'permutations' | 'combinations' | 'with'): [string, Value] {
  return lazily(name, (args) => {
    const [values, size] = bind(args, name, ['iterable', 'r'], 1);
    const members = membersOf(values ?? null);
    return choices(members, integerArgument(size ?? undefined, members.length), how);
  });
}

const CHAIN: Value = {
  kind: 'function',
  name: 'chain',
  call: (args, site) => iteratorOf(counted(chain(args.positional), site), 'itertools.chain'),
  attributes: new Map([
    lazily('from_iterable', (args) => chain(iterate(bind(args, 'from_iterable', ['iterable'], 1)[0] ?? null))),
  ]),
};

export const ITERTOOLS: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['chain', CHAIN],
  lazily('count', count),
  lazily('cycle', cycle),
  lazily('repeat', repeat),
  lazily('accumulate', accumulate),
  lazily('compress', compress),
  lazily('islice', slice),
  lazily('starmap', starmap),
  lazily('zip_longest', zipLongest),
  lazily('product', product),
  chooser('permutations', 'permutations'),
  chooser('combinations', 'combinations'),
  chooser('combinations_with_replacement', 'with'),
  ['tee', { kind: 'function', name: 'tee', call: (args) => tee(args) }],
]);

function tee(args: Arguments): Value {
  const [values, size] = bind(args, 'tee', ['iterable', 'n'], 1);
  const members = membersOf(values ?? null);
  return tuple(Array.from({ length: Math.min(1_000, integerArgument(size, 2)) }, () => iteratorOf(members)));
}
