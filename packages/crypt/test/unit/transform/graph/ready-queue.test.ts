import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { makeGraph } from '../../../../src/transform/graph/graph.ts';
import { topologicalOrder } from '../../../../src/transform/graph/order.ts';
import type { Outcome } from '../../../../src/transform/graph/outcome.ts';
import { descendants } from '../../../../src/transform/graph/reach.ts';
import { createReadyQueue, type QueuePlan } from '../../../../src/transform/graph/ready-queue.ts';
import { acyclicGraph, sortedNumbers } from '../../../support/random-graph.ts';
import { refusal } from '../../../support/refusal.ts';

const plans: fc.Arbitrary<QueuePlan> = fc
  .tuple(acyclicGraph, fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }), fc.boolean())
  .map(([graph, picks, isBuild]) => ({
    graph,
    order: topologicalOrder(graph) ?? [],
    selected: new Set(picks.flatMap((pick, number) => (pick ? [number] : []))),
    isBuild,
  }));

const outcomes: readonly Outcome[] = ['success', 'pass', 'warn', 'no-op', 'error', 'fail', 'partial success'];

/** Runs a queue to its end: `choose` says how many to take and which of those that run ends next, and how. */
function runAll(plan: QueuePlan, choose: (below: number) => number, ends: (number: number) => Outcome) {
  const queue = createReadyQueue(plan);
  const running: number[] = [];
  const log: { readonly number: number; readonly event: 'start' | 'end' | 'skip'; readonly because?: number }[] = [];
  for (;;) {
    for (const number of queue.take(1 + choose(3))) {
      running.push(number);
      log.push({ number, event: 'start' });
    }
    assert.equal(queue.counts().running, running.length);
    if (running.length === 0) break;
    const [number = -1] = running.splice(choose(running.length), 1);
    log.push({ number, event: 'end' });
    for (const skipped of queue.done(number, ends(number)))
      log.push({ number: skipped.number, event: 'skip', because: skipped.because ?? -1 });
  }
  assert.deepEqual(queue.counts(), { waiting: 0, ready: 0, running: 0 });
  return log;
}

describe('ready queue', () => {
  it('runs or skips every selected node once, each after all that is before it, whatever ends first', () => {
    fc.assert(
      fc.property(
        plans,
        fc.array(fc.nat(100), { minLength: 40 }),
        fc.array(fc.constantFrom(...outcomes), { minLength: 8 }),
        (plan, choices, ends) => {
          let next = 0;
          const outcomeOf = (number: number): Outcome => ends[number] ?? 'success';
          const log = runAll(plan, (below) => (choices[next++ % choices.length] ?? 0) % below, outcomeOf);
          const settled = log.filter(({ event }) => event !== 'start').map(({ number }) => number);
          assert.deepEqual(
            [...settled].toSorted((a, b) => a - b),
            sortedNumbers(plan.selected),
          );
          const place = (number: number, event: string) =>
            log.findIndex((entry) => entry.number === number && entry.event === event);
          for (const from of plan.selected)
            for (const to of descendants(plan.graph, [from])) {
              if (!plan.selected.has(to) || place(to, 'start') < 0) continue;
              const end = place(from, 'end');
              assert.ok(end >= 0 && end < place(to, 'start'), `${to} started before ${from} ended`);
            }
          // Skipped is exactly what comes after something that ran and failed.
          const fails: readonly Outcome[] = plan.isBuild
            ? ['error', 'partial success', 'fail']
            : ['error', 'partial success'];
          const failed = log.filter(({ number, event }) => event === 'end' && fails.includes(outcomeOf(number)));
          const after = descendants(
            plan.graph,
            failed.map(({ number }) => number),
          );
          const skipped = log.filter(({ event }) => event === 'skip');
          assert.deepEqual(
            skipped.map(({ number }) => number).toSorted((a, b) => a - b),
            sortedNumbers(new Set([...after].filter((number) => plan.selected.has(number)))),
          );
          for (const { number, because } of skipped)
            assert.ok(descendants(plan.graph, [because ?? -1]).includes(number));
        },
      ),
      { numRuns: 500 },
    );
  });

  const chain = makeGraph(4, [
    [0, 1],
    [1, 2],
    [2, 3],
  ]);
  const plan = { graph: chain, order: [0, 1, 2, 3], selected: new Set([0, 1, 3]), isBuild: false };

  it('skips by outcome as each command does', () => {
    const skips = (isBuild: boolean) =>
      ([...outcomes, 'reused', 'runtime error', 'skipped'] as const).filter((outcome) => {
        const queue = createReadyQueue({ ...plan, isBuild });
        queue.take(1);
        return queue.done(0, outcome).length > 0;
      });
    assert.deepEqual(skips(false), ['error', 'partial success']);
    assert.deepEqual(skips(true), ['error', 'fail', 'partial success', 'skipped']);
  });

  it('names what failed, and goes on after a model that says so', () => {
    const queue = createReadyQueue(plan);
    assert.deepEqual(queue.take(9), [0]);
    assert.deepEqual(queue.done(0, 'error'), [
      { number: 1, because: 0 },
      { number: 3, because: 0 },
    ]);
    const lenient = createReadyQueue({ ...plan, continuesOnError: (number) => number === 0 });
    lenient.take(1);
    assert.deepEqual([lenient.done(0, 'error'), lenient.take(9)], [[], [1]]);
  });

  it('takes what is nearest to the start first, and the smallest number among equals', () => {
    const graph = makeGraph(5, [
      [4, 0],
      [2, 1],
    ]);
    const order = topologicalOrder(graph) ?? [];
    const queue = createReadyQueue({ graph, order, selected: new Set([0, 1, 2, 3, 4]), isBuild: false });
    assert.deepEqual(queue.take(1), [2]);
    queue.done(2, 'success');
    // 1 waits for nothing now, and comes after all that never did.
    assert.deepEqual(queue.take(9), [3, 4, 1]);
    // What is not selected does not count.
    const some = createReadyQueue({ graph, order, selected: new Set([0, 1, 3]), isBuild: false });
    assert.deepEqual(some.take(9), [0, 1, 3]);
  });

  it('hands out nothing after it was stopped; what runs may end', () => {
    const graph = makeGraph(4, [[0, 3]]);
    const queue = createReadyQueue({ graph, order: [0, 1, 2, 3], selected: new Set([0, 1, 2, 3]), isBuild: false });
    assert.deepEqual(queue.take(2), [0, 1]);
    assert.deepEqual(queue.stop(), [
      { number: 2, because: undefined },
      { number: 3, because: undefined },
    ]);
    assert.deepEqual([queue.done(0, 'success'), queue.done(1, 'error'), queue.take(9)], [[], [], []]);
    assert.deepEqual(queue.counts(), { waiting: 0, ready: 0, running: 0 });
  });

  it('refuses what was not taken, what is done twice, and an order that is not one', async () => {
    const queue = createReadyQueue(plan);
    await refusal('KERNEL_INVARIANT', () => queue.done(0, 'success'));
    queue.take(1);
    queue.done(0, 'success');
    await refusal('KERNEL_INVARIANT', () => queue.done(0, 'success'));
    await refusal('KERNEL_INVARIANT', () => queue.done(99, 'success'));
    await refusal('KERNEL_INVARIANT', () => createReadyQueue({ ...plan, order: [0] }));
  });

  it('goes through a hundred thousand nodes in a row, most of them not selected', () => {
    const size = 100_000;
    const graph = makeGraph(
      size,
      Array.from({ length: size - 1 }, (_, number) => [number, number + 1] as const),
    );
    const queue = createReadyQueue({
      graph,
      order: topologicalOrder(graph) ?? [],
      selected: new Set([0, size - 1]),
      isBuild: false,
    });
    assert.deepEqual([queue.take(9), queue.done(0, 'success'), queue.take(9)], [[0], [], [size - 1]]);
  });
});
