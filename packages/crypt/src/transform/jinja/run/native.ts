// Values instead of text, for the values of YAML files: dbt's rules, dbt_common/clients/jinja.py (behaviour only).
import { bind } from '../values/bind.ts';
import { numberOf } from '../values/equal.ts';
import { valueError } from '../values/raise.ts';
import { quote, textOf } from '../values/repr.ts';
import { dataOf, makeObject, orElse, type ObjectType, type Value } from '../values/value.ts';
import type { Filter } from '../filters/filter.ts';
import { parseLiteral } from './parse-literal.ts';

type Mark = 'text' | 'bool' | 'number' | 'native';

interface Marked {
  readonly mark: Mark;
  readonly text: string;
}

const MARKED: ObjectType<Marked> = {
  name: 'str',
  text: (self) => self.text,
  repr: (self) => quote(self.text),
  equals: (self, other) => self.text === textOf(other),
  truth: (self) => self.text !== '',
  length: (self) => self.text.length,
  contains: (self, value) => self.text.includes(textOf(value)),
};

/** Whether a value waits to be read from its text. */
export function isMarked(value: Value): boolean {
  return dataOf(MARKED, value) !== undefined;
}

function marker(mark: Mark): [string, Filter] {
  const name = `as_${mark}`;
  return [name, (value, args) => (bind(args, name, []), makeObject(MARKED, { mark, text: textOf(value) }))];
}

export const MARKERS: ReadonlyMap<string, Filter> = new Map([
  marker('text'),
  marker('bool'),
  marker('number'),
  marker('native'),
]);

/** @param parts what the template wrote, one value for each text and expression. */
export function nativeResult(parts: readonly Value[]): Value {
  const [only] = parts;
  if (only === undefined) return '';
  if (parts.length > 1) return parts.map(textOf).join('');
  const marked = dataOf(MARKED, only);
  if (marked === undefined) return only;
  if (marked.mark === 'text') return marked.text;
  const value = orElse(parseLiteral(marked.text), marked.text);
  if (marked.mark === 'bool' && typeof value !== 'boolean') throw unconverted(marked);
  if (marked.mark === 'number' && (typeof value === 'boolean' || numberOf(value) === undefined))
    throw unconverted(marked);
  return value;
}

function unconverted({ mark, text }: Marked): Error {
  return valueError(`Could not convert value '${text}' into type '${mark}'`);
}
