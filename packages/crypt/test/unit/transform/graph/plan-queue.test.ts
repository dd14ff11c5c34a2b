import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { planQueue } from '../../../../src/transform/graph/plan-queue.ts';
import { ancestors } from '../../../../src/transform/graph/reach.ts';
import { topologicalOrder } from '../../../../src/transform/graph/order.ts';
import { createReadyQueue, type QueuePlan } from '../../../../src/transform/graph/ready-queue.ts';
import type { Outcome } from '../../../../src/transform/graph/outcome.ts';
import { addTestEdges } from '../../../../src/transform/graph/test-edges.ts';
import { planSelection, type SelectionFlags } from '../../../../src/transform/graph/plan-selection.ts';
import type { SelectingCommand } from '../../../../src/transform/graph/command-scope.ts';
import { edgesOf } from '../../../support/random-graph.ts';
import { makeNode, openWorld, shorten, SHOP, table } from '../../../support/selectable-shop.ts';

const world = openWorld(SHOP);

function planOf(command: SelectingCommand, flags: SelectionFlags = {}, in_ = world): QueuePlan {
  const queued = planQueue(command, planSelection(command, flags, in_).ids, in_.members, in_.graph);
  assert.ok('plan' in queued);
  return queued.plan;
}

/** One node at a time to the end: ids that ran, and those that were skipped. */
function runAll(command: SelectingCommand, ends: Readonly<Record<string, Outcome>>, flags: SelectionFlags = {}) {
  const queue = createReadyQueue(planOf(command, flags));
  const name = (number: number): string => shorten(world.members.list[number]?.id ?? '');
  const ran: string[] = [];
  const skipped: string[] = [];
  for (let [number] = queue.take(1); number !== undefined; [number] = queue.take(1)) {
    ran.push(name(number));
    for (const after of queue.done(number, ends[name(number)] ?? 'success')) skipped.push(name(after.number));
  }
  return { ran, skipped: skipped.toSorted() };
}

describe('queue of a command', () => {
  it('runs what is nearest to the start first', () => {
    assert.deepEqual(runAll('run', {}), {
      ran: ['model.lib.dates', 'stg_orders', 'orders', 'customers.v1', 'customers.v2', 'revenue'],
      skipped: [],
    });
  });

  it('keeps the order across what is not selected', () => {
    assert.deepEqual(runAll('run', {}, { select: ['stg_orders revenue'] }).ran, ['stg_orders', 'revenue']);
    assert.deepEqual(runAll('run', { stg_orders: 'error' }, { select: ['stg_orders revenue'] }), {
      ran: ['stg_orders'],
      skipped: ['revenue'],
    });
  });

  const afterOrders = [
    'customers.v1',
    'customers.v2',
    'exposure:board',
    'revenue',
    'saved_query:monthly',
    'snapshot:orders_history',
    'test:no_refunds',
  ];

  it('skips in build what comes after a tested node whose test failed, and not after a warning', () => {
    assert.deepEqual(runAll('build', { 'test:unique_orders_id': 'fail' }).skipped, afterOrders);
    assert.deepEqual(runAll('build', { 'test:unique_orders_id': 'warn' }).skipped, []);
    assert.deepEqual(runAll('build', { 'test:relationships_orders_rates': 'fail' }).skipped, afterOrders);
    assert.deepEqual(runAll('build', { 'test:not_null_app_orders': 'fail' }).skipped.includes('stg_orders'), true);
    assert.deepEqual(runAll('test', { 'test:unique_orders_id': 'fail' }).skipped, []);
  });

  it('runs unit tests before their model, and skips the model when one fails', () => {
    const { ran } = runAll('build', {});
    assert.ok(ran.indexOf('stg_orders') < ran.indexOf('unit_test:orders.sums'));
    assert.ok(ran.indexOf('unit_test:orders.sums') < ran.indexOf('orders'));
    const failed = runAll('build', { 'unit_test:orders.sums': 'fail' });
    assert.deepEqual(
      failed.skipped,
      [...afterOrders, 'orders', 'test:relationships_orders_rates', 'test:unique_orders_id'].toSorted(),
    );
    assert.deepEqual(runAll('build', {}, { select: ['sums'] }).ran, ['unit_test:orders.sums']);
  });

  it('goes on after a model that says so, but not after a test', () => {
    const nodes = table(
      makeNode('model.p.a', [], { config: { on_error: 'continue' } }),
      makeNode('model.p.b', ['model.p.a']),
      makeNode('test.p.t', ['model.p.a'], { config: { on_error: 'continue' } }),
    );
    const plan = planOf('build', {}, openWorld({ nodes }));
    assert.deepEqual(
      [0, 1, 2].map((number) => plan.continuesOnError?.(number)),
      [true, false, false],
    );
  });

  it('lets clones go in any order', () => {
    assert.deepEqual(edgesOf(planOf('clone').graph), []);
  });

  it('shows a cycle', () => {
    const nodes = table(
      makeNode('model.p.a', ['model.p.c']),
      makeNode('model.p.b', ['model.p.a']),
      makeNode('model.p.c', ['model.p.b']),
      makeNode('model.p.d', ['model.p.c']),
    );
    const { members, graph } = openWorld({ nodes });
    assert.deepEqual(planQueue('run', ['model.p.a'], members, graph), {
      problem: {
        code: 'GRAPH_CYCLE',
        severity: 'error',
        message: 'These wait for one another: model.p.a → model.p.b → model.p.c → model.p.a. Nothing was run.',
        hint: 'Take one ref() out of the circle, or move what both need into a model of its own.',
      },
    });
  });

  it('has every model wait for each test of things that all come before it, and for no other', () => {
    const models = 6;
    const link = fc.tuple(fc.nat(models - 1), fc.nat(models - 1));
    fc.assert(
      fc.property(
        fc.array(link, { maxLength: 10 }),
        fc.array(fc.uniqueArray(fc.nat(models - 1), { minLength: 1, maxLength: 3 }), { maxLength: 4 }),
        (links, tested) => {
          const id = (number: number): string => `model.p.m${number}`;
          const nodes = table(
            ...Array.from({ length: models }, (_, number) =>
              makeNode(
                id(number),
                links.filter(([from, to]) => from < to && to === number).map(([from]) => id(from)),
              ),
            ),
            ...tested.map((of, number) => makeNode(`test.p.t${number}`, of.map(id))),
          );
          const { members, graph } = openWorld({ nodes });
          const gated = addTestEdges(members, graph, new Set());
          assert.ok(topologicalOrder(gated) !== undefined);
          for (let model = 0; model < models; model++) {
            const before = new Set(ancestors(graph, [members.numbers.get(id(model)) ?? -1]));
            const waits = new Set(ancestors(gated, [members.numbers.get(id(model)) ?? -1]));
            for (const [number, of] of tested.entries()) {
              const isGate = of.every((one) => before.has(members.numbers.get(id(one)) ?? -1));
              assert.equal(waits.has(members.numbers.get(`test.p.t${number}`) ?? -1), isGate);
            }
          }
        },
      ),
    );
  });
});
