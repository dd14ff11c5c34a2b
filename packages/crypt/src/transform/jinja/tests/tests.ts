// All tests by name.
import { bind } from '../values/bind.ts';
import { applyBinary } from '../values/arithmetic.ts';
import { contains, isOrdered } from '../values/compare.ts';
import { isEqual, isSame, numberOf } from '../values/equal.ts';
import { hashKey } from '../values/hash-key.ts';
import { isIterable } from '../values/iterate.ts';
import { textOf } from '../values/repr.ts';
import { isKind, isList, type Value } from '../values/value.ts';
import { isLower, isUpper } from '../methods/text-case.ts';
import { FILTERS } from '../filters/filters.ts';
import type { Test } from '../filters/filter.ts';

function alone(name: string, test: (value: Value) => boolean): [string, Test] {
  return [name, (value, args) => (bind(args, name, []), test(value))];
}

function withOther(names: readonly string[], test: (value: Value, other: Value) => boolean): [string, Test][] {
  return names.map((name) => [name, (value, args) => test(value, bind(args, name, ['other'], 1)[0] ?? null)]);
}

export const TESTS: ReadonlyMap<string, Test> = new Map<string, Test>([
  alone('defined', (value) => !isKind(value, 'undefined')),
  alone('undefined', (value) => isKind(value, 'undefined')),
  alone('none', (value) => value === null),
  alone('boolean', (value) => typeof value === 'boolean'),
  alone('true', (value) => value === true),
  alone('false', (value) => value === false),
  alone('integer', (value) => typeof value === 'number' || typeof value === 'bigint'),
  alone('float', (value) => isKind(value, 'float')),
  alone(
    'number',
    (value) => numberOf(value) !== undefined || (isKind(value, 'object') && value.type.isNumber === true),
  ),
  alone('string', (value) => typeof value === 'string'),
  alone('mapping', (value) => isKind(value, 'dict') || (isKind(value, 'object') && value.type.isMapping === true)),
  alone('sequence', isSequence),
  alone('iterable', isIterable),
  alone('callable', isCallable),
  alone('escaped', () => false),
  alone('lower', (value) => isLower(textOf(value))),
  alone('upper', (value) => isUpper(textOf(value))),
  alone('odd', (value) => isEqual(applyBinary('%', value, 2), 1)),
  alone('even', (value) => isEqual(applyBinary('%', value, 2), 0)),
  alone('filter', (value) => hashKey(value) === value && typeof value === 'string' && FILTERS.has(value)),
  alone('test', (value) => hashKey(value) === value && typeof value === 'string' && TESTS.has(value)),
  [
    'divisibleby',
    (value, args) => isEqual(applyBinary('%', value, bind(args, 'divisibleby', ['num'], 1)[0] ?? null), 0),
  ],
  ...withOther(['eq', 'equalto', '=='], isEqual),
  ...withOther(['ne', '!='], (value, other) => !isEqual(value, other)),
  ...withOther(['lt', 'lessthan', '<'], (value, other) => isOrdered('<', value, other)),
  ...withOther(['le', '<='], (value, other) => isOrdered('<=', value, other)),
  ...withOther(['gt', 'greaterthan', '>'], (value, other) => isOrdered('>', value, other)),
  ...withOther(['ge', '>='], (value, other) => isOrdered('>=', value, other)),
  ...withOther(['in'], (value, other) => contains(other, value)),
  ...withOther(['sameas'], isSame),
]);

/** Has a length and items. */
function isSequence(value: Value): boolean {
  if (typeof value === 'string' || isList(value)) return true;
  if (typeof value !== 'object' || value === null) return false;
  if (value.kind === 'object') return value.type.isSequence === true || value.type.isMapping === true;
  return value.kind === 'tuple' || value.kind === 'dict' || value.kind === 'range' || value.kind === 'undefined';
}

function isCallable(value: Value): boolean {
  return (
    isKind(value, 'function') ||
    isKind(value, 'undefined') ||
    (isKind(value, 'object') && value.type.call !== undefined)
  );
}
