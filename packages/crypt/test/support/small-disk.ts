// A file system in memory, small enough to be filled in a moment.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync, rmSync, statfsSync, truncateSync, writeSync, openSync, closeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SmallDisk {
  readonly folder: string;
  freeBytes(): number;
  /** Fills it until `leaveBytes` are free; 0 until nothing more can be written. */
  fill(leaveBytes: number): void;
  /** Gives back what `fill` took. */
  empty(): void;
  unmount(): void;
}

/** Why there is none, and the command that would make one. */
export interface NoSmallDisk {
  readonly skip: string;
}

const PIECE = Buffer.alloc(1 << 16);

export function mountSmallDisk(megabytes: number): SmallDisk | NoSmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'crypt-disk-'));
  const command = ['mount', '-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder] as const;
  try {
    execFileSync(command[0], command.slice(1), { stdio: ['ignore', 'ignore', 'pipe'] });
  } catch (error) {
    rmdirSync(folder);
    const reason = String((error as { stderr?: Buffer }).stderr ?? error).trim();
    return { skip: `no small disk: ${reason}. As root it is made by: ${command.join(' ')}` };
  }
  const ballast = join(folder, 'ballast');
  const freeBytes = (): number => {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  };
  return {
    folder,
    freeBytes,
    fill(leaveBytes) {
      const file = openSync(ballast, 'a');
      try {
        while (freeBytes() > leaveBytes) writeSync(file, PIECE, 0, Math.min(PIECE.length, freeBytes() - leaveBytes));
      } catch (error) {
        if ((error as { code?: string }).code !== 'ENOSPC') throw error;
      } finally {
        closeSync(file);
      }
    },
    empty() {
      truncateSync(ballast, 0);
    },
    unmount() {
      execFileSync('umount', [folder]);
      rmSync(folder, { recursive: true });
    },
  };
}
