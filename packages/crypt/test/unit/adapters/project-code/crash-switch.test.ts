import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CrashSwitch } from '../../../../src/adapters/project-code/crash-switch.ts';
import { PROJECT_CRASH_WINDOW_MS, PROJECT_CRASHES_MAX, PROJECT_OFF_MS } from '../../../../src/kernel/limits.ts';

test('only crashes of one file within the window switch it off, for a while', () => {
  const crashes = new CrashSwitch();
  const stepMs = PROJECT_CRASH_WINDOW_MS / (PROJECT_CRASHES_MAX - 1);
  for (let i = 0; i < 100; i++) assert.equal(crashes.note('slow', i * (stepMs + 1)), false);
  for (let i = 0; i < PROJECT_CRASHES_MAX - 1; i++) assert.equal(crashes.note('fast', i * stepMs), false);
  assert.equal(crashes.isOff('fast', PROJECT_CRASH_WINDOW_MS), false);
  assert.equal(crashes.note('fast', PROJECT_CRASH_WINDOW_MS), true);
  const onMs = PROJECT_CRASH_WINDOW_MS + PROJECT_OFF_MS;
  assert.deepEqual([crashes.isOff('fast', onMs - 1), crashes.isOff('fast', onMs)], [true, false]);
  assert.equal(crashes.isOff('slow', 0), false);
  // By now the first of them are out of the window.
  assert.equal(crashes.note('fast', onMs), false);
  assert.equal(crashes.note('fast', onMs), false);
});
