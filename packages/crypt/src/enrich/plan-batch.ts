// From polled raw records to what must be appended, and what is counted when it is. Skips what the outputs hold already.
import type { LogDamage, LogRecord } from '../contracts/log.ts';
import { enrichRecord, type EnrichContext, type Output } from './enrich-record.ts';
import { explainGap } from './raw-gaps.ts';
import type { WrittenEvents } from './read-back.ts';
import type { Tallies, TallyValues } from './tallies.ts';

export interface Batch {
  /** Every raw record before it is dealt with once the lines are durable. */
  readonly rawNext: number;
  readonly enriched: readonly Uint8Array[];
  readonly failed: readonly Uint8Array[];
  readonly tallies: TallyValues;
  /** False while events that were read back belong to raw records still to come: then no output offset is a cut. */
  readonly outputsAreCut: boolean;
}

export interface Polled {
  readonly records: readonly LogRecord[];
  /** The consumer's position after the poll, and all the damage that it has met. */
  readonly position: number;
  readonly damage: readonly LogDamage[];
}

/** Keeps the running counts and the next expected offset; one a process. */
export class BatchPlanner {
  readonly #context: EnrichContext;
  readonly #written: WrittenEvents;
  readonly #partition: number;
  readonly #tallies: Tallies;
  #next: number;
  #damageSeen = 0;

  constructor(
    start: { readonly rawNext: number; readonly tallies: Tallies },
    written: WrittenEvents,
    partition: number,
    context: EnrichContext,
  ) {
    this.#next = start.rawNext;
    this.#tallies = start.tallies;
    this.#written = written;
    this.#partition = partition;
    this.#context = context;
  }

  plan({ records, position, damage }: Polled): Batch {
    const enriched: Uint8Array[] = [];
    const failed: Uint8Array[] = [];
    for (const record of records) {
      // A log that delivers twice is no reason to write twice.
      if (record.offset < this.#next) continue;
      this.#countGap(record.offset, damage);
      this.#planRecord(record, enriched, failed);
      this.#next = record.offset + 1;
    }
    this.#countGap(position, damage);
    this.#damageSeen = damage.length;
    const outputsAreCut = this.#written.size === 0;
    return { rawNext: this.#next, enriched, failed, tallies: this.#tallies.values(), outputsAreCut };
  }

  #planRecord(record: LogRecord, enriched: Uint8Array[], failed: Uint8Array[]): void {
    const outputs = enrichRecord(record, this.#context);
    this.#tallies.add('payloads', outputs.payloadHash);
    const written = this.#written.get(record.id);
    this.#countWritten(record.id);
    const isNew = ({ index }: Output): boolean => written?.has(index) !== true;
    for (const output of outputs.enriched.filter(isNew)) {
      enriched.push(output.line);
      this.#tallies.addEvent('enriched', output.hash);
    }
    for (const output of outputs.failed.filter(isNew)) {
      failed.push(output.line);
      this.#tallies.addEvent('failed', output.hash);
    }
  }

  /** Counts what the outputs hold of a raw record as it is there, even if this version would judge it otherwise. */
  #countWritten(recordId: string): void {
    for (const { became, hash, repeats } of this.#written.get(recordId)?.values() ?? []) {
      this.#tallies.addEvent(became, hash);
      for (const repeat of repeats) this.#tallies.add('repeated', repeat);
    }
    this.#written.delete(recordId);
  }

  #countGap(to: number, damage: readonly LogDamage[]): void {
    if (to <= this.#next) return;
    const fresh = damage.length - this.#damageSeen;
    explainGap({ from: this.#next, to }, damage, fresh, (offset, cause) => {
      this.#tallies.addOffset(cause, offset);
      if (this.#written.size > 0) this.#countWritten(`${this.#partition}/${offset}`);
    });
    this.#next = to;
  }
}
