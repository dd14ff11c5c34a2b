// Works off a queue, some nodes at once. Knows nothing of SQL: what runs a node is passed in.
import { skipsDescendants, type Outcome } from '../graph/outcome.ts';
import type { ReadyQueue, SkippedNode } from '../graph/ready-queue.ts';

export interface GraphRun<R> {
  readonly queue: ReadyQueue;
  /** Nodes at once, 1 at least. */
  readonly threads: number;
  /** The first failure stops what runs and what waits. */
  readonly failFast: boolean;
  /** Runs one node; a failure of its SQL is a result, and a rejection ends the whole run. */
  readonly run: (number: number, signal: AbortSignal) => Promise<R>;
  readonly outcomeOf: (result: R) => Outcome;
  readonly onStart: (number: number) => void;
  readonly onEnd: (number: number, result: R) => void;
  readonly onSkip: (skipped: SkippedNode) => void;
  /** Aborted by Ctrl-C: what runs is cancelled, what waits is skipped. */
  readonly signal: AbortSignal;
}

/**
 * Ends when every node of the queue has run or is skipped.
 *
 * @throws what `run` threw first, after all that ran beside it has ended.
 */
export async function runGraph<R>(graphRun: GraphRun<R>): Promise<void> {
  const { queue, threads, signal } = graphRun;
  const cancel = new AbortController();
  const cancelled = AbortSignal.any([signal, cancel.signal]);
  const running = new Set<Promise<void>>();
  const broken: unknown[] = [];
  const stop = (): void => {
    for (const skipped of queue.stop()) graphRun.onSkip(skipped);
    cancel.abort();
  };
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    for (;;) {
      for (const number of queue.take(threads - running.size)) {
        const work = runOne(graphRun, number, cancelled, stop).catch((error: unknown) => {
          broken.push(error);
          stop();
        });
        running.add(work);
        void work.finally(() => running.delete(work));
      }
      if (running.size === 0) break;
      await Promise.race(running);
    }
  } finally {
    signal.removeEventListener('abort', stop);
  }
  if (broken.length > 0) throw broken[0];
}

async function runOne<R>(graphRun: GraphRun<R>, number: number, signal: AbortSignal, stop: () => void): Promise<void> {
  graphRun.onStart(number);
  const result = await graphRun.run(number, signal);
  const outcome = graphRun.outcomeOf(result);
  graphRun.onEnd(number, result);
  for (const skipped of graphRun.queue.done(number, outcome)) graphRun.onSkip(skipped);
  if (graphRun.failFast && skipsDescendants(outcome, true)) stop();
}
