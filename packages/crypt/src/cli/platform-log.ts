// run/crypt.log: what all processes say, one JSON object a line; the last file is kept beside it.
import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { systemCode } from '../kernel/crypt-error.ts';

const FILE_BYTES_MAX = 10_000_000;

export class PlatformLog {
  readonly #path: string;
  #sizeBytes: number;

  constructor(path: string) {
    this.#path = path;
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    this.#sizeBytes = sizeOf(path);
  }

  write(line: string): void {
    try {
      if (this.#sizeBytes > FILE_BYTES_MAX) {
        renameSync(this.#path, `${this.#path}.1`);
        this.#sizeBytes = 0;
      }
      appendFileSync(this.#path, `${line}\n`, { mode: 0o600 });
      this.#sizeBytes += line.length + 1;
    } catch (error) {
      // A full disk must not stop the supervisor; what matters is in the status and on the terminal too.
      if (systemCode(error) === undefined) throw error;
    }
  }
}

function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    // Not there yet.
    return 0;
  }
}
