import type { ScalarType } from '../../contracts/column.ts';

const TYPE_NAMES: Readonly<Record<Exclude<ScalarType, `decimal(${string}`>, string>> = {
  string: 'VARCHAR',
  boolean: 'BOOLEAN',
  integer: 'BIGINT',
  double: 'DOUBLE',
  json: 'JSON',
  timestamp: 'TIMESTAMP WITH TIME ZONE',
  date: 'DATE',
};

/** DuckDB's name of a logical type. */
export function typeName(type: ScalarType): string {
  return type in TYPE_NAMES ? TYPE_NAMES[type as keyof typeof TYPE_NAMES] : type.toUpperCase();
}

/** The type a column is read with from NDJSON: JSON columns travel as their text, so that no digit changes. */
export function fileTypeName(type: ScalarType): string {
  return type === 'json' ? 'VARCHAR' : typeName(type);
}
