import type { Clock } from '../../src/kernel/effects.ts';

/** A clock that only moves when told, or by what is slept on it: sleeping takes no real time. */
export class ManualClock implements Clock {
  #nowMs: number;
  #monotonicMs = 0;
  readonly sleeps: number[] = [];

  constructor(nowMs = 1_700_000_000_000) {
    this.#nowMs = nowMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) return;
    this.sleeps.push(ms);
    this.advance(ms);
    await new Promise((resolve) => setImmediate(resolve));
  }

  advance(ms: number): void {
    this.#nowMs += ms;
    this.#monotonicMs += ms;
  }

  /** Moves the wall clock alone, as NTP or an operator does. */
  jump(ms: number): void {
    this.#nowMs += ms;
  }
}
