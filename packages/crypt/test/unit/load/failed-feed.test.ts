import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { DuckdbWarehouse } from '../../../src/adapters/duckdb/duckdb-warehouse.ts';
import { nodeFiles } from '../../../src/adapters/node/node-files.ts';
import { failedGroup, type FailedEvent } from '../../../src/contracts/failed-event.ts';
import { encodeRepair, type Repair } from '../../../src/contracts/repair.ts';
import type { Value } from '../../../src/contracts/warehouse.ts';
import { encodeFailed } from '../../../src/enrich/failed-line.ts';
import { assetUrl } from '../../../src/kernel/asset.ts';
import { failedFeed, repairFeed } from '../../../src/load/failed-feed.ts';
import { loadToEnd } from '../../../src/load/load-loop.ts';
import { openDuckdb } from '../../support/duckdb-under-test.ts';
import { HurriedClock } from '../../support/fake-clock.ts';
import { FakeLog } from '../../support/fake-log.ts';
import { makeRepair } from '../../support/make-repair.ts';
import { recordingLogger } from '../../support/recording-logger.ts';
import { refusal } from '../../support/refusal.ts';
import { tempFolder } from '../../support/temp-folder.ts';

class Rig {
  readonly warehouse: DuckdbWarehouse;
  readonly #folder: string;
  readonly #viewSql: string;
  failed = new FakeLog('failed');
  repairs = new FakeLog('repairs');
  readonly #seals = new FakeLog('batches');

  private constructor(warehouse: DuckdbWarehouse, folder: string, viewSql: string) {
    this.warehouse = warehouse;
    this.#folder = folder;
    this.#viewSql = viewSql;
  }

  static async open(t: TestContext): Promise<Rig> {
    const folder = await tempFolder(t);
    const warehouse = await openDuckdb(folder);
    t.after(() => warehouse.close());
    return new Rig(warehouse, folder, await readFile(assetUrl('sql/load/failed_events.sql'), 'utf8'));
  }

  async load(): Promise<void> {
    const folder = join(this.#folder, 'work');
    const shared = { warehouse: this.warehouse, files: nodeFiles, folder };
    for (const [log, feed] of [
      [this.failed, failedFeed({ ...shared, viewSql: this.#viewSql })],
      [this.repairs, repairFeed(shared)],
    ] as const) {
      await loadToEnd({
        ...shared,
        feed,
        log: log.consumer('load', {}),
        logEnd: async () => log.endOffset,
        seals: this.#seals.writer({}),
        openSeals: async () => this.#seals.consumer('replay', {}),
        clock: new HurriedClock(),
        logger: recordingLogger(),
        signal: new AbortController().signal,
        onCount: () => undefined,
      });
    }
  }

  async rows(columns: string): Promise<readonly (readonly Value[])[]> {
    const session = await this.warehouse.session({ actor: 'role:test', purpose: 'test', readOnly: true });
    const sql = `SELECT ${columns} FROM landing.failed_events ORDER BY origin`;
    const { rows } = await session.query(sql, [], { rowsMax: 100, deadlineMs: 9_000 });
    await session.close();
    return rows;
  }
}

const CAUSE = 'item /price: is no number';
const GROUP = failedGroup('schema_violation', CAUSE, 'iglu:com.acme/item/jsonschema/1-0-0');

function failed(index: number, more: Partial<FailedEvent> = {}): FailedEvent {
  return {
    origin: `raw/0/${index}/0`,
    extent: 'event',
    failureType: 'schema_violation',
    cause: CAUSE,
    group: GROUP,
    messages: [CAUSE, 'second'],
    schema: 'iglu:com.acme/item/jsonschema/1-0-0',
    data: '{"price":9007199254740993.10,"name":"é \\"q\\""}',
    failedMs: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
    collectorMs: Date.UTC(2026, 0, 2, 3, 4, 5),
    appId: 'shop',
    eventName: 'item_seen',
    judgedBy: 'crypt-0.1.0',
    row: {
      app_id: 'shop',
      collector_tstamp: '2026-01-02 03:04:05.000',
      txn_id: '7',
      tr_total: '12345678901234567890.123456789',
      br_cookies: 'true',
      page_title: 'ü 🙂',
      contexts: '{"schema":"s","data":[]}',
    },
    params: { e: 'ue' },
    payload: null,
    ...more,
  };
}

function repair(index: number, more: Partial<Repair> = {}): Repair {
  return makeRepair({ origin: `raw/0/${index}/0`, failedOffset: index, groupBefore: GROUP, ...more });
}

test('a failed event is a row with every column that could be filled, the reason, and the data at fault', async (t) => {
  const rig = await Rig.open(t);
  rig.failed.push(encodeFailed(failed(0)));
  await rig.load();
  const columns = `origin, outcome, failure_type, cause, group_id, messages, schema, data->>'name', params, payload,
    failed_tstamp, judged_by, app_id, collector_tstamp, txn_id, tr_total, br_cookies, page_title, contexts, repaired_tstamp`;
  assert.deepEqual(await rig.rows(columns), [
    [
      'raw/0/0/0',
      'failed',
      'schema_violation',
      CAUSE,
      GROUP,
      `["${CAUSE}","second"]`,
      'iglu:com.acme/item/jsonschema/1-0-0',
      'é "q"',
      '{"e":"ue"}',
      null,
      '2026-01-02T03:04:05.678Z',
      'crypt-0.1.0',
      'shop',
      '2026-01-02T03:04:05.000Z',
      '7',
      '12345678901234567890.123456789',
      true,
      'ü 🙂',
      '{"schema":"s","data":[]}',
      null,
    ],
  ]);
  const cut = await rig.warehouse.cut('failed', 0, 'failed_event_rows');
  assert.equal(cut?.consumed.presentHash, cut?.present.hash);
});

test('the same origin again, in one batch or a later one, is stored once and counted as redelivered', async (t) => {
  const rig = await Rig.open(t);
  rig.failed.push(encodeFailed(failed(0)), encodeFailed(failed(0)));
  await rig.load();
  rig.failed.push(encodeFailed(failed(0)), encodeFailed(failed(1)));
  await rig.load();
  assert.deepEqual(await rig.rows('origin'), [['raw/0/0/0'], ['raw/0/1/0']]);
  const { stored, redelivered, damaged } = (await rig.warehouse.consumed('failed', 0)) ?? {};
  assert.deepEqual({ stored, redelivered, damaged }, { stored: 2, redelivered: 2, damaged: 0 });
});

test('what became of it is shown beside it: the newest judgement counts', async (t) => {
  const rig = await Rig.open(t);
  rig.failed.push(...[0, 1, 2, 3].map((index) => encodeFailed(failed(index))));
  const still = { outcome: 'still_failing', failureType: 'enrichment_failure', cause: 'c', group: 'g' } as const;
  rig.repairs.push(
    encodeRepair(repair(0)),
    encodeRepair(repair(1, { ...still, messages: ['c'], repairedMs: Date.UTC(2026, 0, 4) })),
    encodeRepair(repair(1, { ...still, cause: 'older', schema: 's', repairedMs: Date.UTC(2026, 0, 3) })),
    encodeRepair(repair(3, { ...still, schema: 's', repairedMs: Date.UTC(2026, 0, 3) })),
    encodeRepair(repair(3, { outcome: 'dropped', repairedMs: Date.UTC(2026, 0, 5) })),
  );
  await rig.load();
  const schema = 'iglu:com.acme/item/jsonschema/1-0-0';
  assert.deepEqual(await rig.rows('origin, outcome, cause, group_id, schema, messages, repaired_tstamp'), [
    ['raw/0/0/0', 'repaired', CAUSE, GROUP, schema, `["${CAUSE}","second"]`, '2026-01-03T00:00:00.000Z'],
    ['raw/0/1/0', 'still_failing', 'c', 'g', null, '["c"]', null],
    ['raw/0/2/0', 'failed', CAUSE, GROUP, schema, `["${CAUSE}","second"]`, null],
    ['raw/0/3/0', 'dropped', 'c', 'g', 's', '[]', '2026-01-05T00:00:00.000Z'],
  ]);
});

test('a record that is neither is a broken invariant, and its batch is not stored', async (t) => {
  const rig = await Rig.open(t);
  rig.failed.push(Buffer.from('[]'));
  assert.deepEqual((await refusal('LOAD_FAILED_UNREADABLE', () => rig.load())).params, { topic: 'failed', offset: 0 });
});

test('a repair that cannot be read is a broken invariant too', async (t) => {
  const rig = await Rig.open(t);
  rig.repairs.push(Buffer.from('{"v":9}'));
  assert.deepEqual((await refusal('LOAD_FAILED_UNREADABLE', () => rig.load())).params, { topic: 'repairs', offset: 0 });
});
