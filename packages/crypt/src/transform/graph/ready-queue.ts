// Hands out nodes whose parents are done, the longest way to the end first. One queue is one run.
//
//   waiting ──parents done──▶ ready ──take──▶ running ──done──▶ settled
//      └──────────── something before it failed: skipped ────────▲
//
// Nodes that are not selected pass by themselves when their parents are done, so that order holds across them without a
// graph of its own. No effects here: whoever takes a node runs it and says how it ended.
import { assert } from '../../kernel/assert.ts';
import { criticalPath } from './critical-path.ts';
import type { Graph } from './graph.ts';
import type { NumberSet } from './reach.ts';
import { skipsDescendants, type Outcome } from './outcome.ts';

export interface QueuePlan {
  readonly graph: Graph;
  /** topologicalOrder of the graph. */
  readonly order: readonly number[];
  readonly selected: NumberSet;
  /** In `build` a failed test skips what comes after what it tests; the graph must have its edges. */
  readonly isBuild: boolean;
  /** Expected cost of a node in any unit; 1 for each without. */
  readonly cost?: (number: number) => number;
  /** Models with `on_error: continue`: what comes after them is not skipped. */
  readonly continuesOnError?: (number: number) => boolean;
}

export interface SkippedNode {
  readonly number: number;
  /** What failed; undefined when the run was stopped. */
  readonly because: number | undefined;
}

export interface ReadyQueue {
  /** Up to `count` ready nodes, most urgent first; each is handed out once. */
  take: (count: number) => readonly number[];
  /** Settles a node that was taken. Returns those that will not run because of it, in order of numbers. */
  done: (number: number, outcome: Outcome) => readonly SkippedNode[];
  /** Nothing more is handed out, as for `--fail-fast`. Returns what will not run; what runs may still be settled. */
  stop: () => readonly SkippedNode[];
  readonly counts: () => { readonly waiting: number; readonly ready: number; readonly running: number };
}

type State = 'unselected' | 'waiting' | 'ready' | 'running' | 'settled';

export function createReadyQueue(plan: QueuePlan): ReadyQueue {
  const { graph, order, selected, isBuild } = plan;
  assert(order.length === graph.size, 'a queue is of a graph without cycles');
  const cost = plan.cost ?? (() => 1);
  const urgency = criticalPath(graph, order, (number) => (selected.has(number) ? cost(number) : 0));
  const missing = graph.parents.map((parents) => parents.length);
  const states = graph.parents.map((_, number): State => (selected.has(number) ? 'waiting' : 'unselected'));
  const counts = { waiting: selected.size, ready: 0, running: 0 };
  const ready = createHeap((left, right) => (urgency[right] ?? 0) - (urgency[left] ?? 0) || left - right);

  /** Lets through what waits for nothing more. Not recursive: graphs are deep. */
  const release = (numbers: readonly number[]): void => {
    const passing = [...numbers];
    for (const number of passing) {
      if (states[number] === 'waiting') {
        states[number] = 'ready';
        counts.waiting--;
        counts.ready++;
        ready.push(number);
      } else for (const child of settleChildren(number)) passing.push(child);
    }
  };
  /** Children that wait for nothing more once `number` is settled. */
  const settleChildren = (number: number): readonly number[] =>
    (graph.children[number] ?? []).filter((child) => {
      const left = (missing[child] ?? 0) - 1;
      missing[child] = left;
      return left === 0;
    });
  /** Settles all that waits on `failed`, however far away; nothing of it can be running. */
  const skipAfter = (failed: number): readonly SkippedNode[] => {
    const skipped: SkippedNode[] = [];
    const seen = new Set<number>([failed]);
    for (const number of seen)
      for (const child of graph.children[number] ?? []) {
        if (seen.has(child)) continue;
        seen.add(child);
        if (states[child] !== 'waiting') continue;
        states[child] = 'settled';
        counts.waiting--;
        skipped.push({ number: child, because: failed });
      }
    return skipped.toSorted((left, right) => left.number - right.number);
  };

  release(missing.flatMap((count, number) => (count === 0 ? [number] : [])));
  return {
    take: (count) => {
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
    },
    done: (number, outcome) => {
      assert(states[number] === 'running', 'only a node that was taken can be done, and once');
      states[number] = 'settled';
      counts.running--;
      const mustSkip = skipsDescendants(outcome, isBuild) && plan.continuesOnError?.(number) !== true;
      const skipped = mustSkip ? skipAfter(number) : [];
      release(settleChildren(number));
      return skipped;
    },
    stop: () => {
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
    },
    counts: () => ({ ...counts }),
  };
}

interface Heap {
  readonly push: (number: number) => void;
  readonly pop: () => number | undefined;
  readonly clear: () => void;
}

/** A binary heap; `pop` gives what `compare` puts first. */
function createHeap(compare: (left: number, right: number) => number): Heap {
  const items: number[] = [];
  const isBefore = (left: number, right: number): boolean => compare(items[left] ?? 0, items[right] ?? 0) < 0;
  const swap = (left: number, right: number): void => {
    [items[left], items[right]] = [items[right] ?? 0, items[left] ?? 0];
  };
  return {
    push: (number) => {
      items.push(number);
      for (let at = items.length - 1; at > 0;) {
        const parent = (at - 1) >> 1;
        if (!isBefore(at, parent)) break;
        swap(at, parent);
        at = parent;
      }
    },
    pop: () => {
      const first = items[0];
      const last = items.pop();
      if (items.length === 0 || last === undefined) return first;
      items[0] = last;
      for (let at = 0; ;) {
        const left = 2 * at + 1;
        if (left >= items.length) break;
        const child = left + 1 < items.length && isBefore(left + 1, left) ? left + 1 : left;
        if (!isBefore(child, at)) break;
        swap(at, child);
        at = child;
      }
      return first;
    },
    clear: () => {
      items.length = 0;
    },
  };
}
