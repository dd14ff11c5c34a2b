// How much the data folder holds, how fast it grows, and when the disk is full at that rate.
import type { DiskStatus } from '../contracts/status.ts';
import type { Clock, Files } from '../kernel/effects.ts';

interface Sample {
  readonly timeMs: number;
  readonly usedBytes: number;
}

/** Less says nothing: a batch, a checkpoint or a trimmed segment would look like a trend. */
const WINDOW_MS_MIN = 15 * 60_000;
const WINDOW_MS_MAX = 24 * 3_600_000;
const DAY_MS = 24 * 3_600_000;

export class DiskWatch {
  readonly #files: Files;
  readonly #clock: Clock;
  readonly #folder: string;
  #samples: Sample[] = [];

  constructor(folder: string, files: Files, clock: Clock) {
    this.#folder = folder;
    this.#files = files;
    this.#clock = clock;
  }

  async measure(): Promise<DiskStatus> {
    const timeMs = this.#clock.nowMs();
    const usedBytes = await folderBytes(this.#files, this.#folder);
    const freeBytes = await this.#files.freeBytes(this.#folder);
    this.#samples = [
      ...this.#samples.filter((sample) => sample.timeMs >= timeMs - WINDOW_MS_MAX),
      { timeMs, usedBytes },
    ];
    const first = this.#samples[0];
    if (first === undefined || timeMs - first.timeMs < WINDOW_MS_MIN) {
      return { usedBytes, freeBytes, growthBytesPerDay: null, daysLeft: null };
    }
    const growthBytesPerDay = Math.round(((usedBytes - first.usedBytes) / (timeMs - first.timeMs)) * DAY_MS);
    const daysLeft = growthBytesPerDay > 0 ? Math.floor((freeBytes / growthBytesPerDay) * 10) / 10 : null;
    return { usedBytes, freeBytes, growthBytesPerDay, daysLeft };
  }
}

async function folderBytes(files: Files, folder: string): Promise<number> {
  let bytes = 0;
  for (const name of await files.list(folder)) {
    const path = `${folder}/${name}`;
    const stat = await files.stat(path);
    if (stat === undefined) continue;
    bytes += stat.isDirectory ? await folderBytes(files, path) : stat.sizeBytes;
  }
  return bytes;
}
