// Hands out nodes whose parents are done, those nearest to the start first, then by their numbers. One queue is one run.
//
//   waiting ──parents done──▶ ready ──take──▶ running ──done──▶ settled
//      └──────────── something before it failed: skipped ────────▲
//
// Nodes that are not selected pass by themselves when their parents are done, so that order holds across them without a
// graph of its own. No effects here: whoever takes a node runs it and says how it ended.
import { assert } from '../../kernel/assert.ts';
import { depths } from './depth.ts';
import type { Graph } from './graph.ts';
import { createHeap, type Heap } from './heap.ts';
import { skipsDescendants, type Outcome } from './outcome.ts';
import { descendants, type NumberSet } from './reach.ts';

export interface QueuePlan {
  readonly graph: Graph;
  /** topologicalOrder of the graph. */
  readonly order: readonly number[];
  readonly selected: NumberSet;
  /** In `build` a failed test skips what comes after what it tests; the graph must have its edges. */
  readonly isBuild: boolean;
  /** Models with `on_error: continue`: what comes after them is not skipped. */
  readonly continuesOnError?: (number: number) => boolean;
}

export interface SkippedNode {
  readonly number: number;
  /** What failed; undefined when the run was stopped. */
  readonly because: number | undefined;
}

export interface ReadyQueue {
  /** Up to `count` ready nodes, in that order; each is handed out once. */
  take: (count: number) => readonly number[];
  /** Settles a node that was taken. Returns those that will not run because of it, in order of numbers. */
  done: (number: number, outcome: Outcome) => readonly SkippedNode[];
  /** Nothing more is handed out, as for `--fail-fast`. Returns what will not run; what runs may still be settled. */
  stop: () => readonly SkippedNode[];
  readonly counts: () => { readonly waiting: number; readonly ready: number; readonly running: number };
}

type State = 'unselected' | 'waiting' | 'ready' | 'running' | 'settled';

interface Run {
  readonly plan: QueuePlan;
  readonly states: State[];
  /** Parents of each node that are not settled. */
  readonly missing: number[];
  readonly counts: { waiting: number; ready: number; running: number };
  readonly ready: Heap;
}

export function createReadyQueue(plan: QueuePlan): ReadyQueue {
  const { graph, order, selected } = plan;
  assert(order.length === graph.size, 'a queue is of a graph without cycles');
  const depth = depths(graph, order, selected);
  const run: Run = {
    plan,
    states: graph.parents.map((_, number): State => (selected.has(number) ? 'waiting' : 'unselected')),
    missing: graph.parents.map((parents) => parents.length),
    counts: { waiting: selected.size, ready: 0, running: 0 },
    ready: createHeap((left, right) => (depth[left] ?? 0) - (depth[right] ?? 0) || left - right),
  };
  release(
    run,
    run.missing.flatMap((count, number) => (count === 0 ? [number] : [])),
  );
  return {
    take: (count) => take(run, count),
    done: (number, outcome) => settle(run, number, outcome),
    stop: () => stop(run),
    counts: () => ({ ...run.counts }),
  };
}

function take({ states, counts, ready }: Run, count: number): readonly number[] {
  const taken: number[] = [];
  while (taken.length < count) {
    const number = ready.pop();
    if (number === undefined) break;
    states[number] = 'running';
    counts.ready--;
    counts.running++;
    taken.push(number);
  }
  return taken;
}

function settle(run: Run, number: number, outcome: Outcome): readonly SkippedNode[] {
  const { plan, states, counts } = run;
  assert(states[number] === 'running', 'only a node that was taken can be done, and once');
  states[number] = 'settled';
  counts.running--;
  const mustSkip = skipsDescendants(outcome, plan.isBuild) && plan.continuesOnError?.(number) !== true;
  const skipped = mustSkip ? skipAfter(run, number) : [];
  release(run, freedBy(run, number));
  return skipped;
}

function stop({ states, counts, ready }: Run): readonly SkippedNode[] {
  const skipped: SkippedNode[] = [];
  for (const [number, state] of states.entries()) {
    if (state !== 'waiting' && state !== 'ready') continue;
    states[number] = 'settled';
    skipped.push({ number, because: undefined });
  }
  ready.clear();
  counts.waiting = 0;
  counts.ready = 0;
  return skipped;
}

/** Lets through what waits for nothing more. Not recursive: graphs are deep. */
function release(run: Run, numbers: readonly number[]): void {
  const { states, counts, ready } = run;
  const passing = [...numbers];
  for (const number of passing) {
    if (states[number] === 'waiting') {
      states[number] = 'ready';
      counts.waiting--;
      counts.ready++;
      ready.push(number);
    } else for (const child of freedBy(run, number)) passing.push(child);
  }
}

/** Children that wait for nothing more once `number` is settled. */
function freedBy({ plan, missing }: Run, number: number): readonly number[] {
  return (plan.graph.children[number] ?? []).filter((child) => {
    const left = (missing[child] ?? 0) - 1;
    missing[child] = left;
    return left === 0;
  });
}

/** Settles all that waits on `failed`, however far away; nothing of it can be running. */
function skipAfter({ plan, states, counts }: Run, failed: number): readonly SkippedNode[] {
  const skipped: SkippedNode[] = [];
  for (const number of descendants(plan.graph, [failed])) {
    if (states[number] !== 'waiting') continue;
    states[number] = 'settled';
    counts.waiting--;
    skipped.push({ number, because: failed });
  }
  return skipped.toSorted((left, right) => left.number - right.number);
}
