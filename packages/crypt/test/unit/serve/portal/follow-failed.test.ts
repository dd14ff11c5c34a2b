import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { LogCapability, LogConsumer, LogRecord } from '../../../../src/contracts/log.ts';
import { followFailed } from '../../../../src/serve/portal/follow-failed.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { recordingLogger } from '../../../support/recording-logger.ts';
import { settle } from '../../../support/serve-fixtures.ts';

/** Answers polls from a script, 0 with nothing; at its end it aborts. Commits and seeks are noted. */
function fakeConsumer(
  script: readonly (number | 'broken')[],
  stop: AbortController,
  capabilities: readonly LogCapability[],
) {
  const calls: string[] = [];
  let at = 0;
  const consumer: LogConsumer = {
    address: { topic: 'failed', partition: 0 },
    group: 'portal',
    capabilities: new Set(capabilities),
    position: 0,
    poll: async () => {
      const step = script[at++];
      if (step === undefined) stop.abort();
      if (step === 'broken') throw new TypeError('the log is busy');
      return step === undefined || step === 0 ? [] : [makeRecord(step)];
    },
    commit: async () => void calls.push('commit'),
    committed: async () => undefined,
    seekOffset: async (offset) => void calls.push(`seek ${offset}`),
    seekTime: async () => undefined,
    damage: () => [],
    close: async () => undefined,
  };
  return { consumer, calls };
}

function makeRecord(offset: number): LogRecord {
  return { id: `0/${offset}`, offset, timeMs: 0, keyId: 0, payload: new Uint8Array([offset]) };
}

const follow = async (
  script: readonly (number | 'broken')[],
  capabilities: readonly LogCapability[],
  repaired: readonly number[] = [],
) => {
  const stop = new AbortController();
  const { consumer, calls } = fakeConsumer(script, stop, capabilities);
  const repairs = fakeConsumer([...repaired, ...script.map(() => 0)], new AbortController(), capabilities);
  const clock = new FakeClock();
  const logger = recordingLogger();
  const added: number[] = [];
  const done = followFailed(
    { failed: consumer, repairs: repairs.consumer },
    {
      add: (payload) => void added.push(payload[0] ?? -1),
      addRepair: (payload) => void added.push(-(payload[0] ?? -1)),
    },
    { clock, logger },
    stop.signal,
  );
  await settle();
  while (!stop.signal.aborted) await clock.advance(1_000);
  await done;
  return { added, calls, said: logger.lines };
};

suite('following the failed log', () => {
  test('every record is taken from the first one on, and nothing is ever committed', async () => {
    const { added, calls, said } = await follow([3, 4, 5], ['seekOffset', 'ordered']);
    assert.deepEqual({ added, calls, said }, { added: [3, 4, 5], calls: ['seek 0'], said: [] });
  });

  test('a poll that fails is tried again after a pause, and said', async () => {
    const { added, calls, said } = await follow([3, 'broken', 4], ['seekOffset']);
    assert.deepEqual(added, [3, 4]);
    assert.deepEqual(calls, ['seek 0']);
    assert.deepEqual(said, [
      { level: 'warn', event: 'portal.failed-log.unread', fields: { reason: 'the log is busy' } },
    ]);
  });

  test('a repair is taken when everything that failed before it is, whatever polls fail meanwhile', async () => {
    const { added } = await follow([3, 'broken', 4, 0, 5, 0], ['seekOffset'], [7, 8]);
    assert.deepEqual(added, [3, 4, -7, 5, -8]);
  });

  test('a log without offsets is followed from where it is', async () => {
    const { added, calls } = await follow([1], []);
    assert.deepEqual({ added, calls }, { added: [1], calls: [] });
  });
});
