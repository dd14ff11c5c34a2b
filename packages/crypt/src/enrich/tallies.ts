import type { Tally } from '../contracts/hop-count.ts';
import type { Repair } from '../contracts/repair.ts';
import { MultisetHash } from '../kernel/multiset-hash.ts';

/**
 * What the first pass counts, and by which hash:
 *
 *   payloads           records of the raw log             payloadHash of the record
 *   events             enriched + failed + dropped        theirs, summed
 *   enriched           events written to log:enriched     content hash
 *   failed             events written to log:failed       payloadHash of the record
 *   dropped            events that a rule of the project   content hash
 *                      wants nowhere
 *   damaged, missing   raw offsets that gave no record    the offset
 *
 * What retries count:
 *
 *   repaired           rows written to log:enriched       content hash
 *   failedAnew         events of payloads that could be   payloadHash of the record
 *                      split, written to log:failed
 *   droppedLater       as dropped                         content hash
 *   settled, rejudged  records of log:repairs that end    payloadHash of the record
 *                      a failed event, or move it
 *
 *   enrichedTwice, failedTwice, repairsTwice   records that lie in a log twice, after an append that was refused and yet
 *                      stored
 */
const FIRST_PASS = ['payloads', 'events', 'enriched', 'failed', 'dropped', 'damaged', 'missing'] as const;
const OF_RETRIES = ['repaired', 'failedAnew', 'droppedLater', 'settled', 'rejudged'] as const;
const TWICE = ['enrichedTwice', 'failedTwice', 'repairsTwice'] as const;
export const TERMS = [...FIRST_PASS, ...OF_RETRIES, ...TWICE] as const;

export type Term = (typeof TERMS)[number];
export type TallyValues = Readonly<Record<Term, Tally>>;

/** Counted beside the first pass, which counts ahead of what is durable. */
const BESIDE: readonly Term[] = [...OF_RETRIES, 'repairsTwice'];

/** The counts of the first pass with those of the retries. */
export function joinTallies(firstPass: TallyValues, retries: TallyValues): TallyValues {
  return { ...firstPass, ...Object.fromEntries(BESIDE.map((term) => [term, retries[term]])) };
}

const ZERO: Tally = { count: 0, hash: '0' };
export const NO_TALLIES = Object.fromEntries(TERMS.map((term) => [term, ZERO])) as TallyValues;

export class Tallies {
  readonly #sums: Readonly<Record<Term, MultisetHash>>;

  constructor(start: TallyValues) {
    this.#sums = Object.fromEntries(TERMS.map((term) => [term, new MultisetHash()])) as Record<Term, MultisetHash>;
    for (const term of TERMS) this.#sums[term].merge(start[term]);
  }

  add(term: Term, hash: string): void {
    this.#sums[term].addHex(hash);
  }

  /** Counts an event as what became of it. */
  addEvent(became: 'enriched' | 'failed' | 'dropped', hash: string): void {
    this.#sums.events.addHex(hash);
    this.#sums[became].addHex(hash);
  }

  addOffset(term: 'damaged' | 'missing', offset: number): void {
    this.#sums[term].add(Math.floor(offset / 2 ** 32), offset >>> 0);
  }

  /** Counts a record of log:repairs and all that it names. @param hash payloadHash of the record. */
  addRepair({ outcome, rows, failed, dropped }: Repair, hash: string): void {
    this.#sums[outcome === 'still_failing' ? 'rejudged' : 'settled'].addHex(hash);
    this.#sums.repaired.merge(rows);
    this.#sums.failedAnew.merge(failed);
    this.#sums.droppedLater.merge(dropped);
  }

  values(): TallyValues {
    return Object.fromEntries(TERMS.map((term) => [term, this.#sums[term].tally()])) as TallyValues;
  }
}
