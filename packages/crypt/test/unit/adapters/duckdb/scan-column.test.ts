import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDuckdb } from '../../../support/duckdb-under-test.ts';
import { batchFile, column, sealedBatch } from '../../../support/batch-builder.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

// A half-read result keeps its transaction open when its connection is closed; after the next change no checkpoint
// succeeds, and the write-ahead log grows for ever.
test('a scan that is given up leaves nothing that a checkpoint waits for', async (t) => {
  const folder = await tempFolder(t);
  const warehouse = await openDuckdb(folder);
  t.after(() => warehouse.close());
  const columns = [column('id'), column('content_hash', 'integer')];
  await warehouse.ensureTable('events', columns);
  const lines = Array.from({ length: 10_000 }, (_, id) => `{"id":"${id}","content_hash":${id}}`);
  const files = [await batchFile(folder, 'rows.ndjson', lines)];
  await warehouse.commit(await sealedBatch(folder, 0, 1, { columns, files, lines }));
  for await (const chunk of warehouse.scanColumn('events', 'id')) {
    assert.ok(chunk.length < lines.length);
    break;
  }
  await warehouse.ensureTable('other', columns);
  await warehouse.checkpoint();
});
