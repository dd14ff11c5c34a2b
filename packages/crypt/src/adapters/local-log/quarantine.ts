// What is known to be damaged, kept until someone has looked: quarantine/<file>-<position>-<offset>.json with the
// LogDamage, and the bytes beside it. Reporting the same damage again changes nothing.
import { join } from 'node:path';
import type { LogDamage } from '../../contracts/log.ts';
import type { Files } from '../../kernel/effects.ts';
import { readChecked, renderChecked } from './checked-json.ts';
import { quarantineFolder } from './layout.ts';

/** Longest copy of damaged bytes. The segment itself keeps them until it is trimmed or rewritten. */
const COPY_BYTES_MAX = 64 * 1024 * 1024;

/** @returns true when the damage was not known before. */
export async function quarantine(
  files: Files,
  folder: string,
  damage: LogDamage,
  bytes?: Uint8Array,
): Promise<boolean> {
  const path = join(quarantineFolder(folder), nameOf(damage));
  if ((await files.stat(`${path}.json`)) !== undefined) return false;
  await files.makeFolder(quarantineFolder(folder));
  if (bytes !== undefined && bytes.length > 0) await files.replaceFile(`${path}.bin`, bytes);
  await files.replaceFile(`${path}.json`, renderChecked({ ...damage }));
  return true;
}

/** Copies a range of `path` into quarantine with what is known about it. */
export async function quarantineRange(files: Files, folder: string, path: string, damage: LogDamage): Promise<boolean> {
  const handle = await files.open(path, 'r');
  try {
    const bytes = Buffer.alloc(Math.min(damage.lengthBytes, COPY_BYTES_MAX));
    const count = await handle.read(bytes, 0, bytes.length, damage.positionBytes);
    return await quarantine(files, folder, damage, bytes.subarray(0, count));
  } finally {
    await handle.close();
  }
}

/** Moves a whole file of the log into quarantine, under a name that is free. */
export async function quarantineFile(files: Files, folder: string, name: string): Promise<void> {
  const target = quarantineFolder(folder);
  await files.makeFolder(target);
  let path = join(target, name);
  for (let n = 1; (await files.stat(path)) !== undefined; n++) path = join(target, `${name}.${n}`);
  await files.rename(join(folder, name), path);
  await files.syncFolder(target);
  await files.syncFolder(folder);
}

/** Copies a small file that its owner is about to make again. Each time counts. */
export async function quarantineCopy(files: Files, folder: string, name: string): Promise<LogDamage> {
  const damage = fileDamage(name);
  const path = join(folder, name);
  const bytes = (await files.stat(path)) === undefined ? Buffer.alloc(0) : await files.readFile(path);
  for (let n = 0; ; n++) if (await quarantine(files, folder, { ...damage, positionBytes: n }, bytes)) return damage;
}

function nameOf(damage: LogDamage): string {
  return `${damage.segment}-${damage.positionBytes}-${damage.firstOffset}-${damage.reason}`;
}

/** All damage on record, in the order of the names. A damaged record counts as damage itself. */
export async function readQuarantine(files: Files, folder: string): Promise<readonly LogDamage[]> {
  const target = quarantineFolder(folder);
  const all: LogDamage[] = [];
  for (const name of await files.list(target)) {
    if (!name.endsWith('.json')) continue;
    const record = await readChecked(files, join(target, name));
    if (typeof record === 'object') all.push(record as unknown as LogDamage);
    else if (record === 'damaged') all.push(fileDamage(`quarantine/${name}`));
  }
  return all;
}

/** Damage of a whole small file. */
export function fileDamage(name: string): LogDamage {
  return { segment: name, positionBytes: 0, lengthBytes: 0, firstOffset: -1, lastOffset: -1, reason: 'checksum' };
}
