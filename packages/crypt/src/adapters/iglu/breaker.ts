// Leaves a registry alone that does not answer.
//
//   closed ──REGISTRY_FAILURES_MAX in a row──▶ open ──its time is over──▶ one probe ──answered──▶ closed
//                                               ▲                            │
//                                               └──────── failed, doubling ──┘
import type { Clock } from '../../kernel/effects.ts';
import {
  REGISTRY_FAILURES_MAX,
  SCHEMA_UNAVAILABLE_RETRY_MS,
  SCHEMA_UNAVAILABLE_RETRY_MS_MAX,
} from '../../kernel/limits.ts';

export class Breaker {
  readonly #clock: Clock;
  #failures = 0;
  #dueMs = 0;
  #probing = false;
  #reason = '';

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Why not to ask now; undefined when the caller is to ask, and to say how it went. */
  closedFor(): string | undefined {
    if (this.#failures < REGISTRY_FAILURES_MAX) return undefined;
    const restMs = this.#dueMs - this.#clock.monotonicMs();
    if (restMs <= 0 && !this.#probing) {
      this.#probing = true;
      return undefined;
    }
    return `${this.#reason}; it is left alone for ${Math.max(1, Math.ceil(restMs / 1_000))} s`;
  }

  answered(): void {
    this.#failures = 0;
    this.#probing = false;
  }

  /** Neither good nor bad: it was interrupted. */
  released(): void {
    this.#probing = false;
  }

  failed(reason: string): void {
    this.#failures++;
    this.#probing = false;
    this.#reason = reason;
    const doublings = Math.max(0, this.#failures - REGISTRY_FAILURES_MAX);
    const waitMs = Math.min(SCHEMA_UNAVAILABLE_RETRY_MS * 2 ** doublings, SCHEMA_UNAVAILABLE_RETRY_MS_MAX);
    this.#dueMs = this.#clock.monotonicMs() + waitMs;
  }
}
