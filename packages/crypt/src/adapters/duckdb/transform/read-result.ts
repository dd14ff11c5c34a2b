// Values of DuckDB as the contract has them. Nothing is rounded: decimals go as digits, whole numbers beyond 2^53 as bigints.
import type { DuckDBType, DuckDBValue, DuckDBTypeId } from '@duckdb/node-api';
import type { EngineValue } from '../../../contracts/sql-engine.ts';
import { duckdb } from '../duckdb.ts';

const FLOATS: ReadonlySet<DuckDBTypeId> = new Set([duckdb.DuckDBTypeId.FLOAT, duckdb.DuckDBTypeId.DOUBLE]);
const DAY_MICROS = 86_400_000_000n;

export function readValue(value: DuckDBValue, type: DuckDBType): EngineValue {
  if (value === null || value === undefined || typeof value === 'string' || typeof value === 'boolean')
    return value ?? null;
  if (typeof value === 'number') return FLOATS.has(type.typeId) ? { kind: 'float', value } : value;
  if (typeof value === 'bigint') return isSafe(value) ? Number(value) : value;
  return readMoment(value) ?? readNested(value, type) ?? String(value);
}

function isSafe(value: bigint): boolean {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER);
}

function readMoment(value: DuckDBValue): EngineValue | undefined {
  if (value instanceof duckdb.DuckDBDecimalValue) return { kind: 'decimal', text: value.toString() };
  if (value instanceof duckdb.DuckDBDateValue)
    return value.isFinite ? { kind: 'date', text: value.toString() } : value.toString();
  if (value instanceof duckdb.DuckDBTimestampValue || value instanceof duckdb.DuckDBTimestampTZValue)
    return value.isFinite ? timestamp(value.micros, value instanceof duckdb.DuckDBTimestampTZValue) : value.toString();
  if (value instanceof duckdb.DuckDBTimestampSecondsValue) return timestamp(value.seconds * 1_000_000n, false);
  if (value instanceof duckdb.DuckDBTimestampMillisecondsValue) return timestamp(value.millis * 1_000n, false);
  if (value instanceof duckdb.DuckDBTimestampNanosecondsValue) return timestamp(value.nanos / 1_000n, false);
  if (value instanceof duckdb.DuckDBTimeValue) return { kind: 'time', micros: value.micros };
  if (value instanceof duckdb.DuckDBTimeTZValue) return { kind: 'time', micros: value.micros };
  if (value instanceof duckdb.DuckDBIntervalValue)
    return { kind: 'interval', micros: (BigInt(value.months) * 30n + BigInt(value.days)) * DAY_MICROS + value.micros };
  return value instanceof duckdb.DuckDBBlobValue ? { kind: 'bytes', value: new Uint8Array(value.bytes) } : undefined;
}

function timestamp(micros: bigint, hasZone: boolean): EngineValue {
  return { kind: 'timestamp', micros, hasZone };
}

/** The binding describes the types of members by fields of its own for each kind of type. */
interface NestedType {
  readonly valueType?: DuckDBType;
  readonly keyType?: DuckDBType;
  readonly entryTypes?: readonly DuckDBType[];
}

function readNested(value: DuckDBValue, type: DuckDBType): EngineValue | undefined {
  const { valueType = type, keyType = type, entryTypes = [] } = type as NestedType;
  if (value instanceof duckdb.DuckDBListValue || value instanceof duckdb.DuckDBArrayValue)
    return { kind: 'list', items: value.items.map((item) => readValue(item, valueType)) };
  if (value instanceof duckdb.DuckDBStructValue) {
    const fields = Object.entries(value.entries).map(
      ([name, item], i) => [name, readValue(item, entryTypes[i] ?? type)] as const,
    );
    return { kind: 'struct', fields };
  }
  if (value instanceof duckdb.DuckDBMapValue) {
    const fields = value.entries.map(
      ({ key, value: item }) => [keyText(readValue(key, keyType)), readValue(item, valueType)] as const,
    );
    return { kind: 'struct', fields };
  }
  return value instanceof duckdb.DuckDBUnionValue ? readValue(value.value, type) : undefined;
}

function keyText(key: EngineValue): string {
  if (key === null || typeof key !== 'object') return String(key);
  return 'text' in key
    ? key.text
    : JSON.stringify(key, (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part));
}
