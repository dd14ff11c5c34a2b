import assert from 'node:assert/strict';
import { createServer, type AddressInfo } from 'node:net';
import { test } from 'node:test';
import { parseListeners, portOwner } from '../../../../src/adapters/node/port-owner.ts';
import type { Logger } from '../../../../src/kernel/effects.ts';

const quiet: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

test('the owner of a port that this process listens on is this process; a free port has none', async () => {
  const server = createServer();
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
  const owner = await portOwner(port, quiet);
  if (process.platform === 'linux') assert.match(owner ?? '', new RegExp(`^.+ \\(process ${process.pid}\\)$`));
  else assert.equal(owner, undefined);
  await new Promise((resolve) => server.close(resolve));
  assert.equal(await portOwner(port, quiet), undefined);
});

test('only sockets that listen on the very port count', () => {
  const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4242 1 0 100 0 0 10 0
   1: 0100007F:1F90 0100007F:A000 01 00000000:00000000 00:00000000 00000000  1000        0 4243 1 0 100 0 0 10 0
   2: 0100007F:1F91 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4244 1 0 100 0 0 10 0
`;
  assert.deepEqual(parseListeners(table, 8080), ['socket:[4242]']);
  assert.deepEqual(parseListeners(table, 9), []);
});
