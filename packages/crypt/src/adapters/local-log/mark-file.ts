import { systemCode } from '../../kernel/crypt-error.ts';
import type { FileHandle, Files } from '../../kernel/effects.ts';
import { writeWhole } from './active-segment.ts';
import { encodeMark, MARK_BYTES, type DurableMark } from './durable-mark.ts';
import { markPath } from './layout.ts';

/** The writer's side of the durable mark. The file is written in place, so that readers keep their handles. */
export class MarkFile {
  readonly #folder: string;
  readonly #handle: FileHandle;
  readonly #bytes = Buffer.alloc(MARK_BYTES);

  private constructor(folder: string, handle: FileHandle) {
    this.#folder = folder;
    this.#handle = handle;
  }

  static async open(files: Files, folder: string): Promise<MarkFile> {
    const path = markPath(folder);
    try {
      return new MarkFile(folder, await files.open(path, 'r+'));
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') throw error;
    }
    const handle = await files.open(path, 'wx+');
    await files.syncFolder(folder);
    return new MarkFile(folder, handle);
  }

  /** Shows readers the way; the caller has synced what the mark speaks of. */
  async publish(mark: DurableMark): Promise<void> {
    encodeMark(mark, this.#bytes);
    await writeWhole(this.#folder, this.#handle, this.#bytes, MARK_BYTES, 0);
  }

  /** Makes the last published mark survive a power cut; without it an older one may. */
  async sync(): Promise<void> {
    await this.#handle.truncate(MARK_BYTES);
    await this.#handle.datasync();
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}
