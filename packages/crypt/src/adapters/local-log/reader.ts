// Reads one partition forward, behind the durable mark. Any number of readers, in any process, beside the owner.
//
// The mark says in which segment the durable records end, and where. Earlier segments end where the next one begins:
// one that a failed sync made the writer abandon may hold frames beyond that, which are not to be believed.
import type { LogAddress, LogDamage, LogRecord } from '../../contracts/log.ts';
import { systemCode } from '../../kernel/crypt-error.ts';
import type { Clock, Files } from '../../kernel/effects.ts';
import type { DurableMark } from './durable-mark.ts';
import { listSegments, logFolder, segmentName } from './layout.ts';
import { MarkReader } from './mark-reader.ts';
import { openSegment } from './open-segment.ts';
import { fileDamage } from './quarantine.ts';
import { ReadSegment } from './read-segment.ts';
import type { SegmentWalk, Step } from './segment-walk.ts';

export interface LogReaderOptions {
  readonly root: string;
  readonly address: LogAddress;
  readonly files: Files;
  readonly clock: Clock;
}

export class LogReader {
  /** Offset of the next record to return. */
  position = 0;
  readonly damage: LogDamage[] = [];
  readonly folder: string;

  readonly #files: Files;
  readonly #partition: number;
  readonly #mark: MarkReader;
  readonly #reported = new Set<string>();
  #segment: ReadSegment | undefined;

  constructor(options: LogReaderOptions) {
    this.folder = logFolder(options.root, options.address);
    this.#files = options.files;
    this.#partition = options.address.partition;
    this.#mark = new MarkReader(options.files, options.clock, this.folder);
  }

  /** The offset after the last durable record, or undefined when there is no mark to believe. */
  async endOffset(): Promise<number | undefined> {
    return (await this.#readMark())?.nextOffset;
  }

  /** The next durable records, at once; none when there are no more. A single one may exceed `bytesMax`. */
  async read(recordsMax: number, bytesMax: number): Promise<readonly LogRecord[]> {
    const batch: Batch = { records: [], bytes: 0, recordsMax, bytesMax };
    const mark = await this.#readMark();
    if (mark === undefined) return [];
    while (this.position < mark.nextOffset && hasRoom(batch)) {
      const segment = await this.#segmentFor(mark);
      if (segment === 'moved') continue;
      if (segment === 'stale') break;
      const step = this.#collect(segment.walk, batch);
      if (step === 'need') await segment.walk.fill();
      else if (step === 'end') await this.#leave(segment);
    }
    return batch.records;
  }

  /** Goes on at `offset`, which must not be past the end. */
  async seek(offset: number): Promise<void> {
    await this.#closeSegment();
    this.position = offset;
  }

  async close(): Promise<void> {
    await this.#closeSegment();
    await this.#mark.close();
  }

  report(damage: LogDamage): void {
    const key = `${damage.segment} ${damage.positionBytes} ${damage.lastOffset} ${damage.reason}`;
    if (this.#reported.has(key)) return;
    this.#reported.add(key);
    this.damage.push(damage);
  }

  async #readMark(): Promise<DurableMark | undefined> {
    const mark = await this.#mark.read();
    if (mark === 'damaged') this.report(fileDamage('durable'));
    return typeof mark === 'object' ? mark : undefined;
  }

  /**
   * The open segment with its bounds as the mark has them. `moved`: look again, from where the position is now.
   * `stale`: the mark speaks of another file with this segment's name (it was made again or rewritten while the mark
   * could not be written); the next mark will tell.
   */
  async #segmentFor(mark: DurableMark): Promise<ReadSegment | 'moved' | 'stale'> {
    const open = this.#segment;
    if (open !== undefined) {
      if (await open.bound(mark, () => listSegments(this.#files, this.folder))) return open;
      await this.#closeSegment();
      return 'stale';
    }
    const bases = (await listSegments(this.#files, this.folder)).filter((base) => base <= mark.segmentBase);
    const base = bases.findLast((candidate) => candidate <= this.position);
    if (base === undefined) {
      this.#jump(this.position, bases[0] ?? mark.nextOffset, 'gap');
      return 'moved';
    }
    try {
      await this.#open(base, mark, bases[bases.indexOf(base) + 1] ?? mark.nextOffset);
    } catch (error) {
      // Trimmed since it was listed.
      if (systemCode(error) !== 'ENOENT') throw error;
    }
    return 'moved';
  }

  async #open(base: number, mark: DurableMark, stopOffset: number): Promise<void> {
    const opened = await openSegment(this.#files, this.folder, base, 'r');
    const header: LogDamage = { ...fileDamage(segmentName(base)), reason: 'header' };
    if (opened.header === undefined) this.report({ ...header, lengthBytes: Math.min(96, opened.sizeBytes) });
    const salt = opened.salt ?? (base === mark.segmentBase ? mark.salt : undefined);
    if (salt === undefined) {
      await opened.handle.close();
      this.#jump(base, stopOffset, 'header');
      return;
    }
    this.#segment = await ReadSegment.start(this.#files, this.folder, base, { ...opened, salt }, this.position);
  }

  /** Steps until the batch is full, or the walk needs more bytes or is at its end. */
  #collect(walk: SegmentWalk, batch: Batch): Step {
    for (;;) {
      const step = walk.step();
      if (step === 'need' || step === 'end') return step;
      if (step === 'damage') this.#skip(walk.damage as LogDamage, walk.before.expected);
      else if (step !== 'record') this.position = Math.max(this.position, walk.expected);
      else if (walk.offset >= this.position) {
        this.position = walk.offset + 1;
        this.#take(walk, batch);
        if (!hasRoom(batch)) return step;
      }
    }
  }

  #take(walk: SegmentWalk, batch: Batch): void {
    const { offset, timeMs, keyId } = walk;
    const payload = walk.payload();
    batch.records.push({ id: `${this.#partition}/${offset}`, offset, timeMs, keyId, payload });
    batch.bytes += payload.length;
  }

  /** At the end of what the mark allows, or of a sealed segment. */
  async #leave(segment: ReadSegment): Promise<void> {
    const { walk } = segment;
    this.position = Math.max(this.position, walk.sealed ? walk.expected : (walk.stopOffset ?? 0));
    if (walk.sealed) await this.#closeSegment();
  }

  /** Reports that everything from the position to `to` is missing, and moves there. */
  #jump(base: number, to: number, reason: LogDamage['reason']): void {
    const segment = segmentName(base);
    this.report({ ...fileDamage(segment), firstOffset: this.position, lastOffset: to - 1, reason });
    this.position = to;
  }

  /** @param expected the offset before which nothing is missing. */
  #skip(damage: LogDamage, expected: number): void {
    const { firstOffset, lastOffset } = damage;
    const behind = lastOffset === -1 ? expected < this.position : lastOffset < this.position;
    if (behind) return;
    this.report(lastOffset === -1 ? damage : { ...damage, firstOffset: Math.max(firstOffset, this.position) });
    this.position = Math.max(this.position, lastOffset + 1);
  }

  async #closeSegment(): Promise<void> {
    const segment = this.#segment;
    this.#segment = undefined;
    await segment?.close();
  }
}

interface Batch {
  readonly records: LogRecord[];
  bytes: number;
  readonly recordsMax: number;
  readonly bytesMax: number;
}

function hasRoom({ records, bytes, recordsMax, bytesMax }: Batch): boolean {
  return records.length < recordsMax && bytes < bytesMax;
}
