// Reads the last segment after the process that wrote it has gone, and tells what was torn from what is damaged.
//
//   bad bytes before the durable position   damage: they were acknowledged; nothing is cut
//   bad bytes at or after it                torn: the last group commit never finished; cut there
//
// The durable position is the most that anything proves: the mark, or the `synced` of a frame that verifies. Frames
// behind a torn place belong to the same unfinished commit, since the next one starts only after its sync.
import type { LogDamage } from '../../contracts/log.ts';
import { Account } from './account.ts';
import type { DurableMark } from './durable-mark.ts';
import { segmentName } from './layout.ts';
import type { OpenSegment } from './open-segment.ts';
import { HEADER_BYTES } from './segment-header.ts';
import { SegmentWalk, type Step } from './segment-walk.ts';
import { SparseIndex } from './sparse-index.ts';

export interface Tail {
  readonly nextOffset: number;
  readonly account: Account;
  readonly lastTimeMs: number;
  readonly prev: number | undefined;
  /** Where what counts ends. */
  readonly end: number;
  /** Where the last commit frame ends. */
  readonly committedEnd: number;
  readonly frames: number;
}

export interface RecoveredSegment {
  readonly tail: Tail;
  readonly damage: readonly LogDamage[];
  /** Everything before this position was synced once. */
  readonly durableEnd: number;
  readonly tornBytes: number;
  /** True when a whole frame lies in the torn bytes: worth keeping a copy. */
  readonly tornHoldsFrames: boolean;
  readonly index: SparseIndex;
}

/** @param mark of this very segment, or undefined. */
export async function recoverSegment(
  open: OpenSegment & { readonly salt: number },
  base: number,
  mark: DurableMark | undefined,
): Promise<RecoveredSegment> {
  const start = {
    segment: segmentName(base),
    salt: open.salt,
    position: HEADER_BYTES,
    expected: base,
    prev: open.salt,
  };
  const walk = new SegmentWalk(open.handle, start);
  walk.limit = open.sizeBytes;
  const reading = new TailReading(walk, open, base, mark);
  for (;;) {
    const step = walk.step();
    if (step === 'end') return reading.result(open.sizeBytes);
    if (step === 'need') await walk.fill();
    else reading.take(step);
  }
}

class TailReading {
  readonly #walk: SegmentWalk;
  readonly #account: Account;
  readonly #index = new SparseIndex();
  readonly #damage: LogDamage[] = [];
  /** At each damage, what would stand if the log were cut there. */
  readonly #cuts: { readonly tail: Tail; readonly damage: LogDamage; readonly damageCount: number }[] = [];
  #durableEnd: number;
  #lastTimeMs: number;
  #committedEnd = HEADER_BYTES;
  #end = HEADER_BYTES;
  #frames = 0;

  constructor(walk: SegmentWalk, open: OpenSegment, base: number, mark: DurableMark | undefined) {
    this.#walk = walk;
    this.#account = open.header?.account.copy() ?? Account.of(base, 0, 0);
    this.#durableEnd = Math.max(HEADER_BYTES, mark?.position ?? 0);
    this.#lastTimeMs = open.header?.createdMs ?? 0;
    if (open.header === undefined) this.#damage.push(headerDamage(segmentName(base)));
  }

  take(step: Exclude<Step, 'end' | 'need'>): void {
    const walk = this.#walk;
    if (step === 'damage') return this.#takeDamage(walk.damage as LogDamage);
    this.#frames++;
    this.#durableEnd = Math.max(this.#durableEnd, walk.synced);
    this.#lastTimeMs = Math.max(this.#lastTimeMs, walk.timeMs);
    this.#end = walk.frameEnd;
    if (step === 'record') {
      this.#account.addRecord(walk.offset, walk.payloadCrc);
      this.#index.note(walk.offset, walk.timeMs, walk.frameStart);
      return;
    }
    const told = walk.account();
    if (step === 'removed') return this.#account.add(told.count, told.high, told.low);
    this.#committedEnd = walk.frameEnd;
    // The commit knows the hash of what damage before it swallowed.
    if (told.count === walk.expected) Object.assign(this.#account, told);
  }

  result(sizeBytes: number): RecoveredSegment {
    const whole = {
      durableEnd: this.#durableEnd,
      index: this.#index,
      tail: this.#tail(this.#walk.expected, this.#walk.prev),
      damage: this.#damage,
      tornBytes: 0,
      tornHoldsFrames: false,
    };
    const torn = this.#cuts.find((cut) => cut.damage.positionBytes >= this.#durableEnd);
    if (torn === undefined) return whole;
    return {
      ...whole,
      tail: torn.tail,
      damage: this.#damage.slice(0, torn.damageCount),
      tornBytes: sizeBytes - torn.damage.positionBytes,
      tornHoldsFrames: this.#frames > torn.tail.frames,
    };
  }

  #takeDamage(damage: LogDamage): void {
    const { expected, prev } = this.#walk.before;
    this.#cuts.push({ tail: this.#tail(expected, prev), damage, damageCount: this.#damage.length });
    this.#damage.push(damage);
    this.#account.count = this.#walk.expected;
    this.#end = damage.positionBytes + damage.lengthBytes;
  }

  #tail(nextOffset: number, prev: number | undefined): Tail {
    return {
      nextOffset,
      account: this.#account.copy(),
      lastTimeMs: this.#lastTimeMs,
      prev,
      end: this.#end,
      committedEnd: this.#committedEnd,
      frames: this.#frames,
    };
  }
}

function headerDamage(segment: string): LogDamage {
  return { segment, positionBytes: 0, lengthBytes: HEADER_BYTES, firstOffset: -1, lastOffset: -1, reason: 'header' };
}
