import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { runGraph } from '../../../../src/transform/execute/run-graph.ts';
import { topologicalOrder } from '../../../../src/transform/graph/order.ts';
import type { Outcome } from '../../../../src/transform/graph/outcome.ts';
import { createReadyQueue } from '../../../../src/transform/graph/ready-queue.ts';

interface Told {
  readonly started: number[];
  readonly ended: [number, Outcome][];
  readonly skipped: [number, number | undefined][];
  together: number;
}

/** Runs a graph given as parents of each node; each takes a few turns of the loop. */
async function play(
  parents: readonly (readonly number[])[],
  options: {
    readonly threads?: number;
    readonly failFast?: boolean;
    readonly outcome?: (number: number) => Outcome;
    readonly turns?: (number: number) => number;
    readonly run?: (number: number, signal: AbortSignal) => Promise<Outcome>;
    readonly signal?: AbortSignal;
  } = {},
): Promise<Told> {
  const children = parents.map((_, number) => parents.flatMap((of, child) => (of.includes(number) ? [child] : [])));
  const graph = { size: parents.length, parents, children };
  const order = topologicalOrder(graph);
  assert.ok(order !== undefined);
  const queue = createReadyQueue({ graph, order, selected: new Set(parents.keys()), isBuild: true });
  const told: Told = { started: [], ended: [], skipped: [], together: 0 };
  await runGraph<Outcome>({
    queue,
    threads: options.threads ?? 2,
    failFast: options.failFast ?? false,
    run:
      options.run ??
      (async (number) => {
        told.together = Math.max(told.together, queue.counts().running);
        for (let turn = 0; turn < (options.turns?.(number) ?? 1); turn++) await new Promise(setImmediate);
        return options.outcome?.(number) ?? 'success';
      }),
    outcomeOf: (outcome) => outcome,
    onStart: (number) => void told.started.push(number),
    onEnd: (number, outcome) => void told.ended.push([number, outcome]),
    onSkip: ({ number, because }) => void told.skipped.push([number, because]),
    signal: options.signal ?? new AbortController().signal,
  });
  return told;
}

const graphs = fc
  .array(fc.array(fc.nat(20), { maxLength: 3 }), { minLength: 1, maxLength: 20 })
  .map((rows) => rows.map((row, number) => [...new Set(row.filter((parent) => parent < number))]));

test('each node runs once, after its parents, and never more at once than threads', async () => {
  await fc.assert(
    fc.asyncProperty(graphs, fc.integer({ min: 1, max: 4 }), fc.array(fc.nat(3)), async (parents, threads, turns) => {
      const told = await play(parents, { threads, turns: (number) => turns[number % Math.max(1, turns.length)] ?? 0 });
      assert.deepEqual(
        told.started.toSorted((a, b) => a - b),
        [...parents.keys()],
      );
      assert.ok(told.together <= threads);
      for (const [number, of] of parents.entries()) {
        const started = told.started.indexOf(number);
        for (const parent of of) assert.ok(told.started.indexOf(parent) < started);
      }
      assert.deepEqual(told.skipped, []);
    }),
  );
});

test('what comes after a failure is skipped and named with it; the rest runs', async () => {
  // 0 ─▶ 1 ─▶ 2,  3 ─▶ 4
  const told = await play([[], [0], [1], [], [3]], { outcome: (number) => (number === 0 ? 'error' : 'success') });
  assert.deepEqual(
    told.started.toSorted((a, b) => a - b),
    [0, 3, 4],
  );
  assert.deepEqual(told.skipped, [
    [1, 0],
    [2, 0],
  ]);
});

test('with fail-fast the first failure cancels what runs and skips what waits', async () => {
  let cancelled = false;
  const told = await play([[], [], [1], []], {
    failFast: true,
    run: async (number, signal) => {
      if (number === 0) return 'error';
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      cancelled = true;
      return 'error';
    },
  });
  assert.equal(cancelled, true);
  assert.deepEqual(
    told.started.toSorted((a, b) => a - b),
    [0, 1],
  );
  assert.deepEqual(
    told.skipped.map(([number]) => number).toSorted((a, b) => a - b),
    [2, 3],
  );
});

test('Ctrl-C ends it, also before it began', async () => {
  const interrupt = new AbortController();
  const told = await play([[], [0], []], {
    threads: 1,
    signal: interrupt.signal,
    run: async (_, signal) => {
      interrupt.abort();
      assert.equal(signal.aborted, true);
      return 'error';
    },
  });
  assert.equal(told.started.length, 1);
  assert.equal(told.skipped.length, 2);
  const before = await play([[], [0]], { signal: AbortSignal.abort() });
  assert.deepEqual([before.started, before.skipped.length], [[], 2]);
});

test('a defect ends the run after what ran beside it has ended', async () => {
  let ended = false;
  const run = async (number: number): Promise<Outcome> => {
    if (number === 0) throw new TypeError('defect');
    await new Promise((resolve) => setTimeout(resolve, 20));
    ended = true;
    return 'success';
  };
  await assert.rejects(play([[], [], [1]], { run }), /defect/);
  assert.equal(ended, true);
});
