// A snapshot that is run day by day in January 2024, on DuckDB.
import assert from 'node:assert/strict';
import { openMacroRig, type MacroRig } from './macro-rig.ts';
import type { HostData } from '../../../src/transform/jinja/values/host.ts';

export type Rows = readonly (readonly unknown[])[];

export interface SnapshotBed {
  /** One run over `source`: a list of rows as SQL. */
  readonly snapshot: (day: number, source: string, config?: Readonly<Record<string, HostData>>) => Promise<void>;
  /** The columns named, ordered by key and start; times as days of January 2024. */
  readonly versions: (columns?: string) => Promise<Rows>;
  readonly rig: MacroRig;
}

const COLUMNS = 'id, name, updated, dbt_updated_at, dbt_valid_from, dbt_valid_to';

export function timeOf(day: number): string {
  return `timestamp '2024-01-01' + interval ${day - 1} day`;
}

/** Rows (id, name, day it was updated). */
export function source(...rows: readonly (readonly [number | null, string | null, number | null])[]): string {
  if (rows.length === 0) return `select 1 as id, '' as name, ${timeOf(1)} as updated where false`;
  return rows
    .map(
      ([id, name, day]) =>
        `select ${id} as id, ${name === null ? 'cast(null as varchar)' : `'${name}'`} as name, ${day === null ? 'cast(null as timestamp)' : timeOf(day)} as updated`,
    )
    .join('\nunion all\n');
}

export async function withBed(
  config: Readonly<Record<string, HostData>>,
  use: (bed: SnapshotBed) => Promise<void>,
): Promise<void> {
  const rig = await openMacroRig();
  try {
    await use({
      rig,
      snapshot: async (day, compiled, extra = {}) => {
        const project = `{% macro duckdb__snapshot_get_time() %}(${timeOf(day)}){% endmacro %}`;
        const model = {
          name: 'kept',
          alias: 'kept',
          database: 'db',
          schema: 'main',
          compiled_code: compiled,
          config: {},
        };
        const all = {
          unique_key: 'id',
          updated_at: 'updated',
          strategy: 'timestamp',
          hard_deletes: 'ignore',
          ...config,
          ...extra,
        };
        await rig.render('{{ materialization_snapshot_default() and "" }}', { config: all, model, project });
      },
      versions: async (columns = COLUMNS) => {
        const list = `select columns(*) from (select ${columns} from kept order by id, dbt_valid_from, dbt_valid_to nulls last)`;
        return (await rig.rows(list)).map((row) =>
          row.map((value) =>
            /^2024-01-\d\d 00:00:00$/.test(String(value)) ? Number(String(value).slice(8, 10)) : value,
          ),
        );
      },
    });
    assert.deepEqual(
      await rig.rows("select table_name from information_schema.tables where table_name like '%dbt_tmp'"),
      [],
    );
  } finally {
    rig.close();
  }
}
