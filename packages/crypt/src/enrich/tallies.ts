import type { Tally } from '../contracts/hop-count.ts';
import { MultisetHash } from '../kernel/multiset-hash.ts';

/**
 * What enrich counts, and by which hash:
 *
 *   payloads           records of the raw log             payloadHash of the record
 *   events             enriched + failed + dropped        theirs, summed
 *   enriched           events written to log:enriched     content hash
 *   failed             events written to log:failed       payloadHash of the record
 *   dropped            events that a rule of the project   content hash
 *                      wants nowhere
 *   damaged, missing   raw offsets that gave no record    the offset
 *   repeated           records of either log that lie there twice, after an append that was refused and yet stored
 */
export const TERMS = ['payloads', 'events', 'enriched', 'failed', 'dropped', 'damaged', 'missing', 'repeated'] as const;

export type Term = (typeof TERMS)[number];
export type TallyValues = Readonly<Record<Term, Tally>>;

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

  values(): TallyValues {
    return Object.fromEntries(TERMS.map((term) => [term, this.#sums[term].tally()])) as TallyValues;
  }
}
