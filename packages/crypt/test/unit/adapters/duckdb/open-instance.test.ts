import assert from 'node:assert/strict';
import { open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { sealedBatch, TALLIED, talliedLine } from '../../../support/batch-builder.ts';
import { openDuckdb } from '../../../support/duckdb-under-test.ts';
import { refusal } from '../../../support/refusal.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

test('a file that is no database is WAREHOUSE_UNREADABLE by its path, and is left as it is', async (t) => {
  const folder = await tempFolder(t);
  for (const name of ['landing.duckdb', 'models.duckdb']) {
    const path = join(folder, name);
    const content = 'this is no database\n'.repeat(1_000);
    await writeFile(path, content);
    const error = await refusal('WAREHOUSE_UNREADABLE', () => openDuckdb(folder));
    assert.equal(error.kind, 'terminal');
    assert.equal(error.params['path'], path);
    assert.equal(await readFile(path, 'utf8'), content);
    await rm(path);
  }
});

test('bytes that changed within the landing are not read as rows', async (t) => {
  const folder = await tempFolder(t);
  const first = await openDuckdb(folder);
  await first.ensureTable('events', TALLIED);
  const lines = Array.from({ length: 2_000 }, (_, index) => talliedLine(`e${index}`, BigInt(index)));
  await first.commit(await sealedBatch(folder, 0, lines.length, { lines }));
  await first.checkpoint();
  await first.close();
  const handle = await open(join(folder, 'landing.duckdb'), 'r+');
  const { size } = await handle.stat();
  // A bit of each block: none of them may be believed.
  for (let at = 12_288 + 4_096; at < size; at += 65_536) {
    const byte = Buffer.alloc(1);
    await handle.read(byte, 0, 1, at);
    byte[0] = (byte[0] ?? 0) ^ 0x10;
    await handle.write(byte, 0, 1, at);
  }
  await handle.close();
  const read = async (): Promise<void> => {
    const warehouse = await openDuckdb(folder);
    try {
      await warehouse.cut('enriched', 0, 'events');
    } finally {
      await warehouse.close();
    }
  };
  await assert.rejects(read, (error: { code?: string }) => {
    assert.match(String(error.code), /^(WAREHOUSE_UNREADABLE|WAREHOUSE_LOST|SQL_FAILED)$/);
    return true;
  });
});

test('rows are in the file after a checkpoint, and the write-ahead log is folded in', async (t) => {
  const folder = await tempFolder(t);
  const warehouse = await openDuckdb(folder);
  t.after(() => warehouse.close());
  await warehouse.ensureTable('events', TALLIED);
  await warehouse.commit(await sealedBatch(folder, 0, 1, { lines: [talliedLine('a', 1n)] }));
  assert.ok((await readFile(join(folder, 'landing.duckdb.wal'))).length > 0);
  await warehouse.checkpoint();
  await assert.rejects(readFile(join(folder, 'landing.duckdb.wal')), { code: 'ENOENT' });
});
