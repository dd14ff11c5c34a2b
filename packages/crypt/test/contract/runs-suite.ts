import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import type { Run, Runs } from '../../src/contracts/runs.ts';
import { refusal } from '../support/refusal.ts';

/** One store of runs; `open` gives what another process, or the same after a restart, sees of it. */
export interface RunsBed {
  open(process: string): Promise<Runs>;
  /** Time goes on, so that what follows is later. */
  later(): Promise<void>;
}

export interface RunsUnderTest {
  readonly name: string;
  bed(t: TestContext): Promise<RunsBed>;
}

function request(key: string): { key: string; command: string; params: Record<string, number>; actor: string } {
  return { key, command: 'restore', params: { rows: 9_007_199_254_740_991 }, actor: 'operator:1' };
}

export function runsSuite(adapter: RunsUnderTest): void {
  describe(`runs ${adapter.name}`, () => {
    test('a run is queued, taken and finished, and each step has its time', async (t) => {
      const bed = await adapter.bed(t);
      const runs = await bed.open('platform');
      const queued = await runs.enqueue(request('a'));
      const { id, queuedMs } = queued;
      const base = { id, command: 'restore', params: request('a').params, actor: 'operator:1', queuedMs };
      const open = { ...base, startedMs: null, endedMs: null, error: null };
      assert.deepEqual(queued, { ...open, state: 'queued' });
      await bed.later();
      const taken = await runs.take();
      assert.deepEqual(taken, { ...open, state: 'running', startedMs: taken?.startedMs });
      assert.ok((taken?.startedMs ?? 0) > queuedMs);
      await bed.later();
      const failed = await runs.finish(id, { state: 'failed', error: 'WAREHOUSE_LOST' });
      const { startedMs } = taken as Run;
      assert.deepEqual(failed, {
        ...base,
        state: 'failed',
        startedMs,
        endedMs: failed.endedMs,
        error: 'WAREHOUSE_LOST',
      });
      assert.ok((failed.endedMs ?? 0) > (startedMs ?? 0));
      assert.deepEqual(await runs.get(id), failed);
    });

    test('a key names one run, however often and wherever it is queued', async (t) => {
      const bed = await adapter.bed(t);
      const platform = await bed.open('platform');
      const portal = await bed.open('portal');
      const first = await portal.enqueue(request('a'));
      await bed.later();
      const again = [
        await portal.enqueue({ ...request('a'), command: 'build' }),
        await platform.enqueue(request('a')),
        ...(await Promise.all([platform.enqueue(request('a')), portal.enqueue(request('a'))])),
      ];
      assert.deepEqual(
        again,
        again.map(() => first),
      );
      assert.notEqual((await platform.enqueue(request('b'))).id, first.id);
      const done = await platform.finish(first.id, { state: 'done' });
      assert.deepEqual(await portal.enqueue(request('a')), done, 'and it is not run again');
    });

    test('two processes that queue one key at the same moment have one run', async (t) => {
      const bed = await adapter.bed(t);
      const processes = await Promise.all(['cli', 'platform', 'portal'].map((name) => bed.open(name)));
      const runs = await Promise.all(processes.map((process) => process.enqueue(request('a'))));
      assert.equal(new Set(runs.map(({ id }) => id)).size, 1);
      const taker = await bed.open('platform');
      assert.equal((await taker.take())?.id, runs[0]?.id);
      assert.equal(await taker.take(), undefined);
    });

    test('the oldest is taken first, and each is taken once, by however many calls', async (t) => {
      const bed = await adapter.bed(t);
      const runs = await bed.open('platform');
      const portal = await bed.open('portal');
      const ids: string[] = [];
      for (const [index, key] of ['c', 'a', 'b', 'd'].entries()) {
        ids.push((await (index % 2 === 0 ? runs : portal).enqueue(request(key))).id);
        await bed.later();
      }
      const taken = await Promise.all(Array.from({ length: 6 }, () => runs.take()));
      assert.deepEqual(
        taken.map((run) => run?.id),
        [...ids, undefined, undefined],
      );
    });

    test('the newest are listed first, up to a limit, in every process', async (t) => {
      const bed = await adapter.bed(t);
      const runs = await bed.open('platform');
      const portal = await bed.open('portal');
      const ids: string[] = [];
      for (const key of ['a', 'b', 'c']) {
        ids.unshift((await runs.enqueue(request(key))).id);
        await bed.later();
      }
      await runs.take();
      const listed = await portal.list(10);
      assert.deepEqual(
        listed.map(({ id, state }) => [id, state]),
        [
          [ids[0], 'queued'],
          [ids[1], 'queued'],
          [ids[2], 'running'],
        ],
      );
      assert.deepEqual(await runs.list(2), listed.slice(0, 2));
      assert.deepEqual(await runs.list(0), []);
    });

    test('everything is there after a restart', async (t) => {
      const bed = await adapter.bed(t);
      const first = await bed.open('platform');
      for (const key of ['a', 'b', 'c']) {
        await first.enqueue(request(key));
        await bed.later();
      }
      const taken = await first.take();
      await first.finish(taken?.id ?? '', { state: 'done' });
      const running = await first.take();
      const before = await first.list(10);
      const second = await bed.open('platform');
      assert.deepEqual(await second.list(10), before);
      assert.equal((await second.get(running?.id ?? ''))?.state, 'running', 'a taken run is not taken again');
      assert.equal((await second.take())?.id, before[0]?.id);
      assert.equal(await second.take(), undefined);
    });

    test('a queued run can be cancelled, and then is not taken', async (t) => {
      const bed = await adapter.bed(t);
      const runs = await bed.open('platform');
      const { id } = await runs.enqueue(request('a'));
      const cancelled = await runs.finish(id, { state: 'cancelled' });
      assert.deepEqual([cancelled.state, cancelled.startedMs], ['cancelled', null]);
      assert.equal(await runs.take(), undefined);
    });

    test('an outcome can be told twice, and not changed', async (t) => {
      const bed = await adapter.bed(t);
      const runs = await bed.open('platform');
      const { id } = await runs.enqueue(request('a'));
      const done = await runs.finish(id, { state: 'done' });
      await bed.later();
      assert.deepEqual(await runs.finish(id, { state: 'done' }), done);
      const error = await refusal('RUN_ENDED', () => runs.finish(id, { state: 'failed', error: 'X' }));
      assert.deepEqual({ ...error.params, kind: error.kind }, { id, state: 'done', wanted: 'failed', kind: 'bug' });
      assert.deepEqual(await runs.get(id), done);
    });

    test('a run that never was is undefined, and cannot be finished', async (t) => {
      const bed = await adapter.bed(t);
      const runs = await bed.open('platform');
      assert.deepEqual([await runs.get('none'), await runs.take(), await runs.list(9)], [undefined, undefined, []]);
      const error = await refusal('RUN_UNKNOWN', () => runs.finish('none', { state: 'done' }));
      assert.deepEqual({ ...error.params }, { id: 'none' });
      assert.deepEqual(await runs.list(9), []);
    });
  });
}
