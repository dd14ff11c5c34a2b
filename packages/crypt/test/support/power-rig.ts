// A disk whose power can be cut. A file on XFS holds an ext4 file system, mounted through a loop device; a reflink copy
// of the file is the device at one instant, without what the system only had in memory:
//
//   outer.img (xfs, reflink) ─mount─▶ outer/ ─▶ disk.img (ext4) ─mount─▶ disk/     copy = the disk after the cut
import { execFileSync } from 'node:child_process';
import {
  constants,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface PowerRig {
  /** Where the disk is mounted. */
  readonly folder: string;
  /** Keeps the disk as it is at this instant, beside the one that goes on. */
  cut(): void;
  /** Mounts what was kept in place of the disk that went on; nothing may use that any more. */
  restart(): Promise<void>;
  remove(): Promise<void>;
}

/** Why there is no rig, and what it takes. */
export interface NoPowerRig {
  readonly skip: string;
}

const OUTER_BYTES = 1_500_000_000;
const DISK_BYTES = 256 * 1024 * 1024;
const BUSY_MS_MAX = 20_000;

export function makePowerRig(): PowerRig | NoPowerRig {
  const base = mkdtempSync(join(tmpdir(), 'crypt-power-'));
  const [outerImage, outer, folder] = ['outer.img', 'outer', 'disk'].map((name) => join(base, name)) as [
    string,
    string,
    string,
  ];
  const [disk, kept] = [join(outer, 'disk.img'), join(outer, 'kept.img')];
  const mounted: string[] = [];
  const mount = (image: string, at: string): void => {
    run('mount', '-o', 'loop', image, at);
    mounted.push(at);
  };
  try {
    mkdirSync(outer);
    mkdirSync(folder);
    makeFile(outerImage, OUTER_BYTES);
    run('mkfs.xfs', '-q', '-m', 'reflink=1', outerImage);
    mount(outerImage, outer);
    makeFile(disk, DISK_BYTES);
    run('mkfs.ext4', '-q', '-F', '-E', 'lazy_itable_init=0,lazy_journal_init=0', disk);
    mount(disk, folder);
    copyFileSync(disk, kept, constants.COPYFILE_FICLONE_FORCE);
  } catch (error) {
    for (const at of mounted.toReversed()) run('umount', at);
    rmSync(base, { recursive: true });
    return { skip: explain(error) };
  }
  return {
    folder,
    cut: () => copyFileSync(disk, kept, constants.COPYFILE_FICLONE_FORCE),
    async restart() {
      await unmount(folder);
      renameSync(kept, disk);
      run('mount', '-o', 'loop', disk, folder);
    },
    async remove() {
      await unmount(folder);
      await unmount(outer);
      rmSync(base, { recursive: true });
    },
  };
}

function makeFile(path: string, sizeBytes: number): void {
  writeFileSync(path, '');
  truncateSync(path, sizeBytes);
}

function run(command: string, ...args: readonly string[]): void {
  execFileSync(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
}

/** Processes that were just killed may hold it for a moment. */
async function unmount(folder: string): Promise<void> {
  for (const deadlineMs = Date.now() + BUSY_MS_MAX; ;) {
    try {
      run('umount', folder);
      return;
    } catch (error) {
      if (Date.now() > deadlineMs) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

function explain(error: unknown): string {
  const { stderr, message } = error as { stderr?: Buffer; message: string };
  const reason = (stderr?.toString() || message).trim().split('\n')[0];
  return (
    `no disk whose power can be cut: ${reason}. It takes root, loop devices, and mkfs.xfs and mkfs.ext4 ` +
    '(apt-get install xfsprogs e2fsprogs). Without it the same is proven on simulated disks, everywhere: ' +
    'test/unit/adapters/local-log/power-cut.test.ts'
  );
}
