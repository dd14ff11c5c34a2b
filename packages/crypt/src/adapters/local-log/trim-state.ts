// trimmed.json: the account of what retention has removed. Written before the segments are deleted, so that a missing
// segment that it does not explain is a loss, and one that it explains is finished off at the next open.
import type { Files } from '../../kernel/effects.ts';
import { Account } from './account.ts';
import { readChecked, renderChecked } from './checked-json.ts';
import { trimmedPath } from './layout.ts';

export interface TrimState {
  /** Every record before this offset has been removed. */
  readonly oldestOffset: number;
  readonly account: Account;
}

export async function readTrimState(files: Files, folder: string): Promise<TrimState | 'missing' | 'damaged'> {
  const value = await readChecked(files, trimmedPath(folder));
  if (typeof value === 'string') return value;
  const { oldestOffset, count, high, low } = value as unknown as Record<string, number | undefined>;
  if (oldestOffset === undefined || count === undefined || high === undefined || low === undefined) return 'damaged';
  return { oldestOffset, account: Account.of(count, high, low) };
}

export async function writeTrimState(files: Files, folder: string, state: TrimState): Promise<void> {
  const { count, high, low } = state.account;
  await files.replaceFile(trimmedPath(folder), renderChecked({ oldestOffset: state.oldestOffset, count, high, low }));
}
