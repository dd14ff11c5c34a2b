// Walks the frames of one segment in order and judges each: the one reading of a segment that readers, recovery and
// rewrites share. Damaged bytes are passed over by searching for the next frame that verifies.
//
//   step() ─▶ record | commit | removed   the fields below describe the frame
//          ─▶ damage                      `damage` says what is missing; the walk goes on behind it
//          ─▶ need                        call `await fill()`, then step again
//          ─▶ end                         at `limit`; raise it to go on
import type { LogDamage } from '../../contracts/log.ts';
import type { FileHandle } from '../../kernel/effects.ts';
import type { Account } from './account.ts';
import * as frame from './frame.ts';
import { readAccount } from './segment-header.ts';

export type Step = 'record' | 'commit' | 'removed' | 'damage' | 'need' | 'end';

const WINDOW_BYTES = 1 << 20;
const EMPTY = Buffer.alloc(0);

export interface WalkStart {
  readonly segment: string;
  readonly salt: number;
  readonly position: number;
  /** The offset that the first frame should have. */
  readonly expected: number;
  /** Crc of the frame before, the salt at the start of a segment, or undefined when unknown. */
  readonly prev: number | undefined;
}

export class SegmentWalk {
  /** Bytes at and after this position are not looked at. */
  limit = 0;
  /** The segment ends before this offset; undefined when unknown. */
  stopOffset: number | undefined;
  /** No record at or after `stopOffset` counts: the next segment has it. */
  sealed = false;

  /** The offset that the next frame should have. */
  expected: number;
  prev: number | undefined;
  frameStart = 0;
  frameEnd = 0;
  offset = 0;
  timeMs = 0;
  keyId = 0;
  synced = 0;
  payloadCrc = 0;
  damage: LogDamage | undefined;
  /** `expected` and `prev` as they were before the damage. */
  before: { expected: number; prev: number | undefined } = { expected: 0, prev: undefined };

  readonly #handle: FileHandle;
  readonly #segment: string;
  readonly #salt: number;
  #window = EMPTY;
  #windowAt: number;
  #cursor = 0;
  #needed = 0;
  #kind = 0;
  #payloadAt = 0;
  #badStart = -1;
  #badReason: LogDamage['reason'] = 'checksum';
  /** The offset of the last commit frame. A sealed segment ends behind the one that reaches `stopOffset`. */
  #committed = -1;
  /** The frame in the fields waits while the damage before it is reported. */
  #held = false;

  constructor(handle: FileHandle, start: WalkStart) {
    this.#handle = handle;
    this.#segment = start.segment;
    this.#salt = start.salt;
    this.#windowAt = start.position;
    this.expected = start.expected;
    this.prev = start.prev;
  }

  /** Where the walk stands: all before it has been judged. */
  get position(): number {
    return this.#windowAt + this.#cursor;
  }

  /** The payload of the current frame: a view that stays valid, since windows are never reused. */
  payload(): Buffer {
    return this.#window.subarray(
      this.#payloadAt,
      this.#payloadAt + (this.frameEnd - this.frameStart - frame.FRAME_HEAD_BYTES),
    );
  }

  /** Of a commit: everything appended so far. Of a removal: what was removed. */
  account(): Account {
    return readAccount(this.payload(), 0);
  }

  step(): Step {
    for (;;) {
      if (this.sealed && this.#committed === this.stopOffset) return 'end';
      const step = this.#held ? this.#accept() : this.#next();
      if (step !== undefined) return step;
    }
  }

  /** Reads on. At the end of the file the limit moves to it. */
  async fill(): Promise<void> {
    const rest = this.#window.subarray(this.#cursor);
    const size = Math.min(this.limit - this.position, Math.max(WINDOW_BYTES, this.#needed));
    const window = Buffer.allocUnsafeSlow(Math.max(size, rest.length));
    rest.copy(window);
    this.#windowAt += this.#cursor;
    this.#cursor = 0;
    let length = rest.length;
    while (length < window.length) {
      const count = await this.#handle.read(window, length, window.length - length, this.#windowAt + length);
      if (count === 0) break;
      length += count;
    }
    this.#window = window.subarray(0, length);
    if (length < window.length) this.limit = this.#windowAt + length;
  }

  #next(): Step | undefined {
    const position = this.position;
    if (position >= this.limit) return this.#atLimit();
    const end = Math.min(this.#window.length, this.limit - this.#windowAt);
    const size = frame.checkFrame(this.#window, this.#cursor, end, this.#salt);
    if (size > 0) return this.#take(position, size);
    if (size === frame.NEEDS_MORE && this.#windowAt + end < this.limit) {
      const whole = end - this.#cursor >= frame.FRAME_HEAD_BYTES;
      this.#needed = whole ? frame.FRAME_HEAD_BYTES + frame.frameLength(this.#window, this.#cursor) : 0;
      return 'need';
    }
    if (this.#badStart < 0) {
      this.#badStart = position;
      this.#badReason = size === frame.NEEDS_MORE ? 'length' : 'checksum';
    }
    this.#cursor = this.#nextMarker(end);
    return undefined;
  }

  /** Index of the next bytes that may be a sync marker, or how far the window has been searched. */
  #nextMarker(end: number): number {
    const found = this.#window.indexOf(frame.SYNC_MARKER, this.#cursor + 1);
    if (found >= 0 && found < end) return found;
    if (this.#windowAt + end >= this.limit) return end;
    return Math.max(this.#cursor + 1, end - frame.SYNC_MARKER.length + 1);
  }

  #take(position: number, size: number): Step | undefined {
    const window = this.#window;
    const at = this.#cursor;
    this.#kind = frame.frameKind(window, at);
    this.frameStart = position;
    this.frameEnd = position + size;
    this.offset = frame.frameOffset(window, at);
    this.timeMs = frame.frameTimeMs(window, at);
    this.keyId = frame.frameKeyId(window, at);
    this.synced = frame.frameSynced(window, at);
    this.payloadCrc = frame.framePayloadCrc(window, at);
    this.#payloadAt = at + frame.FRAME_HEAD_BYTES;
    this.#cursor += size;
    const linked = this.prev === undefined || this.prev === frame.framePrev(window, at);
    const damaged = this.#judge(linked);
    this.prev = frame.frameCrc(window, at);
    if (!damaged) return this.#accept();
    this.#held = true;
    return 'damage';
  }

  /** True when something is missing or wrong before the current frame. */
  #judge(linked: boolean): boolean {
    const next = this.sealed ? Math.min(this.offset, this.stopOffset ?? this.offset) : this.offset;
    if (this.#badStart >= 0) {
      this.#report(this.#badReason, this.#badStart, this.frameStart, next);
    } else if (next > this.expected || this.offset < this.expected || !linked) {
      this.#report(linked && next > this.expected ? 'gap' : 'chain', this.frameStart, this.frameStart, next);
    } else return false;
    return true;
  }

  #accept(): Step | undefined {
    this.#held = false;
    // A repeated offset was reported; its record is never given out.
    if (this.offset < this.expected) return undefined;
    switch (this.#kind) {
      case frame.KIND_RECORD:
        if (this.sealed && this.offset === this.stopOffset) return 'end';
        this.expected = this.offset + 1;
        return 'record';
      case frame.KIND_REMOVED:
        this.expected = this.offset + this.account().count;
        return 'removed';
      default:
        this.#committed = this.offset;
        return 'commit';
    }
  }

  #atLimit(): Step {
    const missing = this.stopOffset !== undefined && this.expected < this.stopOffset;
    if (this.#badStart < 0 && !missing) return 'end';
    const start = this.#badStart < 0 ? this.limit : this.#badStart;
    this.#report(this.#badStart < 0 ? 'gap' : this.#badReason, start, this.limit, this.stopOffset);
    return 'damage';
  }

  /** @param next the offset behind the damage; undefined when the log's end is unknown. */
  #report(reason: LogDamage['reason'], start: number, end: number, next: number | undefined): void {
    const lost = next === undefined || next > this.expected;
    this.damage = {
      segment: this.#segment,
      positionBytes: start,
      lengthBytes: end - start,
      firstOffset: lost ? this.expected : -1,
      lastOffset: lost && next !== undefined ? next - 1 : -1,
      reason,
    };
    this.before = { expected: this.expected, prev: this.prev };
    this.expected = Math.max(this.expected, next ?? 0);
    // Nothing behind the damage can matter once it has swallowed the rest of the segment.
    if (this.sealed && this.expected === this.stopOffset) this.#committed = this.expected;
    this.prev = undefined;
    this.#badStart = -1;
  }
}
