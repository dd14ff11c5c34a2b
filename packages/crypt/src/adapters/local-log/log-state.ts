// What a log looks like from outside. Anyone may ask, whether or not an owner runs; nothing is changed.
import type { LogAddress, LogDamage, LogState } from '../../contracts/log.ts';
import type { Clock, Files } from '../../kernel/effects.ts';
import { readMarkFile } from './durable-mark.ts';
import { readGroupStates } from './groups.ts';
import { listSegments, logFolder, markPath, segmentPath } from './layout.ts';
import { fileDamage, readQuarantine } from './quarantine.ts';
import { readTrimState } from './trim-state.ts';

export interface LogStateOptions {
  readonly root: string;
  readonly address: LogAddress;
  readonly files: Files;
  readonly clock: Clock;
  readonly groups: readonly string[];
}

/** A log that does not exist yet is empty. A mark that cannot be read counts as damage, and as nothing durable. */
export async function readLogState(options: LogStateOptions): Promise<LogState> {
  const { files, clock, address } = options;
  const folder = logFolder(options.root, address);
  const bases = await listSegments(files, folder);
  let bytes = 0;
  for (const base of bases) bytes += (await files.stat(segmentPath(folder, base)))?.sizeBytes ?? 0;
  const mark = await readMarkFile(files, markPath(folder), clock);
  const trimmed = await readTrimState(files, folder);
  const states = await readGroupStates(files, folder, options.groups, clock.nowMs());
  const damage: LogDamage[] = [...(await readQuarantine(files, folder)), ...states.damage];
  if (mark === 'damaged' || (mark === 'missing' && bases.length > 0)) damage.push(fileDamage('durable'));
  if (trimmed === 'damaged' || (trimmed === 'missing' && bases.length > 0)) damage.push(fileDamage('trimmed.json'));
  return {
    address,
    oldestOffset: typeof trimmed === 'object' ? trimmed.oldestOffset : (bases[0] ?? 0),
    durableOffset: typeof mark === 'object' ? mark.nextOffset : 0,
    segments: bases.length,
    bytes,
    tornBytes: typeof mark === 'object' ? mark.tornBytes : 0,
    damage,
    groups: states.groups,
  };
}
