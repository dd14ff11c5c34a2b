import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDuckdb } from '../../../support/duckdb-under-test.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

test('reading statements of every form are taken, explained ones among them', async (t) => {
  const warehouse = await openDuckdb(await tempFolder(t));
  t.after(() => warehouse.close());
  const session = await warehouse.session({ actor: 'role:test', purpose: 'test', readOnly: true });
  const forms = [
    'SELECT 1',
    'select 1;',
    '-- first\nSELECT 1',
    'WITH one AS (SELECT 1) SELECT * FROM one',
    'FROM range(1)',
    'VALUES (1)',
    'SHOW TABLES',
    'DESCRIBE landing.load_position',
    'SUMMARIZE landing.load_position',
    'EXPLAIN SELECT 1',
    'EXPLAIN (SELECT 1)',
    'explain analyze select 1',
    'EXPLAIN (ANALYZE, FORMAT json) SELECT 1',
  ];
  for (const sql of forms) {
    const { columns } = await session.query(sql, [], { rowsMax: 10, deadlineMs: 10_000 });
    assert.ok(columns.length > 0, sql);
  }
  await session.close();
});
