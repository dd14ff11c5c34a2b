import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { socketPath } from '../../../../src/adapters/local-socket/socket-path.ts';

test('a socket lies in the run folder when the system takes its path', () => {
  assert.equal(socketPath('/data/.crypt', 'warehouse'), '/data/.crypt/run/warehouse.sock');
});

test('a path that is too long falls back to a folder of this user, one for each data folder', () => {
  const long = `/${'d'.repeat(100)}`;
  const path = socketPath(long, 'warehouse');
  assert.match(path, new RegExp(`^${join(tmpdir(), `crypt-${process.getuid?.()}-`)}[0-9a-f]{16}/warehouse\\.sock$`));
  assert.equal(socketPath(long, 'warehouse'), path);
  assert.equal(dirname(socketPath(long, 'other')), dirname(path));
  assert.notEqual(dirname(socketPath(`${long}2`, 'warehouse')), dirname(path));
});

test('no path is longer than macOS takes, counted in bytes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 120 }), (folder) => {
      assert.ok(Buffer.byteLength(socketPath(`/${folder}`, 'warehouse')) <= 103);
    }),
  );
});
