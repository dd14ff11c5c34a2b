import { join } from 'node:path';
import { assert } from '../kernel/assert.ts';
import type { Files } from '../kernel/effects.ts';
import { fail } from './errors.ts';
import { upgradeTo2 } from './upgrade-to-2.ts';

/** Format of the data folder. Raised when a released version could not read what this one writes. */
export const DATA_FORMAT = 2;

/** Brings a folder of format `from` to `from + 1`, in place. Done again after a crash in its midst, so it bears that. */
export type Upgrade = (folder: string, files: Files) => Promise<void>;

/** By the format they start from. */
const UPGRADES: Readonly<Record<number, Upgrade>> = { 1: upgradeTo2 };

/**
 * Makes the data folder, or checks and upgrades the one that is there.
 * @throws DATA_FORMAT (user) when it was written by a newer version.
 */
export async function openDataFolder(
  folder: string,
  files: Files,
  supported = DATA_FORMAT,
  upgrades: Readonly<Record<number, Upgrade>> = UPGRADES,
): Promise<void> {
  const path = join(folder, 'VERSION');
  await files.makeFolder(folder);
  if ((await files.stat(path)) === undefined) {
    await files.replaceFile(path, `${supported}\n`);
    return;
  }
  let found = Number(Buffer.from(await files.readFile(path)).toString('utf8'));
  if (!Number.isInteger(found) || found < 1 || found > supported)
    throw fail('DATA_FORMAT', { folder, found, supported });
  for (; found < supported; found++) {
    const upgrade = upgrades[found];
    assert(upgrade !== undefined, `format ${found} has an upgrade`);
    await upgrade(folder, files);
    await files.replaceFile(path, `${found + 1}\n`);
  }
}
