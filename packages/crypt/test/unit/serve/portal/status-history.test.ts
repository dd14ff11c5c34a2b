import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { STATUS_SAMPLES_MAX } from '../../../../src/kernel/limits.ts';
import { planFlow } from '../../../../src/serve/portal/plan-flow.ts';
import { StatusHistory } from '../../../../src/serve/portal/status-history.ts';
import { makeBalance, makeLog, makeStatus, NOON_MS } from '../../../support/serve-fixtures.ts';

/** A status `second` seconds after noon, with `requests` received and in the raw log, of which `waiting` wait. */
function at(second: number, requests: number, waiting = 0) {
  const balance = makeBalance({ payloadsReceived: requests, inFlightPayloads: waiting });
  return makeStatus({ timeMs: NOON_MS + second * 1_000, balance, logs: [makeLog('raw', requests)] });
}

function historyOf(...statuses: readonly ReturnType<typeof at>[]): StatusHistory {
  const history = new StatusHistory();
  for (const status of statuses) history.add(status);
  return history;
}

suite('history of statuses', () => {
  test('a rate is told over the last ten seconds, once there are two statuses', () => {
    assert.equal(historyOf(at(0, 5)).ratePerSecond('requests'), null);
    assert.equal(historyOf(at(0, 0), at(1, 7)).ratePerSecond('requests'), 7);
    assert.equal(historyOf(at(0, 0), at(10, 1_000), at(20, 1_050)).ratePerSecond('requests'), 5);
  });

  test('nothing new is a rate of zero, not of nothing', () => {
    assert.equal(historyOf(at(0, 9), at(5, 9)).ratePerSecond('requests'), 0);
  });

  test('counts that went back, and a clock that did, begin a new history', () => {
    assert.equal(historyOf(at(0, 900), at(1, 3)).ratePerSecond('requests'), null);
    assert.equal(historyOf(at(10, 900), at(1, 901)).ratePerSecond('requests'), null);
  });

  test('a second status of the same moment replaces the first', () => {
    assert.equal(historyOf(at(0, 0), at(2, 4), at(2, 8)).ratePerSecond('requests'), 4);
  });

  test('a trend adds up what came in each five seconds', () => {
    assert.deepEqual(historyOf(at(0, 10), at(1, 11), at(4, 14), at(5, 20), at(11, 21)).trend('requests'), [4, 6, 1]);
  });

  test('a trend has sixty steps at most, and none without a status', () => {
    const history = historyOf(...Array.from({ length: 400 }, (_, i) => at(i, i)));
    assert.deepEqual(history.trend('requests').length, 60);
    assert.deepEqual(history.trend('requests').slice(-2), [5, 5]);
    assert.deepEqual(historyOf().trend('requests'), []);
  });

  test('a lag is the age of the oldest thing that waits', () => {
    const history = historyOf(at(0, 10), at(3, 20), at(8, 30));
    assert.deepEqual(
      [30, 20, 19, 10, 9].map((done) => history.lag('raw', done)),
      [
        { seconds: 0, atLeast: false },
        { seconds: 0, atLeast: false },
        { seconds: 5, atLeast: false },
        { seconds: 5, atLeast: false },
        { seconds: 8, atLeast: true },
      ],
    );
    assert.deepEqual(historyOf().lag('raw', 0), { seconds: 0, atLeast: false });
  });

  test('old statuses are forgotten', () => {
    const history = historyOf(...Array.from({ length: STATUS_SAMPLES_MAX + 5 }, (_, i) => at(i, i)));
    assert.deepEqual(history.lag('raw', 4), { seconds: STATUS_SAMPLES_MAX - 1, atLeast: true });
  });
});

const planned = (status: ReturnType<typeof at> | undefined, history: StatusHistory) =>
  Object.fromEntries(planFlow(status, history).map((step) => [step.id, step]));

test('without a status every count and every state is unknown', () => {
  for (const step of planFlow(undefined, new StatusHistory())) {
    assert.deepEqual([step.total, step.ratePerSecond, step.lag, step.state.word], [null, null, null, 'unknown']);
  }
});

suite('flow', () => {
  test('each step has its own count, in the order of the flow', () => {
    const status = makeStatus();
    const steps = planFlow(status, historyOf(status));
    assert.deepEqual(
      steps.map(({ id, total }) => [id, total]),
      [
        ['trackers', 60],
        ['collector', 60],
        ['raw', 60],
        ['enrich', 120],
        ['failed', 10],
        ['enriched', 110],
        ['load', 105],
        ['landing', 100],
      ],
    );
  });

  test('what waits is told with its age, and called behind when it waits long', () => {
    const fresh = planned(at(10, 60, 2), historyOf(at(0, 50), at(5, 58), at(10, 60, 2)))['raw'];
    assert.deepEqual([fresh?.lag, fresh?.state.word], [{ records: 2, seconds: 0, atLeast: false }, 'on disk']);
    const late = planned(at(60, 60, 2), historyOf(at(0, 50), at(5, 60), at(60, 60, 2)))['raw'];
    assert.deepEqual([late?.lag, late?.state.word], [{ records: 2, seconds: 55, atLeast: false }, 'behind']);
    const ancient = planned(at(60, 60, 2), historyOf(at(0, 60), at(60, 60, 2)))['raw'];
    assert.deepEqual([ancient?.lag, ancient?.state.word], [{ records: 2, seconds: 60, atLeast: true }, 'behind']);
  });

  test('each state of a process has its own form and word', () => {
    const words = (['starting', 'ready', 'backoff', 'stopped'] as const).map((state) => {
      const process = { role: 'collector', pid: null, state, restarts: 0, startedMs: null, lastEnd: null } as const;
      const status = makeStatus({ processes: [process] });
      return planned(status, historyOf(status))['collector']?.state;
    });
    assert.deepEqual(words, [
      { mark: 'busy', word: 'starting' },
      { mark: 'good', word: 'running' },
      { mark: 'warn', word: 'restarting' },
      { mark: 'bad', word: 'stopped' },
    ]);
  });

  test('a process that is not listed, or a platform that is not up, is not running', () => {
    for (const status of [makeStatus({ processes: [] }), makeStatus({ running: false })]) {
      assert.deepEqual(planned(status, historyOf(status))['load']?.state, { mark: 'bad', word: 'not running' });
    }
  });

  test('a damaged log is called damaged, a log nobody reported is not seen', () => {
    const damage = [
      { segment: 'a', positionBytes: 0, lengthBytes: 9, firstOffset: 1, lastOffset: 2, reason: 'checksum' },
    ] as const;
    const status = makeStatus({ logs: [makeLog('raw', 9, { damage })] });
    const steps = planned(status, historyOf(status));
    assert.deepEqual([steps['raw']?.state.word, steps['failed']?.state.word], ['damaged', 'not seen yet']);
  });

  test('trackers are quiet or sending', () => {
    const quiet = historyOf(at(0, 5), at(1, 5));
    const busy = historyOf(at(0, 5), at(1, 6));
    assert.equal(planned(at(1, 5), quiet)['trackers']?.state.word, 'quiet');
    assert.equal(planned(at(1, 6), busy)['trackers']?.state.word, 'sending');
  });
});
