// <root>/<topic>/<partition>/
//   <20-digit base offset>.seg    frames          <base>.idx   sparse index: an aid, verified at each use
//   durable    the mark           trimmed.json    what retention removed     declared.json   groups and since when
//   groups/<group>.json           quarantine/     copies of damaged bytes, and what is known about them
//   owner.lock                    the one process that writes
import { join } from 'node:path';
import type { LogAddress } from '../../contracts/log.ts';
import { assert } from '../../kernel/assert.ts';
import type { Files } from '../../kernel/effects.ts';

const NAME = /^[a-z0-9][a-z0-9_.-]*$/;
const SEGMENT = /^(\d{20})\.seg$/;

export function logFolder(root: string, address: LogAddress): string {
  assert(NAME.test(address.topic), `a topic's name is lower case letters, digits, _ . -: ${address.topic}`);
  assert(Number.isSafeInteger(address.partition) && address.partition >= 0, `a partition is ${address.partition}`);
  return join(root, address.topic, String(address.partition));
}

export function logName(address: LogAddress): string {
  return `${address.topic}/${address.partition}`;
}

export function segmentName(base: number): string {
  return `${String(base).padStart(20, '0')}.seg`;
}

export function segmentPath(folder: string, base: number): string {
  return join(folder, segmentName(base));
}

export function indexPath(folder: string, base: number): string {
  return join(folder, `${String(base).padStart(20, '0')}.idx`);
}

export function markPath(folder: string): string {
  return join(folder, 'durable');
}

export function trimmedPath(folder: string): string {
  return join(folder, 'trimmed.json');
}

export function declaredPath(folder: string): string {
  return join(folder, 'declared.json');
}

export function groupPath(folder: string, group: string): string {
  assert(NAME.test(group), `a group's name is lower case letters, digits, _ . -: ${group}`);
  return join(folder, 'groups', `${group}.json`);
}

export function quarantineFolder(folder: string): string {
  return join(folder, 'quarantine');
}

/** Base offsets of the segments in the folder, ascending. */
export async function listSegments(files: Files, folder: string): Promise<readonly number[]> {
  const bases: number[] = [];
  for (const name of await files.list(folder)) {
    const base = SEGMENT.exec(name)?.[1];
    if (base !== undefined) bases.push(Number(base));
  }
  return bases;
}
