// Erasure: a sealed segment again without chosen records. Offsets stay; each run of removed records leaves one frame
// that says which and how many, so that every count still adds up; the chain is made anew.
import type { LogAddress, LogDamage, LogRecord } from '../../contracts/log.ts';
import type { FileHandle } from '../../kernel/effects.ts';
import { Account } from './account.ts';
import { writeWhole } from './active-segment.ts';
import { fail } from './errors.ts';
import { FRAME_HEAD_BYTES, KIND_COMMIT, KIND_RECORD, KIND_REMOVED, sealFrame } from './frame.ts';
import { indexPath, listSegments, logName, segmentName, segmentPath } from './layout.ts';
import { openSegment, type OpenSegment } from './open-segment.ts';
import type { LogPlace } from './recover-log.ts';
import { ACCOUNT_BYTES, encodeHeader, FORMAT_VERSION, HEADER_BYTES, writeAccount } from './segment-header.ts';
import { SegmentWalk } from './segment-walk.ts';

export type KeepRecord = (record: LogRecord) => boolean;

export interface Rewritten {
  readonly kept: number;
  /** Removed now; what was removed before stays removed. */
  readonly removed: number;
  readonly sizeBytes: number;
  /** Bytes that did not verify. They are not in the new file; their offsets stay missing. */
  readonly damage: readonly LogDamage[];
}

/** @throws LOG_SEGMENT_UNKNOWN (user) when `base` is not the start of a sealed segment. */
export async function rewriteSegment(
  place: LogPlace,
  address: LogAddress,
  base: number,
  keep: KeepRecord,
): Promise<Rewritten> {
  const { files, folder } = place;
  const bases = await listSegments(files, folder);
  const stopOffset = bases[bases.indexOf(base) + 1];
  if (!bases.includes(base) || stopOffset === undefined) {
    throw fail('LOG_SEGMENT_UNKNOWN', { log: logName(address), base, sealed: bases.slice(0, -1) });
  }
  const path = segmentPath(folder, base);
  const temporary = `${path}.rewrite.tmp`;
  const source = await openSegment(files, folder, base, 'r');
  try {
    const target = await files.open(temporary, 'w+');
    try {
      const writing = new Rewriting(place, address, source, target, base);
      const rewritten = await writing.run(stopOffset, keep);
      await target.datasync();
      // An index names positions of the old file.
      if ((await files.stat(indexPath(folder, base))) !== undefined) await files.unlink(indexPath(folder, base));
      await files.rename(temporary, path);
      await files.syncFolder(folder);
      return rewritten;
    } finally {
      await target.close();
    }
  } finally {
    await source.handle.close();
  }
}

const FLUSH_BYTES = 1 << 20;

class Rewriting {
  readonly #place: LogPlace;
  readonly #address: LogAddress;
  readonly #source: OpenSegment;
  readonly #target: FileHandle;
  readonly #base: number;
  readonly #salt: number;
  readonly #removed: Account;
  readonly #damage: LogDamage[] = [];
  #run: Account | undefined;
  #runStart = { offset: 0, timeMs: 0 };
  #prev: number;
  #position = HEADER_BYTES;
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  #kept = 0;
  #removedNow = 0;
  #firstTimeMs: number | undefined;

  constructor(place: LogPlace, address: LogAddress, source: OpenSegment, target: FileHandle, base: number) {
    this.#place = place;
    this.#address = address;
    this.#source = source;
    this.#target = target;
    this.#base = base;
    this.#salt = Buffer.from(place.random.bytes(4)).readUInt32LE(0);
    this.#prev = this.#salt;
    this.#removed = new Account();
  }

  async run(stopOffset: number, keep: KeepRecord): Promise<Rewritten> {
    const salt = this.#source.salt;
    const first = { segment: segmentName(this.#base), salt: salt ?? 0, position: HEADER_BYTES };
    const walk = new SegmentWalk(this.#source.handle, { ...first, expected: this.#base, prev: salt });
    walk.limit = this.#source.sizeBytes;
    walk.stopOffset = stopOffset;
    walk.sealed = true;
    for (;;) {
      const step = walk.step();
      if (step === 'end') break;
      if (step === 'need') await walk.fill();
      else if (step === 'damage') this.#skip(walk.damage as LogDamage);
      else if (step === 'record') this.#record(walk, keep);
      else if (step === 'removed') this.#remove(walk.offset, walk.timeMs, walk.account());
      else if (step === 'commit') this.#frame(KIND_COMMIT, 0, walk.offset, walk.timeMs, walk.payload());
      if (step !== 'need') this.#firstTimeMs ??= walk.timeMs;
      if (this.#pendingBytes > FLUSH_BYTES) await this.#flush();
    }
    this.#endRun();
    await this.#flush();
    await this.#writeHeader();
    const sizeBytes = this.#position;
    return { kept: this.#kept, removed: this.#removedNow, sizeBytes, damage: this.#damage };
  }

  #record(walk: SegmentWalk, keep: KeepRecord): void {
    const { offset, timeMs, keyId, payloadCrc } = walk;
    const id = `${this.#address.partition}/${offset}`;
    const payload = walk.payload();
    if (keep({ id, offset, timeMs, keyId, payload })) {
      this.#kept++;
      return this.#frame(KIND_RECORD, keyId, offset, timeMs, payload);
    }
    const one = new Account();
    one.addRecord(offset, payloadCrc);
    this.#removedNow++;
    this.#remove(offset, timeMs, one);
  }

  #remove(offset: number, timeMs: number, account: Account): void {
    this.#removed.add(account.count, account.high, account.low);
    if (this.#run === undefined) {
      this.#run = new Account();
      this.#runStart = { offset, timeMs };
    }
    this.#run.add(account.count, account.high, account.low);
  }

  #skip(damage: LogDamage): void {
    this.#endRun();
    this.#damage.push(damage);
  }

  /** Writes the frame that stands for the run of removed records that has just ended. */
  #endRun(): void {
    const run = this.#run;
    if (run === undefined) return;
    this.#run = undefined;
    const payload = Buffer.alloc(ACCOUNT_BYTES);
    writeAccount(payload, 0, run);
    this.#frame(KIND_REMOVED, 0, this.#runStart.offset, this.#runStart.timeMs, payload);
  }

  #frame(kind: number, keyId: number, offset: number, timeMs: number, payload: Buffer): void {
    this.#endRun();
    const bytes = Buffer.alloc(FRAME_HEAD_BYTES + payload.length);
    payload.copy(bytes, FRAME_HEAD_BYTES);
    // The whole file is synced before it takes its name, so every position in it is durable.
    const fields = { kind, keyId, offset, timeMs, prev: this.#prev, synced: this.#position };
    this.#prev = sealFrame(bytes, 0, payload.length, this.#salt, fields);
    this.#pending.push(bytes);
    this.#pendingBytes += bytes.length;
    this.#position += bytes.length;
  }

  async #flush(): Promise<void> {
    const bytes = Buffer.concat(this.#pending);
    await writeWhole(this.#place.folder, this.#target, bytes, bytes.length, this.#position - bytes.length);
    this.#pending = [];
    this.#pendingBytes = 0;
  }

  async #writeHeader(): Promise<void> {
    const { header } = this.#source;
    const bytes = encodeHeader({
      version: FORMAT_VERSION,
      rewritten: true,
      logId: header?.logId ?? '0'.repeat(32),
      base: this.#base,
      // Not before the truth: retention judges the segment before this one by it.
      createdMs: header?.createdMs ?? this.#firstTimeMs ?? Math.floor(this.#place.clock.nowMs()),
      salt: this.#salt,
      account: header?.account ?? Account.of(this.#base, 0, 0),
      removed: this.#removed,
    });
    await writeWhole(this.#place.folder, this.#target, bytes, HEADER_BYTES, 0);
  }
}
