// Types of columns as dbt's agate finds them: for results by their values, for seeds by the texts of all their cells.
import type { EngineValue } from '../../contracts/sql-engine.ts';
import type { ColumnKind } from './result-table.ts';

/** Of values of a result. A column without values counts as whole numbers. */
export function kindOfColumn(values: readonly EngineValue[]): ColumnKind {
  let kind: ColumnKind | undefined;
  for (const value of values) {
    if (value === null) continue;
    const own = kindOfValue(value);
    if (kind === undefined || kind === own) kind = own;
    else if (isNumber(kind) && isNumber(own)) kind = 'Number';
    else return 'Text';
  }
  return kind ?? 'Integer';
}

function isNumber(kind: ColumnKind): boolean {
  return kind === 'Integer' || kind === 'Number';
}

function kindOfValue(value: Exclude<EngineValue, null>): ColumnKind {
  if (typeof value === 'number' || typeof value === 'bigint') return 'Integer';
  if (typeof value === 'boolean') return 'Boolean';
  if (typeof value === 'string') return 'Text';
  switch (value.kind) {
    case 'float':
    case 'decimal':
      return 'Number';
    case 'date':
      return 'Date';
    case 'timestamp':
      return 'DateTime';
    default:
      return 'Text';
  }
}

export interface TypedColumn {
  readonly kind: ColumnKind;
  /** The type of a column that holds it, where the kind alone does not say. */
  readonly type: string;
  /** Cells as the type can be made of them; null is NULL. */
  readonly cells: readonly (string | null)[];
}

/** Cells of a column of a seed. @param isText the project gives the column a type of its own. */
export function typeTexts(cells: readonly (string | null)[], isText: boolean): TypedColumn {
  if (isText) return { kind: 'Text', type: 'text', cells: cells.map((cell) => (cell === '' ? null : cell)) };
  const known = cells.map((cell) => (cell === null || isNull(cell) ? null : cell.trim()));
  const present = known.filter((cell) => cell !== null);
  if (present.length === 0) return { kind: 'Integer', type: 'integer', cells: known };
  const numbers = typeNumbers(known, present);
  if (numbers !== undefined) return numbers;
  if (present.every(isDate)) return { kind: 'Date', type: 'date', cells: known };
  if (present.every(isDatetime)) return { kind: 'DateTime', type: 'timestamp without time zone', cells: known };
  if (present.every((cell) => /^(?:true|false)$/i.test(cell)))
    return { kind: 'Boolean', type: 'boolean', cells: known };
  // A text stays as it is written, `null` and spaces too; only an empty cell is NULL.
  return { kind: 'Text', type: 'text', cells: cells.map((cell) => (cell === '' ? null : cell)) };
}

function isNull(cell: string): boolean {
  const text = cell.trim();
  return text === '' || text.toLowerCase() === 'null';
}

const NUMBER = /^-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d{1,3})?$/;
const INTEGER_TYPES: readonly (readonly [string, bigint])[] = [
  ['integer', 2_147_483_648n],
  ['bigint', 9_223_372_036_854_775_808n],
  ['hugeint', 170_141_183_460_469_231_731_687_303_715_884_105_728n],
];

/** A number may carry a sign of a currency or per cent, and commas between its digits. */
function plainNumber(cell: string): string | undefined {
  if (NUMBER.test(cell)) return cell;
  const bare = cell.replace(/^%+|%+$/g, '');
  const isNegative = bare.startsWith('-');
  const plain = (isNegative ? bare.slice(1) : bare)
    .replace(/^[\p{Sc}ƒ]+|[\p{Sc}ƒ]+$/gu, '')
    .replaceAll(',', '')
    .replace(/^\+/, '');
  const number = isNegative ? `-${plain}` : plain;
  return NUMBER.test(number) ? number : undefined;
}

function typeNumbers(known: readonly (string | null)[], present: readonly string[]): TypedColumn | undefined {
  const isPlain = present.every((cell) => NUMBER.test(cell));
  const cells = isPlain ? known : known.map((cell) => (cell === null ? null : plainNumber(cell)));
  if (cells.some((cell) => cell === undefined)) return undefined;
  const numbers = cells as readonly (string | null)[];
  let largest = 0n;
  for (const cell of numbers) {
    if (cell === null) continue;
    const whole = wholeOf(cell);
    if (whole === undefined) return { kind: 'Number', type: 'float8', cells: numbers };
    const size = whole < 0n ? -whole - 1n : whole;
    if (size > largest) largest = size;
  }
  const fitting = INTEGER_TYPES.find(([, limit]) => largest < limit)?.[0];
  return { kind: 'Number', type: fitting ?? 'float8', cells: numbers };
}

/** Undefined for a number with a fraction. */
function wholeOf(cell: string): bigint | undefined {
  const [, sign, digits = '', fraction = '', exponent = '0'] =
    /^(-?)(\d*)(?:\.(\d*))?(?:[eE]([-+]?\d+))?$/.exec(cell) ?? [];
  if (Number(exponent) !== 0) return Number.isSafeInteger(Number(cell)) ? BigInt(Number(cell)) : undefined;
  if (/[1-9]/.test(fraction)) return undefined;
  return BigInt(`${sign}${digits === '' ? '0' : digits}`);
}

function isDate(cell: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(cell) ?? [];
  return year !== undefined && isDay(Number(year), Number(month), Number(day));
}

function isDay(year: number, month: number, day: number): boolean {
  return year > 0 && month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

const PLAIN_DATETIME = /^(\d{4})-(\d{1,2})-(\d{1,2}) (\d{1,2}):(\d{1,2}):(\d{1,2})$/;
const ISO_DATETIME = /^(\d{4})-?(\d\d)-?(\d\d)T(\d\d)(?::?(\d\d)(?::?(\d\d)(?:[.,]\d+)?)?)?(?:Z|[-+]\d\d(?::?\d\d)?)?$/;

function isDatetime(cell: string): boolean {
  const parts = PLAIN_DATETIME.exec(cell) ?? ISO_DATETIME.exec(cell);
  if (parts === null) return isDate(cell);
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(1)
    .map((part) => Number(part ?? 0));
  return isDay(year, month, day) && hour < 24 && minute < 60 && second < 60;
}
