// Filters that apply other filters and tests to the members of a collection; they give their results one by one.
import { iterate, iteratorOf } from '../values/iterate.ts';
import { attributeOf, missingMember } from '../values/member.ts';
import { bind } from '../values/bind.ts';
import { typeError, undefinedError } from '../values/raise.ts';
import { textOf } from '../values/repr.ts';
import { isTrue } from '../values/truth.ts';
import { isKind, type Arguments, type Value } from '../values/value.ts';
import { attributeGetter, type Getter } from './attribute-getter.ts';
import type { FilterSite, Filters } from './filter.ts';

export const CHOICE_FILTERS: Filters = [
  ['map', map],
  ['select', (value, args, site) => choose(value, args, site, true, false)],
  ['reject', (value, args, site) => choose(value, args, site, false, false)],
  ['selectattr', (value, args, site) => choose(value, args, site, true, true)],
  ['rejectattr', (value, args, site) => choose(value, args, site, false, true)],
  ['attr', attribute],
  ['default', orElse],
  ['d', orElse],
];

function map(value: Value, args: Arguments, site: FilterSite): Value {
  const change = args.positional.length === 0 && args.named.has('attribute') ? getterOf(args) : filterOf(args, site);
  return iteratorOf(mapped(value, change, site));
}

function* mapped(value: Value, change: Getter, site: FilterSite): Iterable<Value> {
  if (!isTrue(value)) return;
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
  if (typeof name !== 'string') throw typeError('map requires a filter argument', "as in map('upper') or map(attribute='name')");
  const filter = site.filterNamed(name);
  const passed = { positional: rest, named: args.named };
  return (item) => filter(item, passed, site);
}

function choose(value: Value, args: Arguments, site: FilterSite, keeps: boolean, byAttribute: boolean): Value {
  const skipped = byAttribute ? 1 : 0;
  if (byAttribute && args.positional.length === 0) throw typeError('Missing parameter for attribute name');
  const getter = byAttribute ? attributeGetter(args.positional[0] ?? null) : (item: Value): Value => item;
  const name = args.positional[skipped];
  const passed = { positional: args.positional.slice(skipped + 1), named: args.named };
  const test = name === undefined ? isTrue : ((found) => (item: Value) => found(item, passed, site))(site.testNamed(textOf(name)));
  return iteratorOf(chosen(value, (item) => test(getter(item)) === keeps, site));
}

function* chosen(value: Value, isChosen: (item: Value) => boolean, site: FilterSite): Iterable<Value> {
  if (!isTrue(value)) return;
  for (const item of iterate(value)) {
    site.step();
    if (isChosen(item)) yield item;
  }
}

function attribute(value: Value, args: Arguments): Value {
  const [name] = bind(args, 'attr', ['name'], 1);
  const text = textOf(name ?? null);
  if (isKind(value, 'undefined') && !value.chains) throw undefinedError(value);
  return attributeOf(value, text) ?? missingMember(value, text);
}

function orElse(value: Value, args: Arguments): Value {
  const [fallback, isByTruth] = bind(args, 'default', ['default_value', 'boolean']);
  const isAbsent = isKind(value, 'undefined') || (isTrue(isByTruth ?? false) && !isTrue(value));
  return isAbsent ? (fallback ?? '') : value;
}
