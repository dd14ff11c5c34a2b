// The names that Jinja itself gives every template.
import { RANGE_ITEMS_MAX } from '../../kernel/limits.ts';
import { pairsOf } from './methods/dict-methods.ts';
import { bind, integerArgument } from './values/bind.ts';
import { dictOf, setItem } from './values/dict.ts';
import { raised, typeError, valueError } from './values/raise.ts';
import { textOf } from './values/repr.ts';
import {
  makeObject,
  type Arguments,
  type ObjectType,
  type PyFunction,
  type Range,
  type Value,
} from './values/value.ts';

function builtin(name: string, call: (args: Arguments) => Value): [string, PyFunction] {
  return [name, { kind: 'function', name, call, text: `<class '${name}'>` }];
}

export const GLOBALS: ReadonlyMap<string, Value> = new Map<string, Value>([
  builtin('range', (args) => range(args)),
  builtin('dict', (args) => makeDict(args)),
  builtin('namespace', (args) => makeNamespace(args)),
  builtin('cycler', (args) => makeObject(CYCLER, { items: args.positional, at: checkItems(args) })),
  builtin('joiner', (args) => makeObject(JOINER, { separator: separatorOf(args), isUsed: false })),
]);

function range(args: Arguments): Range {
  if (args.named.size > 0) throw typeError('range() takes no keyword arguments');
  const numbers = args.positional.map((value) => integerArgument(value, 0));
  if (numbers.length === 0 || numbers.length > 3)
    throw typeError(`range expected 1 to 3 arguments, got ${numbers.length}`);
  const [first = 0, second, step = 1] = numbers;
  const [start, stop] = second === undefined ? [0, first] : [first, second];
  if (step === 0) throw valueError('range() arg 3 must not be zero');
  const length = Math.max(0, Math.ceil((stop - start) / step));
  if (length > RANGE_ITEMS_MAX) throw raised('JINJA_LIMIT', `a range has more than ${RANGE_ITEMS_MAX} numbers`);
  return { kind: 'range', start, stop, step, length };
}

function makeDict(args: Arguments): Value {
  if (args.positional.length > 1) throw typeError(`dict expected at most 1 argument, got ${args.positional.length}`);
  const dict = dictOf(pairsOf(args.positional[0] ?? []));
  for (const [name, value] of args.named) setItem(dict, name, value);
  return dict;
}

function makeNamespace(args: Arguments): Value {
  const pairs = pairsOf(args.positional[0] ?? []);
  const named = pairs.map(([key, value]) => [textOf(key), value] as const);
  return { kind: 'namespace', attributes: new Map([...named, ...args.named]) };
}

interface Cycler {
  readonly items: readonly Value[];
  at: number;
}

function checkItems(args: Arguments): number {
  if (args.positional.length === 0) throw typeError('at least one item has to be provided');
  return 0;
}

function method(name: string, call: () => Value): PyFunction {
  return { kind: 'function', name, call };
}

const CYCLER: ObjectType<Cycler> = {
  name: 'Cycler',
  attributeNames: () => ['next', 'current', 'reset'],
  attribute: (self, name) => {
    if (name === 'current') return self.items[self.at] ?? null;
    if (name === 'next')
      return method(name, () => {
        const item = self.items[self.at] ?? null;
        self.at = (self.at + 1) % self.items.length;
        return item;
      });
    return name === 'reset' ? method(name, () => ((self.at = 0), null)) : undefined;
  },
};

interface Joiner {
  readonly separator: string;
  isUsed: boolean;
}

function separatorOf(args: Arguments): string {
  return textOf(bind(args, 'joiner', ['sep'])[0] ?? ', ');
}

/** Empty the first time, then its separator. */
const JOINER: ObjectType<Joiner> = {
  name: 'Joiner',
  call: (self) => {
    if (self.isUsed) return self.separator;
    self.isUsed = true;
    return '';
  },
};
