// Commands that change a warehouse take turns: one waits, says for whom, and goes on when the other has ended or died.
import { takeOwnerLock, type LockHolder, type OwnerLock } from '../adapters/node/owner-lock.ts';
import type { CliContext } from './context.ts';

export interface Turn {
  readonly folder: string;
  /** The lock is the file `<name>.lock` in it. */
  readonly name: string;
  /** The command that takes it: `build`. */
  readonly what: string;
}

/**
 * The turn ends with the process, however it ends.
 *
 * @param waitMs how long to wait for others; without it, as long as they take.
 * @throws LOCK_WAIT_ENDED (user) on Ctrl-C; LOCK_HELD (transient) after `waitMs`.
 */
export function takeTurn(
  context: CliContext,
  { folder, name, what }: Turn,
  waitMs = Number.POSITIVE_INFINITY,
): Promise<OwnerLock> {
  const { clock, interrupted, note } = context;
  const onWait = (holder: LockHolder): void =>
    note(`crypt ${what} waits for ${describeHolder(holder)}. Ctrl-C ends the waiting.\n`);
  return takeOwnerLock(folder, clock, waitMs, { name, what, onWait, signal: interrupted });
}

function describeHolder({ pid, what, sinceMs }: LockHolder): string {
  if (what === undefined || sinceMs === undefined) return `process ${pid}`;
  return `the ${what} that began at ${new Date(sinceMs).toTimeString().slice(0, 8)}, pid ${pid}`;
}
