// What the landing shows of loss, on the real engine: volumes, alarms, gaps in sessions.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test, type TestContext } from 'node:test';
import type { NestedColumn } from '../../../src/contracts/nested-column.ts';
import { shardOf } from '../../../src/contracts/nested-column.ts';
import type { Value, WarehouseSession } from '../../../src/contracts/warehouse.ts';
import { assetUrl } from '../../../src/kernel/asset.ts';
import { FAILED_COLUMNS, REPAIR_COLUMNS } from '../../../src/load/failed-columns.ts';
import { STORED_COLUMNS } from '../../../src/load/stored-columns.ts';
import { openDuckdb } from '../../support/duckdb-under-test.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const SESSION: NestedColumn = {
  name: 'contexts_com_snowplowanalytics_snowplow_client_session_1',
  type: {
    array: {
      struct: [
        { name: 'session_id', type: 'string', nullable: true },
        { name: 'event_index', type: 'integer', nullable: true },
        { name: 'first_event_timestamp', type: 'timestamp', nullable: true },
      ],
    },
  },
  origin: '',
  description: '',
};

type Rows = readonly (readonly Value[])[];

interface Landing {
  rows(sql: string, params?: readonly Value[]): Promise<Rows>;
}

async function openLanding(t: TestContext): Promise<Landing> {
  const warehouse = await openDuckdb(await tempFolder(t));
  await warehouse.ensureTable('events', STORED_COLUMNS, [SESSION]);
  await warehouse.ensureTable('failed_event_rows', FAILED_COLUMNS);
  await warehouse.ensureTable('failed_event_repairs', REPAIR_COLUMNS);
  for (const name of ['failed_events', 'event_volumes', 'event_alarms', 'session_gaps']) {
    await warehouse.ensureView(name, await readFile(assetUrl(`sql/load/${name}.sql`), 'utf8'));
  }
  const session: WarehouseSession = await warehouse.session({ actor: 'test', purpose: 'test', readOnly: false });
  t.after(async () => {
    await session.close();
    await warehouse.close();
  });
  return {
    rows: async (sql, params = []) => (await session.query(sql, params, { rowsMax: 1_000, deadlineMs: 20_000 })).rows,
  };
}

/** `perHour` events an hour of one name, from `fromHours` ago until `toHours` ago. */
async function send(
  landing: Landing,
  name: string,
  perHour: number,
  fromHours: number,
  toHours: number,
): Promise<void> {
  await landing.rows(
    `INSERT INTO landing.events_rows BY NAME
       SELECT 'web' AS app_id, $1 AS event_name, now() - to_seconds($2::DOUBLE * 3600 - i * 3600.0 / $3::DOUBLE) AS collector_tstamp
       FROM range(0, (($2::DOUBLE - $4::DOUBLE) * $3::DOUBLE)::BIGINT) AS t(i)`,
    [name, fromHours, perHour, toHours],
  );
}

const ALARMS = `SELECT event_name, state, expected_since, events_24h, usual_24h, compared_with, compared
  FROM landing.event_alarms WHERE NOT is_total ORDER BY event_name`;

test('no event, no alarm', async (t) => {
  const landing = await openLanding(t);
  assert.deepEqual(await landing.rows(ALARMS), []);
  assert.deepEqual(await landing.rows('SELECT * FROM landing.event_volumes'), []);
  assert.deepEqual(await landing.rows('SELECT * FROM landing.session_gaps'), []);
});

test('a name is learnt for three days, then judged by days, and by weeks after two of them', async (t) => {
  const landing = await openLanding(t);
  await send(landing, 'a_new', 60, 3 * 24, 0);
  await send(landing, 'b_days', 60, 4 * 24 + 2, 0);
  await send(landing, 'c_weeks', 60, 16 * 24, 0);
  await send(landing, 'd_month', 60, 30 * 24, 0);
  const rows = await landing.rows(ALARMS);
  assert.deepEqual(
    rows.map(([name, state, , , , basis, compared]) => [name, state, basis, Number(compared ?? 0)]),
    [
      ['a_new', 'learning', null, 0],
      ['b_days', 'normal', 'days', 3],
      ['c_weeks', 'normal', 'weeks', 2],
      ['d_month', 'normal', 'weeks', 4],
    ],
  );
});

test('what stays away longer than chance explains is silent, and gone after a week', async (t) => {
  const landing = await openLanding(t);
  await send(landing, 'a_stopped', 60, 20 * 24, 1);
  await send(landing, 'b_rare', 1 / 12, 20 * 24, 20);
  await send(landing, 'c_days_ago', 60, 20 * 24, 3 * 24);
  await send(landing, 'd_gone', 60, 30 * 24, 8 * 24);
  await send(landing, 'e_steady', 60, 20 * 24, 0);
  const rows = await landing.rows(ALARMS);
  assert.deepEqual(
    rows.map(([name, state]) => [name, state]),
    [
      ['a_stopped', 'silent'],
      ['b_rare', 'normal'],
      ['c_days_ago', 'silent'],
      ['d_gone', 'gone'],
      ['e_steady', 'normal'],
    ],
  );
  // An hour of 60, less the ten minutes that are not over and those of the last event.
  const expected = Number(rows[0]?.[2]);
  assert.ok(expected >= 40 && expected <= 70, `${expected}`);
  const [total] = await landing.rows('SELECT state FROM landing.event_alarms WHERE is_total');
  // The app is not silent while one of its events comes.
  assert.equal(total?.[0], 'normal');
});

test('half of the least and twice the most of a day are alarms', async (t) => {
  const landing = await openLanding(t);
  await send(landing, 'a_low', 60, 20 * 24, 24);
  await send(landing, 'a_low', 20, 24, 0);
  await send(landing, 'b_high', 60, 20 * 24, 24);
  await send(landing, 'b_high', 150, 24, 0);
  await send(landing, 'c_more', 60, 20 * 24, 24);
  await send(landing, 'c_more', 90, 24, 0);
  await send(landing, 'd_few', 0.5, 20 * 24, 24);
  await send(landing, 'd_few', 0.1, 24, 0);
  const rows = await landing.rows(ALARMS);
  assert.deepEqual(
    rows.map(([name, state]) => [name, state]),
    [
      ['a_low', 'low'],
      ['b_high', 'high'],
      ['c_more', 'normal'],
      ['d_few', 'normal'],
    ],
  );
});

test('an app or a name that nobody gave is a series of its own', async (t) => {
  const landing = await openLanding(t);
  await landing.rows('INSERT INTO landing.events_rows BY NAME SELECT now() AS collector_tstamp FROM range(5)');
  const rows = await landing.rows(
    'SELECT app_id, event_name, is_total, state FROM landing.event_alarms ORDER BY is_total',
  );
  assert.deepEqual(rows, [
    [null, null, false, 'learning'],
    [null, null, true, 'learning'],
  ]);
  assert.deepEqual(await landing.rows('SELECT sum(events)::INTEGER FROM landing.event_volumes'), [[5]]);
});

interface Numbered {
  readonly session: string;
  readonly index: number;
  readonly minutesAgo: number;
  readonly firstMinutesAgo: number;
}

async function number(landing: Landing, { session, index, minutesAgo, firstMinutesAgo }: Numbered): Promise<void> {
  const first = new Date(Date.now() - firstMinutesAgo * 60_000).toISOString();
  const entity = { session_id: session, event_index: index, first_event_timestamp: first };
  await landing.rows(
    `INSERT INTO landing.events_rows BY NAME SELECT 'web' AS app_id, now() - to_seconds($1::DOUBLE * 60) AS collector_tstamp,
       $2 AS sd_${shardOf(SESSION.name)}`,
    [minutesAgo, JSON.stringify({ [SESSION.name]: [entity] })],
  );
}

test('numbers of a session that no row has are missing, unless the event failed', async (t) => {
  const landing = await openLanding(t);
  const whole = [1, 2, 3].map((index) => ({ session: 'a whole', index, minutesAgo: 60, firstMinutesAgo: 60 }));
  const gaps = [2, 3, 3, 6].map((index) => ({ session: 'b gaps', index, minutesAgo: 60, firstMinutesAgo: 60 }));
  const old = [37, 39].map((index) => ({ session: 'c began before', index, minutesAgo: 60, firstMinutesAgo: 3_000 }));
  const open = [1, 3].map((index) => ({ session: 'd open', index, minutesAgo: 5, firstMinutesAgo: 6 }));
  const failed = [1, 4].map((index) => ({ session: 'e failed', index, minutesAgo: 60, firstMinutesAgo: 60 }));
  const past = [1, 9].map((index) => ({ session: 'f past', index, minutesAgo: 1_500, firstMinutesAgo: 1_500 }));
  for (const event of [...whole, ...gaps, ...old, ...open, ...failed, ...past]) await number(landing, event);
  await landing.rows(`INSERT INTO landing.failed_event_rows BY NAME
    SELECT 'o' AS origin, 'e failed' AS domain_sessionid, now() AS collector_tstamp`);
  const rows = await landing.rows(
    'SELECT session_id, is_open, sent, stored, failed, missing FROM landing.session_gaps ORDER BY session_id',
  );
  assert.deepEqual(
    rows.map(([session, isOpen, ...counts]) => [session, isOpen, ...counts.map(Number)]),
    [
      ['a whole', false, 3, 3, 0, 0],
      ['b gaps', false, 6, 3, 0, 3],
      ['c began before', false, 3, 2, 0, 1],
      ['d open', true, 3, 2, 0, 1],
      ['e failed', false, 4, 2, 1, 1],
    ],
  );
});
