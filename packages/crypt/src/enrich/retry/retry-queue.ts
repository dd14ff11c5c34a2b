// Where those who want failed events enriched again and the loop that does it meet: `crypt events retry`, by the socket
// or in the same process.
import type { RetryProgress, RetryRequest, RetryResult } from '../../contracts/retry.ts';
import { fail } from '../errors.ts';

export interface Ticket {
  readonly request: RetryRequest;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: RetryProgress) => void;
  readonly resolve: (result: RetryResult) => void;
  readonly reject: (error: unknown) => void;
}

export class RetryQueue {
  readonly #waiting: Ticket[] = [];
  #closed = false;

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /**
   * Resolves when the retry has ended, or was cancelled by `signal`; one after another.
   *
   * @throws RETRY_GROUP_UNKNOWN (user); RETRY_STOPPED (transient) when the loop ended before.
   */
  submit(
    request: RetryRequest,
    signal: AbortSignal,
    onProgress: Ticket['onProgress'] = () => undefined,
  ): Promise<RetryResult> {
    if (this.#closed) return Promise.reject(stopped());
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request, signal, onProgress, resolve, reject });
    });
  }

  take(): Ticket | undefined {
    return this.#waiting.shift();
  }

  /** Nothing is retried any more: everyone who waits is told. */
  close(): void {
    this.#closed = true;
    for (const { reject } of this.#waiting.splice(0)) reject(stopped());
  }
}

function stopped(): Error {
  return fail('RETRY_STOPPED', { repaired: 0, matched: 0 });
}
