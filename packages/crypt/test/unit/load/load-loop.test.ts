import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { nodeFiles } from '../../../src/adapters/node/node-files.ts';
import type { SealedBatch } from '../../../src/contracts/batch.ts';
import type { Warehouse } from '../../../src/contracts/warehouse.ts';
import { CryptError, type ErrorKind } from '../../../src/kernel/crypt-error.ts';
import { encodeSeal } from '../../../src/load/batch-seal.ts';
import type { EventParts } from '../../support/enriched-records.ts';
import { HurriedClock, settle } from '../../support/fake-clock.ts';
import { LoadRig } from '../../support/load-rig.ts';
import { refusal } from '../../support/refusal.ts';
import { signalled } from '../../support/signalled.ts';

function failure(code: string, kind: ErrorKind): CryptError {
  return new CryptError({ code, kind, message: code, hint: '', params: {} });
}

function newEvents(count: number, from = 0): readonly EventParts[] {
  return Array.from({ length: count }, (_, index) => ({ id: from + index, content: 1, origin: from + index }));
}

/** A step that throws `error` the first `times` that it is named `at`. */
function failing(at: string, times: number, error: Error): (name: string) => void {
  let left = times;
  return (name) => {
    if (name === at && left-- > 0) throw error;
  };
}

/** A warehouse whose columns cannot be scanned. */
function unscannable(real: Warehouse): Warehouse {
  return {
    ...real,
    // oxlint-disable-next-line require-yield
    async *scanColumn() {
      throw failure('SQL_FAILED', 'user');
    },
  };
}

test('transient failures are retried with growing delays until they pass, and nothing is stored twice', async (t) => {
  const rig = await LoadRig.open(t);
  const at = ['before append batches', 'before warehouse commit', 'before warehouse lookup', 'before commit enriched'];
  for (const [index, name] of at.entries()) {
    rig.push(newEvents(1, index));
    const clock = new HurriedClock();
    // Without a filter there is a look-up in every batch.
    await rig.live({ clock, warehouse: unscannable, step: failing(name, 9, failure('LOG_BUSY', 'transient')) });
    const waits = rig.logger.lines.filter(({ event }) => event === 'batch waits').splice(-9);
    assert.deepEqual(
      waits.map(({ fields }) => [fields['code'], fields['retryMs']]),
      [100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000, 5_000].map((ms) => ['LOG_BUSY', ms]),
      name,
    );
  }
  const { events } = await rig.landing();
  assert.equal(events.length, at.length);
});

// The filter is being filled from a snapshot that was taken before the commit: only the loader can tell it of those ids.
test('a commit that took effect and failed all the same is not repeated, nor are its events stored again', async (t) => {
  const rig = await LoadRig.open(t);
  rig.push(newEvents(3));
  const [filterFilled, filled] = signalled();
  const [retried, commitAnswered] = signalled();
  let commits = 0;
  const stop = new AbortController();
  const running = rig.live({
    warehouse: (real) => ({
      ...real,
      // oxlint-disable-next-line require-yield
      async *scanColumn() {
        await retried;
      },
    }),
    step: (name) => {
      if (name !== 'after warehouse commit') return;
      if (++commits === 1) throw failure('SQL_FAILED', 'user');
      commitAnswered();
    },
    options: {
      signal: stop.signal,
      logger: { ...rig.logger, info: (event) => void (event === 'duplicate filter filled' && filled()) },
      onBatch: ({ to }) => {
        if (to === 6) stop.abort();
      },
    },
  });
  await filterFilled;
  // The same three events once more, from elsewhere, once the filter answers for the table.
  rig.push(newEvents(3).map((event) => ({ ...event, origin: event.origin + 10 })));
  await running;
  const { events, duplicates } = await rig.landing();
  assert.deepEqual([events.length, duplicates.length], [3, 3]);
});

test('a lost engine, a broken invariant and an unknown failure end the loader at once', async (t) => {
  const rig = await LoadRig.open(t);
  rig.push(newEvents(1));
  for (const error of [failure('WAREHOUSE_LOST', 'transient'), failure('BATCH_GAP', 'bug'), new TypeError('unknown')]) {
    await assert.rejects(rig.live({ step: failing('before warehouse commit', 1, error) }), error);
  }
  assert.deepEqual((await rig.landing()).events.length, 0);
  await rig.live();
  assert.deepEqual((await rig.landing()).events.length, 1);
});

test('a warehouse that is ahead of its log stops loading with LOAD_POSITION_AHEAD', async (t) => {
  const rig = await LoadRig.open(t);
  rig.push(newEvents(5));
  await rig.live();
  const options = { logEnd: async () => 4 };
  const before = await rig.landing();
  const error = await refusal('LOAD_POSITION_AHEAD', () => rig.live({ options }));
  assert.deepEqual({ ...error.params, kind: error.kind }, { topic: 'enriched', position: 5, end: 4, kind: 'terminal' });
  await refusal('LOAD_POSITION_AHEAD', () => rig.restore({ options }));
  assert.deepEqual(await rig.landing(), before);
});

test('records that the log cannot give back are counted as damaged', async (t) => {
  const rig = await LoadRig.open(t);
  rig.push(newEvents(10));
  for (const offset of [0, 4, 5]) rig.enriched.drop(offset);
  await rig.live({ recordsMax: 3 });
  rig.push(newEvents(2, 20));
  rig.enriched.drop(11);
  rig.seals.push(encodeSeal({ topic: 'enriched', partition: 0, from: 10, to: 12, sealedMs: 1_800_000_000_000 }));
  await rig.live();
  const { counts } = { counts: rig.counts.at(-1) };
  assert.deepEqual(Object.fromEntries(Object.entries(counts?.terms ?? {}).map(([name, { count }]) => [name, count])), {
    stored: 8,
    duplicate: 0,
    redelivered: 0,
    damaged: 4,
    expired: 0,
  });
  assert.equal(counts?.upToOffset, 12);
});

test('the loader counts what the warehouse holds, at its start and after each batch', async (t) => {
  const rig = await LoadRig.open(t);
  rig.push([...newEvents(2), { id: 0, content: 1, origin: 9 }]);
  await rig.live();
  await rig.live();
  const cut = await rig.warehouse.cut('enriched', 0, 'events');
  const terms = {
    stored: cut?.present,
    duplicate: { count: 1, hash: '0' },
    redelivered: { count: 0, hash: '0' },
    damaged: { count: 0, hash: '0' },
    expired: { count: 0, hash: '0' },
  };
  const expected = {
    hop: 'load',
    counter: 'loader',
    timeMs: 1_700_000_000_000,
    topic: 'enriched',
    upToOffset: 3,
    terms,
  };
  const nothing = { count: 0, hash: '0' };
  const empty = Object.fromEntries(Object.keys(terms).map((name) => [name, nothing]));
  assert.deepEqual(rig.counts, [{ ...expected, upToOffset: 0, terms: empty }, expected, expected]);
});

test('seals of other partitions and topics are passed over, and one that is unreadable stops the start', async (t) => {
  const rig = await LoadRig.open(t);
  rig.push(newEvents(2));
  const seal = { topic: 'enriched', partition: 0, from: 0, to: 9, sealedMs: 1 };
  rig.seals.push(encodeSeal({ ...seal, partition: 1 }), encodeSeal({ ...seal, topic: 'failed' }));
  await rig.live();
  assert.equal((await rig.landing()).events.length, 2);
  rig.seals.push(Buffer.from('{}'));
  await refusal('LOAD_SEAL_UNREADABLE', () => rig.live());
});

test('the same seal twice, as a repeated append leaves it, is one batch', async (t) => {
  const rig = await LoadRig.open(t);
  rig.push(newEvents(4));
  const seal = encodeSeal({ topic: 'enriched', partition: 0, from: 0, to: 2, sealedMs: 1_800_000_000_000 });
  rig.seals.push(seal, seal);
  await rig.live();
  const live = await rig.landing();
  assert.equal(live.events.length, 4);
  await rig.clearLanding();
  await rig.restore();
  assert.deepEqual(await rig.landing(), live);
});

test('a batch carries the time of its own seal', async (t) => {
  const rig = await LoadRig.open(t);
  rig.push(newEvents(6));
  for (const from of [0, 2, 4]) {
    rig.seals.push(encodeSeal({ topic: 'enriched', partition: 0, from, to: from + 2, sealedMs: 1_000 + from }));
  }
  const batches: SealedBatch[] = [];
  const warehouse = (real: Warehouse): Warehouse => ({
    ...real,
    commit: (batch) => {
      batches.push(batch);
      return real.commit(batch);
    },
  });
  await rig.live({ warehouse });
  assert.deepEqual(
    batches.map(({ from, to, sealedMs }) => [from, to, sealedMs]),
    [
      [0, 2, 1_000],
      [2, 4, 1_002],
      [4, 6, 1_004],
    ],
  );
});

test('light traffic makes a batch every 200 ms at most', async (t) => {
  const rig = await LoadRig.open(t);
  rig.push(newEvents(12));
  const clock = new HurriedClock();
  const starts: number[] = [];
  await rig.live({
    recordsMax: 3,
    clock,
    step: (name) => void (name === 'before append batches' && starts.push(clock.monotonicMs())),
  });
  const gaps = starts.slice(1).map((at, index) => at - (starts[index] ?? 0));
  assert.deepEqual(gaps, [200, 200, 200]);
});

test('files that a dead process left are removed, and none stay behind', async (t) => {
  const rig = await LoadRig.open(t);
  const work = join(rig.folder, 'work');
  await nodeFiles.makeFolder(work);
  await writeFile(join(work, 'enriched-0-0-9.events.ndjson'), 'half');
  rig.push(newEvents(3));
  await rig.live();
  assert.deepEqual(await nodeFiles.list(work), []);
});

test('nothing reads the warehouse any more when the loader returns', async (t) => {
  const rig = await LoadRig.open(t);
  let reading = 0;
  const warehouse = (real: Warehouse): Warehouse => ({
    ...real,
    async *scanColumn() {
      reading++;
      try {
        for (;;) {
          await settle();
          yield ['no end'];
        }
      } finally {
        await settle();
        reading--;
      }
    },
  });
  rig.push(newEvents(1));
  await rig.live({ warehouse });
  assert.equal(reading, 0);
  await rig.restore({ warehouse });
  assert.equal(reading, 0);
  const error = new TypeError('unknown');
  rig.push(newEvents(1, 5));
  await assert.rejects(rig.live({ warehouse, step: failing('before warehouse commit', 1, error) }), error);
  assert.equal(reading, 0);
});

test('a filter that cannot be filled is said, and every id is looked up instead', async (t) => {
  const rig = await LoadRig.open(t);
  rig.push(newEvents(2));
  await rig.live();
  rig.push([{ id: 0, content: 1, origin: 50 }]);
  await rig.live({ warehouse: unscannable });
  assert.equal((await rig.landing()).duplicates.length, 1);
  assert.ok(rig.logger.lines.some(({ level, event }) => level === 'warn' && event === 'duplicate filter not filled'));
});
