// Values of results as templates see them: what Python and agate make of them, since projects print and compare them.
import type { EngineResult, EngineValue } from '../../contracts/sql-engine.ts';
import { makeDate } from '../jinja/modules/date.ts';
import { makeDatetime } from '../jinja/modules/datetime.ts';
import { ofEpochMicros } from '../jinja/modules/moment.ts';
import { renderTimedelta } from '../jinja/modules/timedelta.ts';
import { UTC } from '../jinja/modules/zone.ts';
import { parseDecimal } from '../jinja/values/decimal.ts';
import { textOf } from '../jinja/values/repr.ts';
import { float, int, type Value } from '../jinja/values/value.ts';

/** Numbers that are no ints are Decimals; what agate has no type for is text. */
export function toTemplateValue(value: EngineValue): Value {
  if (value === null || typeof value !== 'object') return typeof value === 'bigint' ? int(value) : value;
  switch (value.kind) {
    case 'float':
      return Number.isFinite(value.value) ? parseDecimal(textOf(float(value.value))) : float(value.value);
    case 'decimal':
      return parseDecimal(value.text);
    case 'date':
      return dateOf(value.text);
    case 'timestamp':
      return makeDatetime(ofEpochMicros(value.micros, value.hasZone ? UTC : null));
    case 'time':
      return clockText(value.micros);
    case 'interval':
      return renderTimedelta(value.micros);
    case 'bytes':
      return `b'${Array.from(value.value, (byte) => (byte >= 32 && byte < 127 && byte !== 39 && byte !== 92 ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`)).join('')}'`;
    default:
      return jsonText(value);
  }
}

function dateOf(text: string): Value {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? [];
  return year === undefined ? text : makeDate({ year: Number(year), month: Number(month), day: Number(day) });
}

function clockText(micros: bigint): string {
  const seconds = micros / 1_000_000n;
  const rest = micros % 1_000_000n;
  const clock = `${twoDigits(seconds / 3_600n)}:${twoDigits((seconds / 60n) % 60n)}:${twoDigits(seconds % 60n)}`;
  return rest === 0n ? clock : `${clock}.${String(rest).padStart(6, '0')}`;
}

function twoDigits(value: bigint): string {
  return String(value).padStart(2, '0');
}

/** Lists and structs are JSON, spaced as Python's json.dumps has it. */
function jsonText(value: EngineValue): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object') return String(value);
  if (value.kind === 'list') return `[${value.items.map(jsonText).join(', ')}]`;
  if (value.kind === 'struct')
    return `{${value.fields.map(([name, item]) => `${JSON.stringify(name)}: ${jsonText(item)}`).join(', ')}}`;
  const shown = textOf(toTemplateValue(value));
  return value.kind === 'float' || value.kind === 'decimal' ? shown : JSON.stringify(shown);
}

/** Names of columns; one that comes again gets a number, as dbt has it. */
export function columnNames(result: EngineResult): readonly string[] {
  const seen = new Map<string, number>();
  return result.columns.map(({ name }) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name}_${count}`;
  });
}
