// The portal's statements on the real engine, in the table that the loader makes.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { openDuckdbWarehouse, type DuckdbWarehouse } from '../../../../src/adapters/duckdb/duckdb-warehouse.ts';
import { shardOf } from '../../../../src/contracts/nested-column.ts';
import type { WarehouseSession } from '../../../../src/contracts/warehouse.ts';
import { STORED_COLUMNS } from '../../../../src/load/stored-columns.ts';
import { makeMask } from '../../../../src/serve/portal/mask/mask-value.ts';
import { readEvent, readTail } from '../../../../src/serve/portal/read-events.ts';
import type { Query } from '../../../../src/serve/portal/portal-options.ts';
import { fakeRandom } from '../../../support/serve-fixtures.ts';

const LIMITS = { rowsMax: 500, deadlineMs: 10_000 };
const ITEM = { name: 'contexts_com_acme_item_1', type: 'json', origin: '', description: '' } as const;
const INSERT = `INSERT INTO landing.events_rows BY NAME SELECT $1 AS event_id, 'web' AS app_id, 'page_view' AS event,
  'page_view' AS event_name, '/policy/8812733' AS page_urlpath, 'jane' AS user_id,
  $2::TIMESTAMPTZ AS collector_tstamp, $3::TIMESTAMPTZ AS load_tstamp, 
  '{"${ITEM.name}":{"schema":"s","data":[1]}}' AS sd_${shardOf(ITEM.name)}`;

suite('events read from DuckDB', () => {
  const mask = makeMask(fakeRandom());
  let folder = '';
  let warehouse: DuckdbWarehouse;
  let reading: WarehouseSession;
  const query: Query = (sql, params) => reading.query(sql, params, LIMITS);

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'crypt-portal-'));
    warehouse = await openDuckdbWarehouse({
      landingPath: join(folder, 'landing.duckdb'),
      modelsPath: join(folder, 'models.duckdb'),
      memoryBytesMax: 256 * 2 ** 20,
      threads: 1,
      temporaryFolder: join(folder, 'spill'),
      onLost: () => undefined,
    });
    reading = await warehouse.session({ actor: 'role:portal', purpose: 'pages', readOnly: true });
  });
  after(async () => {
    await reading.close();
    await warehouse.close();
    await rm(folder, { recursive: true });
  });

  test('before the first batch there is no table; then the newest row comes first, masked', async () => {
    assert.equal(await readTail(query, mask), 'no-table');
    await warehouse.ensureTable('events', STORED_COLUMNS, [ITEM]);
    assert.deepEqual(await readTail(query, mask), []);
    const writing = await warehouse.session({ actor: 'test', purpose: 'test', readOnly: false });
    await writing.query(INSERT, ['older', '2026-11-24 12:00:00+00', '2026-11-24 12:00:00.5+00'], LIMITS);
    await writing.query(INSERT, ['newer', '2026-11-24 12:00:01+00', '2026-11-24 12:00:01.5+00'], LIMITS);
    await writing.close();
    const rows = await readTail(query, mask);
    assert.ok(typeof rows !== 'string');
    assert.deepEqual(
      rows.map(({ eventId, timeMs, storedAfterMs, path, who }) => [eventId, timeMs, storedAfterMs, path, who]),
      [
        ['newer', Date.UTC(2026, 10, 24, 12, 0, 1), 500, '/policy/•••', mask('user_id', 'jane')],
        ['older', Date.UTC(2026, 10, 24, 12, 0, 0), 500, '/policy/•••', mask('user_id', 'jane')],
      ],
    );
    const events = await readEvent(query, mask, 'newer');
    assert.ok(typeof events !== 'string');
    const contexts = events[0]?.find(({ name }) => name === 'contexts_com_acme_item_1')?.value;
    assert.equal(contexts, '{\n  "schema": "text of 1",\n  "data": "list of 1"\n}');
    assert.deepEqual(await readEvent(query, mask, 'unknown'), []);
  });
});
