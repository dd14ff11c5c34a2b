import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { toDatabaseError } from '../../../../../src/adapters/duckdb/transform/database-error.ts';
import { openDuckdbEngine } from '../../../../../src/adapters/duckdb/transform/duckdb-engine.ts';
import { tempFolder } from '../../../../support/temp-folder.ts';

/** DuckDB's checksum of a block: 8 bytes at a time. */
function checksum(block: Buffer): bigint {
  let sum = 5381n;
  for (let at = 0; at < block.length; at += 8)
    sum ^= BigInt.asUintN(64, block.readBigUInt64LE(at) * 0xbf58476d1ce4e5b9n);
  return sum;
}

async function writeDatabase(path: string): Promise<void> {
  const engine = await openDuckdbEngine({ path, database: 'shop' });
  const session = await engine.session();
  await session.run('create table t as select 1 as id');
  await session.close();
  await engine.close();
}

test('DATABASE_NEWER: a file of a newer DuckDB is left as it is, and crypt restore is not proposed', async (t) => {
  const path = join(await tempFolder(t), 'shop.duckdb');
  await writeDatabase(path);
  const bytes = await readFile(path);
  bytes.writeBigUInt64LE(99n, 12);
  bytes.writeBigUInt64LE(checksum(bytes.subarray(8, 4096)), 0);
  await writeFile(path, bytes);
  await assert.rejects(
    openDuckdbEngine({ path, database: 'shop' }),
    (error: Error & { code: string; hint: string }) => {
      assert.equal(error.code, 'DATABASE_NEWER');
      assert.match(
        error.message,
        /shop\.duckdb was written by a newer DuckDB \(storage version 99\), which DuckDB \d+\.\d+\.\d+ of this program cannot read\. It was left as it is\.$/,
      );
      assert.match(error.hint, /EXPORT DATABASE/);
      assert.doesNotMatch(error.hint, /crypt restore/);
      return true;
    },
  );
  assert.deepEqual(await readFile(path), bytes);
});

test('DATABASE_UNREADABLE: a file that is no database, a broken one, a folder', async (t) => {
  const folder = await tempFolder(t);
  const path = join(folder, 'shop.duckdb');
  await writeFile(path, 'no database, but a text that is long enough to be looked at as one\n');
  await assert.rejects(openDuckdbEngine({ path, database: 'shop' }), {
    code: 'DATABASE_UNREADABLE',
    message: /shop\.duckdb cannot be opened: .* not a valid DuckDB database file\. It was left as it is\.$/,
  });
  await assert.rejects(openDuckdbEngine({ path: folder, database: 'shop' }), { code: 'DATABASE_UNREADABLE' });
});

test('what DuckDB says of a lock, of rights and of a full disk', () => {
  const of = (reason: string): readonly [string, string] => {
    const { code, message } = toDatabaseError('/a/b.duckdb', new Error(reason), '1.5.6');
    return [code, message];
  };
  assert.deepEqual(
    of(
      'IO Error: Could not set lock on file "/a/b.duckdb": Conflicting lock is held in /usr/bin/python3.11 (PID 28718). See also https://duckdb.org/docs/stable/connect/concurrency',
    ),
    [
      'DATABASE_IN_USE',
      '/a/b.duckdb is open in another program: /usr/bin/python3.11, pid 28718. DuckDB lets one process open a file. It was left as it is.',
    ],
  );
  assert.deepEqual(of('IO Error: Could not set lock on file "/a/b.duckdb": Resource temporarily unavailable'), [
    'DATABASE_IN_USE',
    '/a/b.duckdb is open in another program. DuckDB lets one process open a file. It was left as it is.',
  ]);
  assert.deepEqual(of('IO Error: Cannot open file "/a/b.duckdb": Permission denied'), [
    'DATABASE_READ_ONLY',
    '/a/b.duckdb may not be written here: Permission denied. It was left as it is.',
  ]);
  assert.equal(of('IO Error: Could not write: No space left on device')[0], 'WAREHOUSE_FULL');
});
