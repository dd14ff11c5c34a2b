// The collector's side of the balance at a cut: every record of the log before an offset, counted by what was given to
// `append`, not by what came back from it.
//
// Appends are settled in any order, but the log gives offsets in the order of the calls. So calls wait in a queue, and
// only its settled head is counted:
//
//   settled settled | waiting settled waiting
//                   ^ cut
import type { HopCount } from '../contracts/hop-count.ts';
import type { Appended } from '../contracts/log.ts';
import { payloadHashHalves, type PayloadHash } from '../contracts/payload-hash.ts';
import { MultisetHash } from '../kernel/multiset-hash.ts';

export interface AppendTicket {
  readonly hash: PayloadHash;
  readonly kept: boolean;
  state: 'waiting' | 'stored' | 'rejected';
  endOffset: number;
}

export class HopCounter {
  readonly #topic: string;
  readonly #startOffset: number;
  readonly #stored = new MultisetHash();
  readonly #kept = new MultisetHash();
  readonly #unsure = new MultisetHash();
  /** A ring: its places are used again, see in-flight.ts for why. Length is a power of two. */
  #ring: (AppendTicket | null)[] = Array.from({ length: 64 }, () => null);
  #head = 0;
  #tail = 0;
  #upToOffset: number;

  constructor(topic: string, startOffset: number) {
    this.#topic = topic;
    this.#startOffset = startOffset;
    this.#upToOffset = startOffset;
  }

  /** Call in the order of the appends, just before each. */
  open(payload: Uint8Array, kept: boolean): AppendTicket {
    const ticket: AppendTicket = { hash: payloadHashHalves(payload), kept, state: 'waiting', endOffset: -1 };
    if (this.#tail - this.#head === this.#ring.length) this.#grow();
    this.#ring[this.#tail++ & (this.#ring.length - 1)] = ticket;
    return ticket;
  }

  /** `appended` is undefined when the log rejected. */
  settle(ticket: AppendTicket, appended: Appended | undefined): void {
    ticket.state = appended === undefined ? 'rejected' : 'stored';
    if (appended !== undefined && appended.firstOffset >= 0) ticket.endOffset = appended.firstOffset + appended.count;
    while (this.#head < this.#tail) {
      const place = this.#head & (this.#ring.length - 1);
      const next = this.#ring[place] as AppendTicket;
      if (next.state === 'waiting') break;
      this.#count(next);
      this.#ring[place] = null;
      this.#head++;
    }
  }

  /**
   * Terms: `beforeStart` records this process did not see (no hash), `stored`, `kept` (stored with a refusal), and
   * `unsure` (rejected by the log, which may hold them). upToOffset = beforeStart + stored + kept + as many of
   * `unsure` as the log kept.
   */
  cut(timeMs: number): HopCount {
    return {
      hop: 'collect',
      counter: 'collector',
      timeMs,
      topic: this.#topic,
      upToOffset: this.#upToOffset,
      terms: {
        beforeStart: { count: Math.max(this.#startOffset, 0), hash: '0' },
        stored: this.#stored.tally(),
        kept: this.#kept.tally(),
        unsure: this.#unsure.tally(),
      },
    };
  }

  #grow(): void {
    const waiting = Array.from({ length: this.#tail - this.#head }, (_, i) => {
      return this.#ring[(this.#head + i) & (this.#ring.length - 1)] as AppendTicket;
    });
    this.#ring = [...waiting, ...waiting.map(() => null)];
    this.#head = 0;
    this.#tail = waiting.length;
  }

  #count(ticket: AppendTicket): void {
    const tally = ticket.state === 'rejected' ? this.#unsure : ticket.kept ? this.#kept : this.#stored;
    tally.add(ticket.hash.high, ticket.hash.low);
    if (ticket.endOffset > this.#upToOffset) this.#upToOffset = ticket.endOffset;
  }
}
