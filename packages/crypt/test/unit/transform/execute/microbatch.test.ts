import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { planBatches } from '../../../../src/transform/execute/plan-batches.ts';
import { openTransformRig } from '../../../support/transform-rig.ts';

const NOW = Date.UTC(2026, 0, 31, 12);
const ASKED = {
  size: 'day',
  lookback: 1,
  isIncremental: false,
  nowMs: NOW,
  beginMs: Date.UTC(2026, 0, 29, 5),
  startMs: undefined,
  endMs: undefined,
} as const;

test('batches: from the beginning the first time, then the last ones, or what was asked for', () => {
  const ids = (change: Partial<Parameters<typeof planBatches>[0]>): readonly string[] | undefined =>
    planBatches({ ...ASKED, ...change })?.map(({ id }) => id);
  assert.deepEqual(ids({}), ['20260129', '20260130', '20260131']);
  assert.deepEqual(ids({ isIncremental: true }), ['20260130', '20260131']);
  assert.deepEqual(ids({ isIncremental: true, lookback: 0 }), ['20260131']);
  assert.deepEqual(ids({ beginMs: undefined }), undefined);
  assert.deepEqual(ids({ size: 'hour', startMs: NOW - 3_600_000 }), ['20260131T11']);
  assert.deepEqual(ids({ size: 'month', beginMs: Date.UTC(2025, 10, 30) }), ['20251101', '20251201', '20260101']);
  assert.deepEqual(ids({ size: 'year', beginMs: Date.UTC(2025, 10, 30) }), ['20250101', '20260101']);
  const cut = planBatches({ ...ASKED, startMs: Date.UTC(2026, 0, 31), endMs: NOW });
  assert.deepEqual(cut, [{ id: '20260131', startMs: Date.UTC(2026, 0, 31), endMs: NOW }]);
});

test('batches of any size lie one behind the other without a gap, and reach the end', () => {
  const time = fc.integer({ min: Date.UTC(2024, 0), max: Date.UTC(2027, 0) });
  fc.assert(
    fc.property(
      fc.constantFrom('hour' as const, 'day' as const, 'month' as const, 'year' as const),
      time,
      fc.integer({ min: 0, max: 40 * 86_400_000 }),
      (size, startMs, length) => {
        const batches = planBatches({ ...ASKED, size, startMs, endMs: startMs + length }) ?? [];
        for (const [i, { startMs: from }] of batches.entries()) if (i > 0) assert.equal(from, batches[i - 1]?.endMs);
        if (length > 0)
          assert.ok((batches[0]?.startMs ?? Infinity) <= startMs && batches.at(-1)?.endMs === startMs + length);
      },
    ),
  );
});

test('a microbatch model reads a day at a time, and a later run makes the last days again', async (t) => {
  const rig = await openTransformRig(t, {
    'models/events.sql': "{{ config(event_time='ts') }}select * from db.main.raw",
    'models/daily.sql':
      "{{ config(materialized='incremental', incremental_strategy='microbatch', event_time='ts', batch_size='day', begin='2026-01-29', lookback=1) }}select ts, case when what = 'bad' then error('no')::varchar else what end as what, {{ is_incremental() }} as adds from {{ ref('events') }}",
  });
  await rig.rows(
    "create table db.main.raw as select timestamp '2026-01-28 10:00' + interval (i) day as ts, 'x' || i as what from range(4) t(i)",
  );
  const flags = { EVENT_TIME_START: '2026-01-29', EVENT_TIME_END: '2026-02-01' };
  const { daily } = await rig.run(undefined, flags);
  assert.deepEqual(
    [daily?.status, daily?.batch_results?.successful.length, daily?.message],
    ['success', 3, 'OK'],
    daily?.message ?? '',
  );
  assert.deepEqual(await rig.rows('select what, adds from db.main.daily order by ts'), [
    ['x1', false],
    ['x2', true],
    ['x3', true],
  ]);
  await rig.rows("update db.main.raw set what = 'y' || what");
  await rig.run(undefined, { EVENT_TIME_START: '2026-01-30', EVENT_TIME_END: '2026-01-31' });
  assert.deepEqual(await rig.rows('select what from db.main.daily order by ts'), [['x1'], ['yx2'], ['x3']]);
  await rig.rows("update db.main.raw set what = 'bad' where ts::date = '2026-01-30'");
  const broken = (await rig.run(['daily'], { ...flags, FULL_REFRESH: true }))['daily'];
  assert.deepEqual(
    [broken?.status, broken?.batch_results?.failed],
    ['partial success', [['2026-01-30T00:00:00.000Z', '2026-01-31T00:00:00.000Z']]],
  );
  assert.match(broken?.message ?? '', /Invalid Input Error: no/);
  assert.deepEqual(await rig.rows('select what from db.main.daily order by ts'), [['yx1'], ['yx3']]);
});

test('a microbatch model that says too little is refused', async (t) => {
  const rig = await openTransformRig(t, {
    'models/a.sql':
      "{{ config(materialized='incremental', incremental_strategy='microbatch', event_time='ts', batch_size='week', begin='2026-01-29') }}select 1 as ts",
    'models/b.sql':
      "{{ config(materialized='incremental', incremental_strategy='microbatch', event_time='ts', batch_size='day') }}select 1 as ts",
  });
  const { a, b } = await rig.run();
  assert.match(
    a?.message ?? '',
    /the microbatch model 'a' has the batch_size 'week'; it is one of hour, day, month, year/,
  );
  assert.match(b?.message ?? '', /the microbatch model 'b' needs the configuration 'begin'/);
});
