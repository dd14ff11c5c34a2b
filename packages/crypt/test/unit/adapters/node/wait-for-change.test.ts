import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { waitForChange } from '../../../../src/adapters/node/wait-for-change.ts';

const NEVER = new AbortController().signal;
const LONG_MS = 60_000;

test('a write ends the wait', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'crypt-watch-'));
  const path = join(folder, 'durable');
  writeFileSync(path, 'a');
  const changed = waitForChange(path, LONG_MS, NEVER);
  // On some systems a watch begins a moment after the call, so the write is repeated until it is seen.
  const writing = setInterval(() => writeFileSync(path, 'b'), 5);
  await changed;
  clearInterval(writing);
  rmSync(folder, { recursive: true });
});

test('an abort ends the wait, also one before it', async () => {
  const stop = new AbortController();
  const waiting = waitForChange(process.execPath, LONG_MS, stop.signal);
  stop.abort();
  await waiting;
  await waitForChange(process.execPath, LONG_MS, stop.signal);
});

test('a file that cannot be watched is waited for shortly, so that the caller looks again', async () => {
  const startedMs = performance.now();
  await waitForChange('/nowhere/durable', LONG_MS, NEVER);
  assert.ok(performance.now() - startedMs < LONG_MS / 10);
});

test('the wait ends by itself', async () => {
  await waitForChange(process.execPath, 20, NEVER);
});
