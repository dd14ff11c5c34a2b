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
import { payloadHash } from '../contracts/payload-hash.ts';
import { MultisetHash } from '../kernel/multiset-hash.ts';

export interface AppendTicket {
  readonly hash: string;
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
  #queue: AppendTicket[] = [];
  #head = 0;
  #upToOffset: number;

  constructor(topic: string, startOffset: number) {
    this.#topic = topic;
    this.#startOffset = startOffset;
    this.#upToOffset = startOffset;
  }

  /** Call in the order of the appends, just before each. */
  open(payload: Uint8Array, kept: boolean): AppendTicket {
    const ticket: AppendTicket = { hash: payloadHash(payload), kept, state: 'waiting', endOffset: -1 };
    this.#queue.push(ticket);
    return ticket;
  }

  /** `appended` is undefined when the log rejected. */
  settle(ticket: AppendTicket, appended: Appended | undefined): void {
    ticket.state = appended === undefined ? 'rejected' : 'stored';
    if (appended !== undefined && appended.firstOffset >= 0) ticket.endOffset = appended.firstOffset + appended.count;
    while (this.#head < this.#queue.length) {
      const next = this.#queue[this.#head] as AppendTicket;
      if (next.state === 'waiting') break;
      this.#count(next);
      this.#head++;
    }
    // Dropped in large steps: shifting an array for each append would move the rest of it each time.
    if (this.#head === this.#queue.length || this.#head > 1024) {
      this.#queue = this.#queue.slice(this.#head);
      this.#head = 0;
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
        beforeStart: { count: this.#startOffset, hash: '0' },
        stored: this.#stored.tally(),
        kept: this.#kept.tally(),
        unsure: this.#unsure.tally(),
      },
    };
  }

  #count(ticket: AppendTicket): void {
    if (ticket.state === 'rejected') this.#unsure.addHex(ticket.hash);
    else if (ticket.kept) this.#kept.addHex(ticket.hash);
    else this.#stored.addHex(ticket.hash);
    if (ticket.endOffset > this.#upToOffset) this.#upToOffset = ticket.endOffset;
  }
}
