import { systemCode } from '../../kernel/crypt-error.ts';
import type { Clock, FileHandle, Files } from '../../kernel/effects.ts';
import { readMark, type DurableMark } from './durable-mark.ts';
import { markPath } from './layout.ts';

/** Reads of an unchanged mark between two looks at whether the file is still the same; an idle reader does little else. */
const UNCHANGED_PER_STAT = 16;

/** A reader's side of the durable mark: keeps the file open, and notices when there is another one. */
export class MarkReader {
  readonly #files: Files;
  readonly #clock: Clock;
  readonly #path: string;
  #handle: FileHandle | undefined;
  #inode = 0;
  #lastOffset = -1;
  #unchanged = 0;

  constructor(files: Files, clock: Clock, folder: string) {
    this.#files = files;
    this.#clock = clock;
    this.#path = markPath(folder);
  }

  async read(): Promise<DurableMark | 'missing' | 'damaged'> {
    if (this.#handle === undefined && !(await this.#open())) return 'missing';
    const mark = await readMark(this.#handle as FileHandle, this.#clock);
    if (mark !== undefined && mark.nextOffset !== this.#lastOffset) {
      this.#lastOffset = mark.nextOffset;
      return mark;
    }
    if (mark !== undefined && ++this.#unchanged % UNCHANGED_PER_STAT !== 0) return mark;
    // Nothing new for long, or nothing whole: the owner may have had to make the file again.
    const stat = await this.#files.stat(this.#path);
    if (stat === undefined || stat.inode === this.#inode) return mark ?? 'damaged';
    await this.close();
    return (await this.#open())
      ? ((await readMark(this.#handle as unknown as FileHandle, this.#clock)) ?? 'damaged')
      : 'missing';
  }

  async close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close();
  }

  async #open(): Promise<boolean> {
    try {
      this.#handle = await this.#files.open(this.#path, 'r');
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return false;
      throw error;
    }
    this.#inode = (await this.#handle.stat()).inode;
    return true;
  }
}
