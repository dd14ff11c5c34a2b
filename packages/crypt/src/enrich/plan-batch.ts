// From polled raw records to what must be appended, and what is counted when it is. Skips what the outputs hold already.
import type { LogDamage, LogRecord } from '../contracts/log.ts';
import type { Output, RecordOutputs } from './enrich-record.ts';
import { enrichRecords, type Pipeline } from './pipeline.ts';
import { explainGap } from './raw-gaps.ts';
import { payloadIndex, type WrittenEvents } from './retry/sort-written.ts';
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
  readonly #pipeline: Pipeline;
  readonly #written: WrittenEvents;
  readonly #partition: number;
  readonly #tallies: Tallies;
  #next: number;
  #damageSeen = 0;

  constructor(
    start: { readonly rawNext: number; readonly tallies: Tallies },
    written: WrittenEvents,
    partition: number,
    pipeline: Pipeline,
  ) {
    this.#next = start.rawNext;
    this.#tallies = start.tallies;
    this.#written = written;
    this.#partition = partition;
    this.#pipeline = pipeline;
  }

  /**
   * One call at a time. Undefined when it was ended while a column waited for the disk; nothing is counted then.
   */
  async plan({ records, position, damage }: Polled, signal: AbortSignal): Promise<Batch | undefined> {
    // A log that delivers twice is no reason to write twice.
    const fresh: LogRecord[] = [];
    for (const record of records) {
      if (record.offset >= (fresh.at(-1)?.offset ?? this.#next - 1) + 1) fresh.push(record);
    }
    const outputs = await enrichRecords(fresh, this.#pipeline, signal);
    if (outputs === undefined) return undefined;
    const enriched: Uint8Array[] = [];
    const failed: Uint8Array[] = [];
    for (const [index, record] of fresh.entries()) {
      this.#countGap(record.offset, damage);
      this.#countRecord(record, outputs[index] as RecordOutputs, enriched, failed);
      this.#next = record.offset + 1;
    }
    this.#countGap(position, damage);
    this.#damageSeen = damage.length;
    const outputsAreCut = this.#written.size === 0;
    return { rawNext: this.#next, enriched, failed, tallies: this.#tallies.values(), outputsAreCut };
  }

  #countRecord(record: LogRecord, outputs: RecordOutputs, enriched: Uint8Array[], failed: Uint8Array[]): void {
    this.#tallies.add('payloads', outputs.payloadHash);
    const written = this.#written.get(record.id);
    this.#countWritten(record.id);
    // What could not be split when it was written stands for all that is split from it now, until a retry.
    const end = written === undefined ? Infinity : payloadIndex(written);
    const isNew = ({ index }: Pick<Output, 'index'>): boolean => index < end && written?.has(index) !== true;
    for (const output of outputs.enriched.filter(isNew)) {
      enriched.push(output.line);
      this.#tallies.addEvent('enriched', output.hash);
    }
    for (const output of outputs.failed.filter(isNew)) {
      failed.push(output.line);
      this.#tallies.addEvent('failed', output.hash);
    }
    for (const { hash } of outputs.dropped.filter(isNew)) this.#tallies.addEvent('dropped', hash);
  }

  /** Counts what the outputs hold of a raw record as it is there, even if this version would judge it otherwise. */
  #countWritten(recordId: string): void {
    for (const { became, hash, repeats } of this.#written.get(recordId)?.values() ?? []) {
      this.#tallies.addEvent(became, hash);
      for (const repeat of repeats) this.#tallies.add(`${became}Twice`, repeat);
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
