import type { Arguments, CallSite, Value } from '../values/value.ts';

/** A method of one of Python's own types. `self` is a value of that type. */
export type Method<T> = (self: T, args: Arguments, site: CallSite) => Value;
