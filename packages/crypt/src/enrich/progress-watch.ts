// Who asks how far enrich is waits here until it is far enough.
import type { EnrichProgress } from '../contracts/enrich-progress.ts';
import type { HopCount } from '../contracts/hop-count.ts';

interface Waiter {
  readonly rawNext: number;
  readonly wake: () => void;
}

export class ProgressWatch {
  #progress: EnrichProgress = { rawNext: 0, enrichedNext: 0, failedNext: 0 };
  readonly #waiters = new Set<Waiter>();

  /**
   * Takes a count of runEnrich. One without ends (enrich repeats what it had written before it was killed) says nothing:
   * what is written lies before no end that is known.
   */
  note({ upToOffset, terms }: HopCount): void {
    const enrichedEnd = terms['enrichedEnd'];
    const failedEnd = terms['failedEnd'];
    if (enrichedEnd === undefined || failedEnd === undefined) return;
    this.#progress = { rawNext: upToOffset, enrichedNext: enrichedEnd.count, failedNext: failedEnd.count };
    for (const waiter of this.#waiters) if (waiter.rawNext <= upToOffset) waiter.wake();
  }

  /** Resolves when the raw records before `rawNext` are dealt with; when `signal` aborts before, with how far it is then. */
  async passed(rawNext: number, signal: AbortSignal): Promise<EnrichProgress> {
    if (rawNext > this.#progress.rawNext && !signal.aborted) await this.#wait(rawNext, signal);
    return this.#progress;
  }

  #wait(rawNext: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#waiters.delete(waiter);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      const waiter = { rawNext, wake };
      this.#waiters.add(waiter);
      signal.addEventListener('abort', wake);
    });
  }
}
