// Loading into a landing that is large already, and what the platform asks of it. The rows are made by SQL.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDuckdbWarehouse, type DuckdbWarehouse } from '../src/adapters/duckdb/duckdb-warehouse.ts';
import { openInstance } from '../src/adapters/duckdb/open-instance.ts';
import type { ScalarType } from '../src/contracts/column.ts';
import { shardOf, type NestedColumn } from '../src/contracts/nested-column.ts';
import { STORED_COLUMNS } from '../src/load/stored-columns.ts';
import { DuplicateFilter } from '../src/load/duplicate-filter.ts';
import { figure, percentile, type Figure } from './figure.ts';

const PAGE = entity('contexts_com_snowplowanalytics_snowplow_web_page_1', 'id', 'string');
const RARE = entity('contexts_com_acme_kind_1', 'value', 'integer');

function entity(name: string, field: string, type: ScalarType): NestedColumn {
  const struct = ['_schema_version', field].map((member) => ({
    name: member,
    type: member === field ? type : ('string' as const),
    nullable: true,
  }));
  return { name, type: { array: { struct } }, origin: 'bench', description: '' };
}

const VALUES: Readonly<Record<string, string>> = {
  app_id: "'harbour-site'",
  platform: "'web'",
  collector_tstamp: "TIMESTAMPTZ '2026-01-01 00:00:00+00' + INTERVAL 1 SECOND * (i // 2)",
  derived_tstamp: "TIMESTAMPTZ '2026-01-01 00:00:00+00' + INTERVAL 1 SECOND * (i // 2)",
  load_tstamp: "TIMESTAMPTZ '2026-01-01 00:00:01+00' + INTERVAL 1 SECOND * (i // 2)",
  event: "'page_view'",
  event_name: "'page_view'",
  event_id: 'uuid()::VARCHAR',
  domain_userid: 'md5((i // 40)::VARCHAR)',
  domain_sessionid: 'md5((i // 12)::VARCHAR)',
  page_url: "'https://harbour.example/quote?step=' || (i % 7)",
  page_urlpath: "'/quote'",
  useragent: "'Mozilla/5.0 (X11; Linux x86_64) Chrome/' || (100 + i % 50)",
  [`sd_${shardOf(PAGE.name)}`]: `'{"${PAGE.name}":[{"_schema_version":"1-0-0","id":"' || uuid() || '"}]}'`,
  // One row in ten.
  [`sd_${shardOf(RARE.name)}`]: `CASE WHEN i % 10 = 0 THEN '{"${RARE.name}":[{"_schema_version":"1-0-0","value":' || i || '}]}' END`,
  origin: "'raw/0/' || i || '/0'",
  content_hash: 'hash(i)::HUGEINT - 9223372036854775808',
};

export async function benchTable(sizes: readonly number[], onFigure: (figure: Figure) => void): Promise<void> {
  for (const rows of sizes) {
    const folder = mkdtempSync(join(tmpdir(), 'crypt-table-'));
    try {
      await benchSize(rows, folder, onFigure);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

async function benchSize(rows: number, folder: string, onFigure: (figure: Figure) => void): Promise<void> {
  const files = { landingPath: join(folder, 'landing.duckdb'), modelsPath: join(folder, 'models.duckdb') };
  const options = { memoryBytesMax: 4e9, threads: 2, temporaryFolder: join(folder, 'temporary') };
  await fill(rows, files.landingPath, options);
  const name = `${(rows / 1e6).toLocaleString('en-US')} M rows`;
  onFigure(figure(`${name}: size`, statSync(files.landingPath).size / rows, 'bytes/row', null, null));
  const openedMs = performance.now();
  const warehouse = await openDuckdbWarehouse({ ...files, ...options, onLost: () => undefined });
  onFigure(figure(`${name}: open`, performance.now() - openedMs, 'ms', null, null));
  await warehouse.ensureTable('events', STORED_COLUMNS, [PAGE, RARE]);
  const ids = await warehouse.lookup('events', 'origin', ['raw/0/5/0'], ['event_id']);
  await time(
    `${name}: look up 20 ids in the whole table`,
    5,
    () =>
      warehouse.lookup(
        'events',
        'event_id',
        Array.from({ length: 20 }, () => ids[0]?.[0] as string),
        ['origin'],
      ),
    onFigure,
  );
  await time(`${name}: count and hash all rows`, 5, () => warehouse.cut('enriched', 0, 'events'), onFigure);
  await benchColumns(name, warehouse, onFigure);
  await fillFilter(name, warehouse, onFigure);
  await warehouse.close();
}

async function fill(rows: number, path: string, options: Parameters<typeof openInstance>[1]): Promise<void> {
  const { instance, connection } = await openInstance([{ name: 'landing', path }], options);
  const types = STORED_COLUMNS.map(
    ({ name, type }) =>
      `"${name}" ${({ string: 'VARCHAR', integer: 'BIGINT', boolean: 'BOOLEAN', double: 'DOUBLE', json: 'JSON', timestamp: 'TIMESTAMPTZ' } as Record<string, string>)[type] ?? type}`,
  );
  await connection.run(`CREATE TABLE landing.events_rows (${types.join(', ')})`);
  await connection.run(
    `CREATE TABLE landing.load_position (topic VARCHAR, partition INTEGER, next_offset BIGINT, stored BIGINT, duplicate BIGINT, redelivered BIGINT, damaged BIGINT, expired BIGINT, present_hash VARCHAR)`,
  );
  await connection.run(`INSERT INTO landing.load_position VALUES ('enriched', 0, ${rows}, ${rows}, 0, 0, 0, 0, '0')`);
  const names = Object.keys(VALUES);
  const step = 1_000_000;
  for (let from = 0; from < rows; from += step) {
    const to = Math.min(rows, from + step);
    await connection.run(
      `INSERT INTO landing.events_rows (${names.join(', ')}) SELECT ${names.map((name) => VALUES[name]).join(', ')} FROM range(${from}, ${to}) AS numbers(i)`,
    );
  }
  await connection.run('CHECKPOINT landing');
  connection.closeSync();
  instance.closeSync();
}

async function time(
  name: string,
  repeats: number,
  work: () => Promise<unknown>,
  onFigure: (figure: Figure) => void,
): Promise<void> {
  const times: number[] = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    const startedMs = performance.now();
    await work();
    times.push(performance.now() - startedMs);
  }
  onFigure(figure(name, percentile(times, 0.5), 'ms', null, null));
}

async function fillFilter(name: string, warehouse: DuckdbWarehouse, onFigure: (figure: Figure) => void): Promise<void> {
  const filter = new DuplicateFilter(256 * 1024 * 1024);
  const startedMs = performance.now();
  for await (const chunk of warehouse.scanColumn('events', 'event_id')) for (const id of chunk) filter.add(id);
  onFigure(figure(`${name}: fill the duplicate filter`, (performance.now() - startedMs) / 1000, 's', null, null));
  onFigure(figure(`${name}: memory of the filter`, filter.sizeBytes / 1e6, 'MB', null, null));
}

/** A new column beside 100 and 700 others, and reading one. */
async function benchColumns(name: string, warehouse: DuckdbWarehouse, onFigure: (figure: Figure) => void) {
  for (const count of [100, 700]) {
    const others = Array.from({ length: count }, (_, index) =>
      entity(`contexts_com_acme_other_${index}_1`, 'x', 'integer'),
    );
    const startedMs = performance.now();
    await warehouse.ensureTable('events', STORED_COLUMNS, [PAGE, RARE, ...others]);
    onFigure(figure(`${name}: a new column beside ${count}`, performance.now() - startedMs, 'ms', null, null));
  }
  const session = await warehouse.session({ actor: 'bench', purpose: 'bench', readOnly: true });
  for (const [what, expression] of [
    ['that every row has', `count(distinct ${PAGE.name}[1].id)`],
    ['that one row in ten has', `sum(${RARE.name}[1].value)`],
  ] as const) {
    const sql = `SELECT ${expression} FROM landing.events`;
    const read = (): Promise<unknown> => session.query(sql, [], { rowsMax: 1, deadlineMs: 600_000 });
    await time(`${name}: read a nested column ${what}, of 702`, 3, read, onFigure);
  }
  await session.close();
}
