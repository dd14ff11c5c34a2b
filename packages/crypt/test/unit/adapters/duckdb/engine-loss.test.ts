import assert from 'node:assert/strict';
import { test } from 'node:test';
import { column, sealedBatch, TALLIED, talliedLine } from '../../../support/batch-builder.ts';
import { linesOf, startChild } from '../../../support/child.ts';
import { openDuckdb } from '../../../support/duckdb-under-test.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { toOpenError, toSqlError } from '../../../../src/adapters/duckdb/engine-failure.ts';

test('a statement that breaks the engine is WAREHOUSE_LOST, as is every call after it, and the owner is told', async (t) => {
  const folder = await tempFolder(t);
  const lines = await linesOf(startChild('lose-engine', folder));
  const lost = 'WAREHOUSE_LOST transient';
  assert.deepEqual(JSON.parse(lines[0] ?? ''), {
    statement: lost,
    lostByStatement: ['WAREHOUSE_LOST'],
    next: lost,
    consumed: lost,
    lookup: lost,
    lost: Array.from({ length: 4 }, () => 'WAREHOUSE_LOST'),
  });
  const warehouse = await openDuckdb(folder);
  t.after(() => warehouse.close());
  assert.equal(await warehouse.consumed('enriched', 0), undefined);
});

test('what the engine says is told apart by how it begins', () => {
  const codes = [
    'FATAL Error: Failed: database has been invalidated because of a previous fatal error.',
    'INTERNAL Error: Attempted to dereference unique_ptr that is NULL!',
    'INTERRUPT Error: Interrupted!',
    'TransactionContext Error: Cannot write to database "landing" - transaction is launched in read-only mode',
    'Conversion Error: Could not convert string "FATAL Error: x" to INT32',
    'IO Error: Checkpoint failed for database "landing". The database has been invalidated. Original error: Could not write file',
  ].map((text) => toSqlError(new TypeError(text)).code);
  const lost = 'WAREHOUSE_LOST';
  assert.deepEqual(codes, [lost, lost, 'SQL_FAILED', 'SQL_READ_ONLY', 'SQL_FAILED', lost]);
});

test('a file that cannot be opened for want of space is not taken for a broken one', () => {
  const codes = [
    'IO Error: Could not write file "/data/landing.duckdb": No space left on device',
    'IO Error: Could not write file "/data/landing.duckdb.wal": Disk quota exceeded',
    'IO Error: The file "/data/landing.duckdb" exists, but it is not a valid DuckDB database file!',
  ].map((text) => toOpenError('/data/landing.duckdb', new Error(text)).code);
  assert.deepEqual(codes, ['WAREHOUSE_FULL', 'WAREHOUSE_FULL', 'WAREHOUSE_UNREADABLE']);
});

// Killed at a moment of chance, eight times over the same files: each time the database opens at once, its position
// equals its rows, nothing that was acknowledged is missing, and the next process goes on from there.
test('a killed process leaves a database that opens, with a position that equals its rows', async (t) => {
  const folder = await tempFolder(t);
  let acknowledged = 0;
  for (let round = 0; round < 8; round++) {
    // Half of the rounds die after a commit, half in or after an ADD COLUMN; the line is printed before the work.
    const [during, times] = round % 2 === 0 ? ['stored', round + 1] : ['altering', 1 + (round % 3)];
    const child = startChild('commit-for-ever', folder);
    let seen = 0;
    await linesOf(child, (line) => {
      const [what, position] = line.split(' ');
      if (what === 'stored') acknowledged = Number(position);
      if (what === during && ++seen === times) setTimeout(() => child.kill('SIGKILL'), round);
    });
    const warehouse = await openDuckdb(folder);
    const cut = await warehouse.cut('enriched', 0, 'events');
    const position = cut?.consumed.nextOffset ?? 0;
    assert.ok(position >= acknowledged, `round ${round}: ${position} stored, ${acknowledged} acknowledged`);
    const sum = (position * (position - 1)) / 2;
    assert.deepEqual(cut?.present, { count: position, hash: String(sum) }, `round ${round}`);
    assert.equal(cut?.consumed.presentHash, String(sum));
    await warehouse.ensureTable('events', [...TALLIED, column(`after_${round}`)]);
    await warehouse.close();
  }
  assert.ok(acknowledged > 0);
});

test('a batch that is committed again after a kill is stored once', async (t) => {
  const folder = await tempFolder(t);
  const child = startChild('commit-for-ever', folder);
  const lines = await linesOf(child, (line) => void (line === 'stored 20' && child.kill('SIGKILL')));
  assert.ok(lines.includes('stored 20'));
  const warehouse = await openDuckdb(folder);
  t.after(() => warehouse.close());
  const again = Array.from({ length: 10 }, (_, index) => talliedLine(`e${10 + index}`, BigInt(10 + index)));
  assert.equal(await warehouse.commit(await sealedBatch(folder, 10, 20, { lines: again })), 'already');
  const cut = await warehouse.cut('enriched', 0, 'events');
  assert.equal(cut?.present.count, cut?.consumed.nextOffset);
});
