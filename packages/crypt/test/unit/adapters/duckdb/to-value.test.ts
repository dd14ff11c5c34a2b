import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DuckDBTimestampTZValue } from '@duckdb/node-api';
import { openDuckdb } from '../../../support/duckdb-under-test.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

// The binding prints timestamps in the zone that the machine had when it was loaded; here that is New York.
test('timestamps are in UTC on a machine that is elsewhere, nested ones and look-ups too', async (t) => {
  const before = DuckDBTimestampTZValue.timezoneOffsetInMinutes;
  DuckDBTimestampTZValue.timezoneOffsetInMinutes = -300;
  t.after(() => (DuckDBTimestampTZValue.timezoneOffsetInMinutes = before));
  const warehouse = await openDuckdb(await tempFolder(t));
  t.after(() => warehouse.close());
  const session = await warehouse.session({ actor: 'role:test', purpose: 'test', readOnly: false });
  const limits = { rowsMax: 10, deadlineMs: 10_000 };
  await session.query(
    `CREATE TABLE landing.t AS SELECT 'a' AS id, TIMESTAMPTZ '2026-01-02 03:04:05.006Z' AS seen`,
    [],
    limits,
  );
  const { rows } = await session.query(
    `SELECT seen, [seen, NULL], {'at': seen + INTERVAL 1 MICROSECOND}, TIMESTAMPTZ 'infinity', TIMESTAMPTZ '290000-01-01 00:00:00+00'
     FROM landing.t`,
    [],
    limits,
  );
  const text = '2026-01-02T03:04:05.006Z';
  assert.deepEqual(rows, [
    [
      text,
      [text, null],
      { at: '2026-01-02T03:04:05.006001Z' },
      'infinity',
      '9089348860800000000 microseconds since 1970',
    ],
  ]);
  assert.deepEqual(await warehouse.lookup('t', 'id', ['a'], ['seen']), [[text]]);
  await session.close();
});
