// Consumer groups: their stored positions, one file each, written by the consumer; and since when each is declared,
// one file, written by the owner. A group that never committed counts from its declaration.
import { join } from 'node:path';
import type { LogAddress, LogDamage, LogGroupState } from '../../contracts/log.ts';
import { nearest } from '../../kernel/did-you-mean.ts';
import type { Files } from '../../kernel/effects.ts';
import { GROUP_IDLE_MS_MAX } from '../../kernel/limits.ts';
import { readChecked, renderChecked } from './checked-json.ts';
import { fail } from './errors.ts';
import { declaredPath, groupPath, logName } from './layout.ts';
import { fileDamage } from './quarantine.ts';

export interface GroupPosition {
  readonly nextOffset: number;
  readonly updatedMs: number;
}

/** @throws LOG_GROUP_UNKNOWN (user) with the nearest declared name. */
export function requireDeclared(address: LogAddress, group: string, declared: readonly string[]): void {
  if (declared.includes(group)) return;
  const suggestion = nearest(group, declared) ?? '';
  throw fail('LOG_GROUP_UNKNOWN', { log: logName(address), group, declared, nearest: suggestion });
}

export async function readGroup(
  files: Files,
  folder: string,
  group: string,
): Promise<GroupPosition | 'missing' | 'damaged'> {
  const value = await readChecked(files, groupPath(folder, group));
  if (typeof value === 'string') return value;
  const { group: name, nextOffset, updatedMs } = value;
  if (name !== group || typeof nextOffset !== 'number' || typeof updatedMs !== 'number') return 'damaged';
  return { nextOffset, updatedMs };
}

export async function writeGroup(files: Files, folder: string, group: string, position: GroupPosition): Promise<void> {
  await files.replaceFile(groupPath(folder, group), renderChecked({ group, ...position }));
}

/** The furthest position that any group of the folder has stored; only durable records are ever consumed. */
export async function furthestCommit(files: Files, folder: string): Promise<number> {
  let furthest = 0;
  for (const name of await files.list(join(folder, 'groups'))) {
    if (!name.endsWith('.json')) continue;
    const position = await readGroup(files, folder, name.slice(0, -'.json'.length));
    if (typeof position === 'object') furthest = Math.max(furthest, position.nextOffset);
  }
  return furthest;
}

/** Notes when each group was first declared. Names that are gone are forgotten. */
export async function declareGroups(
  files: Files,
  folder: string,
  groups: readonly string[],
  nowMs: number,
): Promise<void> {
  const stored = await readDeclared(files, folder);
  const known = stored === 'damaged' ? {} : stored;
  const next: Record<string, number> = {};
  for (const group of groups) next[group] = known[group] ?? nowMs;
  const changed =
    stored === 'damaged' ||
    Object.keys(next).length !== Object.keys(known).length ||
    groups.some((group) => !(group in known));
  if (changed) await files.replaceFile(declaredPath(folder), renderChecked({ groups: next }));
}

export interface GroupStates {
  readonly groups: readonly LogGroupState[];
  readonly damage: readonly LogDamage[];
}

/** Where each declared group stands. A damaged file counts as a live group at the start: it holds back retention. */
export async function readGroupStates(
  files: Files,
  folder: string,
  groups: readonly string[],
  nowMs: number,
): Promise<GroupStates> {
  const stored = await readDeclared(files, folder);
  const damage: LogDamage[] = stored === 'damaged' ? [fileDamage('declared.json')] : [];
  // Damaged: the groups count as declared now, which only holds retention back for longer.
  const declared = stored === 'damaged' ? {} : stored;
  const states: LogGroupState[] = [];
  for (const group of groups) {
    const position = await readGroup(files, folder, group);
    if (position === 'damaged') damage.push(fileDamage(`groups/${group}.json`));
    const sinceMs = position === 'damaged' ? nowMs : (declared[group] ?? nowMs);
    const state = typeof position === 'object' ? position : { nextOffset: 0, updatedMs: sinceMs };
    states.push({ group, ...state, live: nowMs - state.updatedMs <= GROUP_IDLE_MS_MAX });
  }
  return { groups: states, damage };
}

async function readDeclared(files: Files, folder: string): Promise<Readonly<Record<string, number>> | 'damaged'> {
  const value = await readChecked(files, declaredPath(folder));
  if (value === 'missing') return {};
  return value === 'damaged' ? value : (value['groups'] as unknown as Record<string, number>);
}
