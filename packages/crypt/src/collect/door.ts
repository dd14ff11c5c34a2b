// Whether events are accepted now. The disk is looked at on a timer, so that a request costs one comparison.
import { errorText } from '../kernel/crypt-error.ts';
import type { Logger } from '../kernel/effects.ts';

export type ClosedFor = 'draining' | 'diskLow';

export class Door {
  readonly #readFreeBytes: () => Promise<number>;
  readonly #floorBytes: number;
  readonly #logger: Logger;
  #diskLow = false;
  #draining = false;
  #lastRefusal: string | null = null;
  #freeBytes: number | undefined;

  constructor(readFreeBytes: () => Promise<number>, floorBytes: number, logger: Logger) {
    this.#readFreeBytes = readFreeBytes;
    this.#floorBytes = floorBytes;
    this.#logger = logger;
  }

  /** Null when events are accepted. */
  get closedFor(): ClosedFor | null {
    if (this.#draining) return 'draining';
    return this.#diskLow ? 'diskLow' : null;
  }

  /** Undefined until it could be read. */
  get freeBytes(): number | undefined {
    return this.#freeBytes;
  }

  /** Code of the error of the last append, or null when the last one was stored. */
  get lastRefusal(): string | null {
    return this.#lastRefusal;
  }

  drain(): void {
    this.#draining = true;
  }

  /** Tells what the last append came to. The log's state changes seldom, so only changes are said. */
  noteAppend(refusal: string | null): void {
    if (refusal === this.#lastRefusal) return;
    this.#lastRefusal = refusal;
    if (refusal === null) this.#logger.info('collector.log_accepts_again');
    else this.#logger.error('collector.log_refuses', { code: refusal });
  }

  /** Reads the free bytes and opens or closes. When they cannot be read the door stays as it is: the log will say. */
  async checkDisk(): Promise<void> {
    try {
      this.#freeBytes = await this.#readFreeBytes();
    } catch (error) {
      this.#freeBytes = undefined;
      this.#logger.error('collector.disk_unreadable', { reason: errorText(error) });
      return;
    }
    const low = this.#freeBytes < this.#floorBytes;
    if (low === this.#diskLow) return;
    this.#diskLow = low;
    const fields = { freeBytes: this.#freeBytes, floorBytes: this.#floorBytes };
    if (low) this.#logger.error('collector.disk_low', fields);
    else this.#logger.info('collector.disk_recovered', fields);
  }
}
