import type { DuckDBValueConverter, Json } from '@duckdb/node-api';
import { duckdb } from './duckdb.ts';

/** A value as JSON can carry it; the binding would print timestamps in the time zone of this machine. */
export const toValue: DuckDBValueConverter<Json> = (value, type, converter) =>
  value instanceof duckdb.DuckDBTimestampTZValue && value.isFinite
    ? renderTimestamp(value.micros)
    : duckdb.JsonDuckDBValueConverter(value, type, converter);

const MS_MAX = 8_640_000_000_000_000n;

/** ISO 8601 in UTC with milliseconds, or microseconds where there are some. */
function renderTimestamp(micros: bigint): string {
  const rest = ((micros % 1_000n) + 1_000n) % 1_000n;
  const ms = (micros - rest) / 1_000n;
  // Beyond the calendar of JavaScript (the year 275760) the number is all there is.
  if (ms > MS_MAX || ms < -MS_MAX) return `${micros} microseconds since 1970`;
  const text = new Date(Number(ms)).toISOString();
  return rest === 0n ? text : `${text.slice(0, -1)}${rest.toString().padStart(3, '0')}Z`;
}
