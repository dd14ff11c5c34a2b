// Tables of results as templates see them: what dbt's agate tables offer.
//
//   table ─▶ rows ─▶ row['name'], row[0], row.name        table ─▶ columns ─▶ column.name, column.values()
import { bind } from '../jinja/values/bind.ts';
import { compareForSort } from '../jinja/values/compare.ts';
import { dictOf, setOf } from '../jinja/values/dict.ts';
import { isEqual } from '../jinja/values/equal.ts';
import { iterate } from '../jinja/values/iterate.ts';
import { raised } from '../jinja/values/raise.ts';
import { reprOf, textOf } from '../jinja/values/repr.ts';
import { sliceOf } from '../jinja/values/slice.ts';
import {
  dataOf,
  isKind,
  makeObject,
  orElse,
  tuple,
  type Arguments,
  type ObjectType,
  type PyFunction,
  type PyObject,
  type Value,
} from '../jinja/values/value.ts';
import { renderTable } from './render-table.ts';

/** agate's types of columns; they decide the types of seeds. */
export type ColumnKind = 'Integer' | 'Number' | 'Date' | 'DateTime' | 'Boolean' | 'Text';

export interface TableData {
  readonly names: readonly string[];
  readonly kinds: readonly ColumnKind[];
  readonly rows: readonly (readonly Value[])[];
  /** Of a seed: types that its columns get, and its cells as the engine is given them. */
  readonly types?: readonly string[];
  readonly texts?: readonly (readonly (string | null)[])[];
  /** Where print_table and its kin write. */
  readonly print: (text: string) => void;
}

/** What is made of a table is none that a file was read for. */
function derived({ names, kinds, rows, print }: TableData): TableData {
  return { names, kinds, rows, print };
}

export function makeTable(data: TableData): PyObject {
  return makeObject(TABLE, data);
}

export function tableOf(value: Value | undefined): TableData | undefined {
  return value === undefined ? undefined : dataOf(TABLE, value);
}

/** A sequence whose members have names too. */
interface Mapped {
  readonly typeName: string;
  readonly names: readonly string[] | undefined;
  readonly values: readonly Value[];
  readonly extra?: (name: string) => Value | undefined;
}

function method(name: string, call: (args: Arguments) => Value): PyFunction {
  return { kind: 'function', name, call };
}

function memberAt({ names, values }: Mapped, key: Value): Value | undefined {
  if (typeof key === 'number') return values[key < 0 ? key + values.length : key];
  if (typeof key === 'string' && names !== undefined) return values[names.indexOf(key)];
  if (isKind(key, 'slice')) return sliceOf(tuple(values), key);
  return undefined;
}

function mappedMethod(self: Mapped, name: string): PyFunction | undefined {
  const { names = [], values } = self;
  switch (name) {
    case 'values':
      return method(name, () => tuple(values));
    case 'keys':
      return method(name, () => (self.names === undefined ? null : tuple(names)));
    case 'items':
      return method(name, () => names.map((key, i) => tuple([key, values[i] ?? null])));
    case 'dict':
      return method(name, () => dictOf(names.map((key, i) => [key, values[i] ?? null] as const)));
    case 'get':
      return method(name, (args) => {
        const [key, otherwise] = bind(args, 'get', ['key', 'default'], 1);
        return orElse(memberAt(self, key ?? null), orElse(otherwise, null));
      });
    default:
      return undefined;
  }
}

const MAPPED: ObjectType<Mapped> = {
  name: 'MappedSequence',
  isSequence: true,
  isMapping: false,
  attribute: (self, name) => mappedMethod(self, name) ?? self.extra?.(name),
  attributeNames: () => ['values', 'keys', 'items', 'dict', 'get'],
  item: memberAt,
  iterate: (self) => self.values,
  length: (self) => self.values.length,
  contains: (self, value) => self.values.some((member) => isEqual(member, value)),
  truth: (self) => self.values.length > 0,
  text: (self) =>
    `<agate.${self.typeName}: (${self.values.slice(0, 5).map(reprOf).join(', ')}${self.values.length > 5 ? ', ...' : ''})>`,
  repr: (self) =>
    `<agate.${self.typeName}: (${self.values.slice(0, 5).map(reprOf).join(', ')}${self.values.length > 5 ? ', ...' : ''})>`,
  equals: (self, other) => {
    const that = dataOf(MAPPED, other);
    const members = that?.values ?? (isKind(other, 'tuple') ? other.items : undefined);
    return members === undefined
      ? undefined
      : members.length === self.values.length && self.values.every((value, i) => isEqual(value, members[i] ?? null));
  },
  toJson: (self) =>
    self.names === undefined
      ? [...self.values]
      : dictOf(self.names.map((key, i) => [key, self.values[i] ?? null] as const)),
};

function rowValue(names: readonly string[], values: readonly Value[]): Value {
  return makeObject(MAPPED, { typeName: 'Row', names, values });
}

/** The values of a row of a table, or of any sequence. */
export function rowItems(row: Value): readonly Value[] {
  return dataOf(MAPPED, row)?.values ?? Array.from(iterate(row));
}

function columnValue(table: TableData, index: number): Value {
  const name = table.names[index] ?? '';
  const values = table.rows.map((row) => row[index] ?? null);
  const without = (): Value[] => values.filter((value) => value !== null);
  const extra = (member: string): Value | undefined => {
    switch (member) {
      case 'name':
        return name;
      case 'index':
        return index;
      case 'data_type':
        return table.kinds[index] ?? 'Text';
      case 'values_distinct':
        return method(member, () => tuple([...setOf(values).members.values()]));
      case 'values_without_nulls':
        return method(member, () => tuple(without()));
      case 'values_sorted':
        return method(member, () =>
          tuple([...without().toSorted(compareForSort), ...values.filter((value) => value === null)]),
        );
      default:
        return undefined;
    }
  };
  return makeObject(MAPPED, { typeName: 'Column', names: undefined, values, extra });
}

function columnsOf(table: TableData): Value {
  return makeObject(MAPPED, {
    typeName: 'MappedSequence',
    names: table.names,
    values: table.names.map((_, i) => columnValue(table, i)),
  });
}

function rowsOf(table: TableData): Value {
  return makeObject(MAPPED, {
    typeName: 'MappedSequence',
    names: undefined,
    values: table.rows.map((row) => rowValue(table.names, row)),
  });
}

function keep(table: TableData, wanted: readonly string[]): PyObject {
  const places = wanted.map((name) => table.names.indexOf(name));
  const missing = wanted.find((_, i) => places[i] === -1);
  if (missing !== undefined) throw raised('JINJA_LOOKUP', `the table has no column '${missing}'`);
  return makeTable({
    ...table,
    names: wanted,
    kinds: places.map((place) => table.kinds[place] ?? 'Text'),
    rows: table.rows.map((row) => places.map((place) => row[place] ?? null)),
  });
}

function namesIn(value: Value | undefined): string[] {
  if (value === undefined || value === null) return [];
  return typeof value === 'string' ? [value] : Array.from(iterate(value), textOf);
}

function renamed(table: TableData, args: Arguments): PyObject {
  const [given] = bind(args, 'rename', ['column_names', 'row_names', 'slug_columns', 'slug_rows']);
  if (given !== undefined && isKind(given, 'dict'))
    return makeTable({ ...table, names: table.names.map((name) => textOf(given.values.get(name) ?? name)) });
  return makeTable({ ...table, names: namesIn(given) });
}

function limited(table: TableData, args: Arguments): PyObject {
  const [first, stop] = bind(args, 'limit', ['start_or_stop', 'stop', 'step']);
  const start = typeof stop === 'number' && typeof first === 'number' ? first : 0;
  const end = typeof stop === 'number' ? stop : typeof first === 'number' ? first : undefined;
  return makeTable({ ...table, rows: table.rows.slice(start, end) });
}

function ordered(table: TableData, args: Arguments): PyObject {
  const [key, reverse] = bind(args, 'order_by', ['key', 'reverse'], 1);
  const places = namesIn(key).map((name) => table.names.indexOf(name));
  const compare = (one: readonly Value[], other: readonly Value[]): number => {
    for (const place of places) {
      const [a, b] = [one[place] ?? null, other[place] ?? null];
      const order = a === null ? (b === null ? 0 : 1) : b === null ? -1 : compareForSort(a, b);
      if (order !== 0) return order;
    }
    return 0;
  };
  const rows = table.rows.toSorted(compare);
  return makeTable({ ...table, rows: reverse === true ? rows.toReversed() : rows });
}

function distinct(table: TableData, args: Arguments): PyObject {
  const [key] = bind(args, 'distinct', ['key']);
  const places =
    key === undefined ? table.names.map((_, i) => i) : namesIn(key).map((name) => table.names.indexOf(name));
  const seen = setOf([]).members;
  const rows = table.rows.filter((row) => {
    const mark = places.map((place) => reprOf(row[place] ?? null)).join('\0');
    if (seen.has(mark)) return false;
    seen.set(mark, null);
    return true;
  });
  return makeTable({ ...table, rows });
}

function csvOf({ names, rows }: TableData): string {
  return [names.map(csvCell), ...rows.map((row) => row.map(csvCell))].map((cells) => cells.join(',')).join('\n');
}

function csvCell(value: Value): string {
  const text = value === null ? '' : textOf(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

type TableMethod = (table: TableData, args: Arguments) => Value;

const METHODS: ReadonlyMap<string, TableMethod> = new Map<string, TableMethod>([
  ['select', (table, args) => keep(table, namesIn(args.positional[0]))],
  [
    'exclude',
    (table, args) => {
      const without = namesIn(args.positional[0]);
      return keep(
        table,
        table.names.filter((name) => !without.includes(name)),
      );
    },
  ],
  ['rename', renamed],
  ['limit', limited],
  ['order_by', ordered],
  ['distinct', distinct],
  [
    'print_table',
    (table, args) => {
      const [rows, columns] = bind(args, 'print_table', [
        'max_rows',
        'max_columns',
        'output',
        'max_column_width',
        'locale',
        'max_precision',
      ]);
      table.print(
        renderTable(table, {
          rows: typeof rows === 'number' ? rows : 20,
          columns: typeof columns === 'number' ? columns : 6,
          width: 20,
        }),
      );
      return null;
    },
  ],
  ['print_csv', (table) => (table.print(csvOf(table)), null)],
  ['to_csv', (table) => csvOf(table)],
]);

const TABLE: ObjectType<TableData> = {
  name: 'Table',
  attribute: (table, name) => {
    const found = METHODS.get(name);
    if (found !== undefined) return method(name, (args) => found(derived(table), args));
    switch (name) {
      case 'rows':
        return rowsOf(table);
      case 'columns':
        return columnsOf(table);
      case 'column_names':
        return tuple(table.names);
      case 'column_types':
        return tuple(table.kinds);
      default:
        return undefined;
    }
  },
  attributeNames: () => [...METHODS.keys(), 'rows', 'columns', 'column_names', 'column_types'],
  item: (table, key) =>
    typeof key === 'number' || isKind(key, 'slice')
      ? memberAt(dataOf(MAPPED, rowsOf(table)) as Mapped, key)
      : undefined,
  iterate: (table) => table.rows.map((row) => rowValue(table.names, row)),
  length: (table) => table.rows.length,
  text: (table) => renderTable(table, { rows: 20, columns: 6, width: 20 }),
  repr: () => '<agate.Table>',
};
