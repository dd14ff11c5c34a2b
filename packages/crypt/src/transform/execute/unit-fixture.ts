// Rows that a unit test gives or expects: mappings, CSV, SQL, or a file of one of these.
import type { Json } from '../../kernel/parse-json.ts';
import { fail } from '../compile/errors.ts';
import { readCsv } from '../compile/read-csv.ts';
import type { RunWorld } from '../compile/run-world.ts';
import { dictOf } from '../jinja/values/dict.ts';
import type { Dict, Value } from '../jinja/values/value.ts';
import type { ManifestNode } from '../project/manifest.ts';
import { toValue } from '../project/to-data.ts';

/** As the manifest has it. */
export interface UnitFixture {
  readonly input?: string;
  readonly format: string;
  readonly rows?: Json;
  readonly fixture: string | null;
}

export type FixtureRows = { readonly sql: string } | { readonly rows: readonly Dict[] };

/**
 * @param seed that the fixture stands for; without rows its file's are taken.
 * @throws RUN_TEST when the rows are not of the format, RUN_SEED when CSV is no table.
 */
export async function readFixture(
  world: RunWorld,
  { format, rows, fixture }: UnitFixture,
  seed: ManifestNode | undefined,
): Promise<FixtureRows> {
  if (format === 'sql' && typeof rows === 'string') return { sql: rows };
  if (format === 'csv' && typeof rows === 'string') return { rows: csvRows(rows) };
  if (format === 'dict' && Array.isArray(rows)) return { rows: rows.map((row) => rowOf(row)) };
  if (Array.isArray(rows) && format === 'csv') return { rows: rows.map((row) => rowOf(row)) };
  if ((rows === undefined || rows === null) && fixture === null && seed !== undefined) {
    const path = `${world.folderOf(seed.package_name)}/${seed.original_file_path}`;
    return { rows: csvRows(Buffer.from(await world.files.readFile(path)).toString('utf8')) };
  }
  const wanted = format === 'dict' ? 'a list of mappings' : 'a text';
  throw fail('RUN_TEST', {
    reason: `rows of the format '${format}' are ${wanted}`,
    advice: 'the formats are dict, csv and sql',
  });
}

function rowOf(row: Json): Dict {
  const value = typeof row === 'object' && row !== null && !Array.isArray(row) ? toValue(row) : undefined;
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && value.kind === 'dict') return value;
  throw fail('RUN_TEST', { reason: 'a row of a unit test is a mapping of columns to values' });
}

/** An empty cell is NULL. */
function csvRows(text: string): readonly Dict[] {
  const { names, rows } = readCsv(text.replace(/^\s+/, ''), ',');
  return rows.map((row) =>
    dictOf(
      names.map((name, i): [string, Value] => [name, row[i] === undefined || row[i] === '' ? null : (row[i] ?? null)]),
    ),
  );
}

/** The first row without nothings first: engines take the types of a union from there. */
export function fullRowFirst(rows: readonly Dict[]): readonly Dict[] {
  const at = rows.findIndex(({ values }) => ![...values.values()].includes(null));
  const full = rows[at];
  return full === undefined || at === 0 ? rows : [full, ...rows.slice(0, at), ...rows.slice(at + 1)];
}
