import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { LIVE_INTERVAL_MS } from '../../../../src/kernel/limits.ts';
import { LiveFragments } from '../../../../src/serve/portal/live-fragments.ts';
import type { FragmentId } from '../../../../src/serve/portal/pages/pipeline-page.tsx';
import { FakeClock } from '../../../support/fake-clock.ts';
import { recordingLogger } from '../../../support/recording-logger.ts';
import { settle } from '../../../support/serve-fixtures.ts';

const SILENCE_MS = 10 * LIVE_INTERVAL_MS;

/** Collects what one watcher is handed. */
const watch = (live: LiveFragments) => {
  const stop = new AbortController();
  const got: string[] = [];
  const done = (async () => {
    for await (const changed of live.watch(stop.signal, SILENCE_MS)) {
      got.push(changed.map(({ id, html }) => `${id}=${html}`).join(' '));
    }
  })();
  return { got, stop: async () => (stop.abort(), done) };
};

const make = () => {
  const clock = new FakeClock();
  const logger = recordingLogger();
  const state = { tail: 'a', flow: 'a', renders: 0, broken: false };
  const render = async (): Promise<ReadonlyMap<FragmentId, string>> => {
    state.renders++;
    if (state.broken) throw new TypeError('broken');
    return new Map<FragmentId, string>([
      ['tail', state.tail],
      ['flow', state.flow],
    ]);
  };
  return { clock, logger, state, live: new LiveFragments({ clock, logger, render }) };
};

suite('live fragments', () => {
  test('nothing is rendered while nobody watches', async () => {
    const { clock, state } = make();
    await clock.advance(60_000);
    assert.equal(state.renders, 0);
  });

  test('a watcher gets everything first, and then only what changed', async () => {
    const { clock, state, live } = make();
    const watcher = watch(live);
    await settle();
    state.tail = 'b';
    await clock.advance(LIVE_INTERVAL_MS);
    await clock.advance(LIVE_INTERVAL_MS);
    await watcher.stop();
    assert.deepEqual(watcher.got, ['tail=a flow=a', 'tail=b']);
  });

  test('many watchers cost one rendering', async () => {
    const { clock, state, live } = make();
    const watchers = [watch(live), watch(live), watch(live)];
    await settle();
    await clock.advance(LIVE_INTERVAL_MS);
    assert.deepEqual([state.renders, live.watchers], [2, 3]);
    for (const watcher of watchers) await watcher.stop();
    assert.equal(live.watchers, 0);
  });

  test('a slow watcher skips versions and ends with the newest', async () => {
    const { clock, state, live } = make();
    const changes = live.watch(new AbortController().signal, SILENCE_MS);
    const other = watch(live);
    await settle();
    assert.equal((await changes.next()).value?.length, 2);
    for (const version of ['b', 'c', 'd']) {
      state.tail = version;
      await clock.advance(LIVE_INTERVAL_MS);
    }
    assert.deepEqual((await changes.next()).value, [{ id: 'tail', html: 'd' }]);
    await changes.return(undefined);
    await other.stop();
    assert.deepEqual(other.got, ['tail=a flow=a', 'tail=b', 'tail=c', 'tail=d']);
  });

  test('silence is told, so that the connection is kept', async () => {
    const { clock, live } = make();
    const watcher = watch(live);
    await settle();
    for (let i = 0; i < 10; i++) await clock.advance(LIVE_INTERVAL_MS);
    await watcher.stop();
    assert.deepEqual(watcher.got, ['tail=a flow=a', '']);
  });

  test('rendering stops when the last watcher goes, and starts again with the next', async () => {
    const { clock, state, live } = make();
    const first = watch(live);
    await settle();
    await first.stop();
    await clock.advance(LIVE_INTERVAL_MS);
    const renders = state.renders;
    await clock.advance(60_000);
    assert.equal(state.renders, renders);
    const second = watch(live);
    await settle();
    assert.equal(state.renders, renders + 1);
    await second.stop();
    await live.close();
  });

  test('a rendering that breaks is said, and the next one works', async () => {
    const { clock, logger, state, live } = make();
    state.broken = true;
    const watcher = watch(live);
    await settle();
    state.broken = false;
    await clock.advance(LIVE_INTERVAL_MS);
    await watcher.stop();
    assert.deepEqual(watcher.got, ['tail=a flow=a']);
    assert.deepEqual(logger.lines, [{ level: 'error', event: 'portal.live.broken', fields: { reason: 'broken' } }]);
  });

  test('closing ends every watcher', async () => {
    const { live } = make();
    const watcher = watch(live);
    await settle();
    await live.close();
    await watcher.stop();
    assert.equal(live.watchers, 0);
  });
});
