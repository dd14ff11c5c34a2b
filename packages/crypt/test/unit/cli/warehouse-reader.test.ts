import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { startLineServer } from '../../../src/adapters/local-socket/line-server.ts';
import { WarehouseReader } from '../../../src/cli/warehouse-reader.ts';
import { isCryptError } from '../../../src/kernel/crypt-error.ts';

test('pages are told when the warehouse is away, and read again when it is back', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'crypt-reader-'));
  const path = join(folder, 'warehouse.sock');
  const reader = new WarehouseReader(path);
  await assert.rejects(reader.query('select 1', []), (error) => isCryptError(error, 'CLI_WAREHOUSE_AWAY'));
  const result = { columns: [], rows: [[1]], truncated: false };
  const first = await startLineServer(path, { query: async () => result });
  assert.deepEqual(await reader.query('select 1', []), result);
  await first.close();
  await assert.rejects(reader.query('select 1', []), (error) =>
    isCryptError(error, 'SOCKET_CLOSED', 'CLI_WAREHOUSE_AWAY'),
  );
  const second = await startLineServer(path, { query: async () => result });
  assert.deepEqual(await reader.query('select 1', []), result);
  await reader.close();
  await second.close();
  rmSync(folder, { recursive: true });
});
