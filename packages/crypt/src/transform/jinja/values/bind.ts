import { typeError } from './raise.ts';
import type { Arguments, Value } from './value.ts';
import { typeName } from './type-name.ts';
import { nearest } from '../../../kernel/did-you-mean.ts';

/**
 * Arguments in the order of `names`; undefined where one was not given. Each may come by place or by name.
 *
 * @param required how many of the first must be given.
 * @throws JINJA_TYPE for one missing, one too many, one given twice, one not known.
 */
export function bind(
  args: Arguments,
  callee: string,
  names: readonly string[],
  required = 0,
): readonly (Value | undefined)[] {
  const { positional, named } = args;
  if (positional.length > names.length)
    throw typeError(`${callee}() takes at most ${count(names.length)} (${positional.length} given)`);
  const values: (Value | undefined)[] = names.map((_, i) => positional[i]);
  for (const [name, value] of named) {
    const at = names.indexOf(name);
    if (at === -1) throw typeError(`${callee}() got an unexpected keyword argument '${name}'`, guess(name, names));
    if (values[at] !== undefined) throw typeError(`${callee}() got multiple values for argument '${name}'`);
    values[at] = value;
  }
  const missing = names.slice(0, required).filter((_, i) => values[i] === undefined);
  if (missing.length > 0)
    throw typeError(
      `${callee}() is missing ${missing.length === 1 ? 'the argument' : 'the arguments'} ${missing.map((name) => `'${name}'`).join(', ')}`,
    );
  return values;
}

function count(size: number): string {
  return size === 1 ? '1 argument' : `${size} arguments`;
}

/** Advice for a name that is not known. */
export function guess(name: string, names: Iterable<string>): string | undefined {
  const near = nearest(name, [...names]);
  return near === undefined ? undefined : `did you mean '${near}'?`;
}

/** A whole number within what JavaScript counts exactly. */
export function integerArgument(value: Value | undefined, fallback: number): number {
  if (value === undefined) return fallback;
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'bigint') return value > 0n ? Number.MAX_SAFE_INTEGER : Number.MIN_SAFE_INTEGER;
  throw typeError(`'${typeName(value)}' object cannot be interpreted as an integer`);
}

/** The same, where None stands for "not given". */
export function optionalInteger(value: Value | undefined, fallback: number): number {
  return integerArgument(value ?? undefined, fallback);
}

export function textArgument(value: Value | undefined, callee: string): string {
  if (typeof value === 'string') return value;
  throw typeError(`${callee}() argument must be str, not ${typeName(value ?? null)}`);
}

/** Not given, or given as None, which often means the same. */
export function isNone(value: Value | undefined): value is null | undefined {
  return value === undefined || value === null;
}
