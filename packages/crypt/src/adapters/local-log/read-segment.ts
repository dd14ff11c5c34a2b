// A segment that a reader has open, and up to where it may be read.
import type { FileHandle, Files } from '../../kernel/effects.ts';
import type { DurableMark } from './durable-mark.ts';
import { segmentName } from './layout.ts';
import { HEADER_BYTES } from './segment-header.ts';
import { SegmentWalk } from './segment-walk.ts';
import { readIndex } from './sparse-index.ts';

interface Source {
  readonly handle: FileHandle;
  readonly sizeBytes: number;
  readonly salt: number;
}

export class ReadSegment {
  readonly walk: SegmentWalk;
  readonly #base: number;
  readonly #source: Source;

  private constructor(base: number, source: Source, walk: SegmentWalk) {
    this.#base = base;
    this.#source = source;
    this.walk = walk;
  }

  /** Starts at, or not far before, the record at `offset`. */
  static async start(files: Files, folder: string, base: number, source: Source, offset: number): Promise<ReadSegment> {
    const near = offset > base ? await walkNear(files, folder, base, source, offset) : undefined;
    const first = { segment: segmentName(base), salt: source.salt, position: HEADER_BYTES, expected: base };
    return new ReadSegment(base, source, near ?? new SegmentWalk(source.handle, { ...first, prev: source.salt }));
  }

  /**
   * Sets how far the walk may go. False when the mark speaks of another file with this segment's name.
   */
  async bound(mark: DurableMark, list: () => Promise<readonly number[]>): Promise<boolean> {
    const { walk } = this;
    if (mark.segmentBase === this.#base) {
      if (mark.salt !== this.#source.salt) return false;
      walk.limit = mark.position;
      walk.stopOffset = mark.nextOffset;
      return true;
    }
    if (!walk.sealed) {
      walk.sealed = true;
      walk.stopOffset = (await list()).find((base) => base > this.#base) ?? mark.segmentBase;
      walk.limit = (await this.#source.handle.stat()).sizeBytes;
    }
    return true;
  }

  async close(): Promise<void> {
    await this.#source.handle.close();
  }
}

/** A walk from the last indexed frame before `offset`, if the frame there is what the index says. */
async function walkNear(
  files: Files,
  folder: string,
  base: number,
  source: Source,
  offset: number,
): Promise<SegmentWalk | undefined> {
  const entry = (await readIndex(files, folder, base)).findLast((candidate) => candidate.offset <= offset);
  if (entry === undefined) return undefined;
  const start = { segment: segmentName(base), salt: source.salt, position: entry.position, expected: entry.offset };
  const probe = new SegmentWalk(source.handle, { ...start, prev: undefined });
  probe.limit = source.sizeBytes;
  let step = probe.step();
  while (step === 'need') {
    await probe.fill();
    step = probe.step();
  }
  if (step !== 'record' || probe.offset !== entry.offset) return undefined;
  return new SegmentWalk(source.handle, { ...start, prev: undefined });
}
