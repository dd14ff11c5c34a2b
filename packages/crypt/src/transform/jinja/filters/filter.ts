import type { Arguments, CallSite, Value } from '../values/value.ts';

export type Test = (value: Value, args: Arguments, site: FilterSite) => boolean;
export type Filter = (value: Value, args: Arguments, site: FilterSite) => Value;

/** What filters and tests learn of the rendering. */
export interface FilterSite extends CallSite {
  /** @throws JINJA_UNDEFINED when there is none. */
  readonly filterNamed: (name: string) => Filter;
  readonly testNamed: (name: string) => Test;
}

export type Filters = readonly (readonly [string, Filter])[];
