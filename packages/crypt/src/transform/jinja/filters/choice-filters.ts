// Filters that apply other filters and tests to the members of a collection; they give their results one by one.
import { iterate, iteratorOf } from '../values/iterate.ts';
import { attributeOf, missingMember } from '../values/member.ts';
import { bind } from '../values/bind.ts';
import { typeError, undefinedError } from '../values/raise.ts';
import { textOf } from '../values/repr.ts';
import { isTrue } from '../values/truth.ts';
import { isKind, orElse, type Arguments, type Value } from '../values/value.ts';
import { attributeGetter, type Getter } from './attribute-getter.ts';
import type { FilterSite, Filters } from './filter.ts';

export const CHOICE_FILTERS: Filters = [
  ['map', map],
  ['select', (value, args, site) => choose(value, args, site, true, false)],
  ['reject', (value, args, site) => choose(value, args, site, false, false)],
  ['selectattr', (value, args, site) => choose(value, args, site, true, true)],
  ['rejectattr', (value, args, site) => choose(value, args, site, false, true)],
  ['attr', attribute],
  ['default', defaultTo],
  ['d', defaultTo],
];

function map(value: Value, args: Arguments, site: FilterSite): Value {
  const choose = (): Getter =>
    args.positional.length === 0 && args.named.has('attribute') ? getterOf(args) : filterOf(args, site);
  return iteratorOf(mapped(value, choose, site));
}

/** What is wrong with the arguments is told when there is something to apply them to, as in Jinja. */
function* mapped(value: Value, choose: () => Getter, site: FilterSite): Iterable<Value> {
  if (!isTrue(value)) return;
  const change = choose();
  for (const item of iterate(value)) {
    site.step();
    yield change(item);
  }
}

function getterOf(args: Arguments): Getter {
  const [name, fallback] = bind(args, 'map', ['attribute', 'default']);
  return attributeGetter(name ?? null, fallback ?? undefined);
}

function filterOf(args: Arguments, site: FilterSite): Getter {
  const [name, ...rest] = args.positional;
  if (typeof name !== 'string')
    throw typeError('map requires a filter argument', "as in map('upper') or map(attribute='name')");
  const filter = site.filterNamed(name);
  const passed = { positional: rest, named: args.named };
  return (item) => filter(item, passed, site);
}

function choose(value: Value, args: Arguments, site: FilterSite, keeps: boolean, byAttribute: boolean): Value {
  return iteratorOf(chosen(value, () => testOf(args, site, byAttribute), keeps, site));
}

function testOf(args: Arguments, site: FilterSite, byAttribute: boolean): (item: Value) => boolean {
  const skipped = byAttribute ? 1 : 0;
  if (byAttribute && args.positional.length === 0) throw typeError('Missing parameter for attribute name');
  const getter = byAttribute ? attributeGetter(args.positional[0] ?? null) : (item: Value): Value => item;
  const name = args.positional[skipped];
  const passed = { positional: args.positional.slice(skipped + 1), named: args.named };
  if (name === undefined) return (item) => isTrue(getter(item));
  const test = site.testNamed(textOf(name));
  return (item) => test(getter(item), passed, site);
}

function* chosen(
  value: Value,
  choose: () => (item: Value) => boolean,
  keeps: boolean,
  site: FilterSite,
): Iterable<Value> {
  if (!isTrue(value)) return;
  const isChosen = choose();
  for (const item of iterate(value)) {
    site.step();
    if (isChosen(item) === keeps) yield item;
  }
}

function attribute(value: Value, args: Arguments): Value {
  const [name] = bind(args, 'attr', ['name'], 1);
  const text = textOf(name ?? null);
  if (isKind(value, 'undefined') && !value.chains) throw undefinedError(value);
  return orElse(attributeOf(value, text), missingMember(value, text));
}

function defaultTo(value: Value, args: Arguments): Value {
  const [fallback, isByTruth] = bind(args, 'default', ['default_value', 'boolean']);
  const isAbsent = isKind(value, 'undefined') || (isTrue(isByTruth ?? false) && !isTrue(value));
  return isAbsent ? orElse(fallback, '') : value;
}
