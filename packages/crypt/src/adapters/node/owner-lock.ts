// One owner per folder, across processes, without flock (Node has none).
//
// `owner.lock` holds {pid, started, what?, sinceMs?}. It is linked into place, which fails when there is one. An existing one is stale when no process with that pid
// and that start time lives; the start time tells a recycled pid from the owner, and the boot id tells another boot.
// Takeover is decided under `owner.lock.takeover`, a folder that mkdir makes for one process only.
import * as fs from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { systemCode } from '../../kernel/crypt-error.ts';
import type { Clock } from '../../kernel/effects.ts';
import { fail } from './errors.ts';

export interface OwnerLock {
  release(): Promise<void>;
}

/** Who holds a lock, for those who wait. */
export interface LockHolder {
  readonly pid: number;
  /** What it does, and since when; undefined when it did not say. */
  readonly what?: string;
  readonly sinceMs?: number;
}

interface Owner extends LockHolder {
  readonly started: string;
}

export interface LockWish {
  /** `<name>.lock` is the file: a folder may have several. */
  readonly name?: string;
  /** What it is taken for: `build`. */
  readonly what?: string;
  /** Told once for each holder that is waited for. */
  readonly onWait?: (holder: LockHolder) => void;
  /** Ends the waiting. */
  readonly signal?: AbortSignal;
}

/** A takeover takes milliseconds; a folder older than this was left by a process that died in it. */
const TAKEOVER_MS_MAX = 5_000;
const RETRY_MS = 50;
/** Whoever tells people that it waits may wait for long: each look costs a process on macOS. */
const PATIENT_RETRY_MS = 200;

/**
 * Takes the lock of `folder`, waiting up to `waitMs` for an owner that is ending.
 * @throws LOCK_HELD (transient) with the owner's pid; LOCK_WAIT_ENDED (user) when `signal` ended the waiting.
 */
export async function takeOwnerLock(
  folder: string,
  clock: Clock,
  waitMs: number,
  wish: LockWish = {},
): Promise<OwnerLock> {
  const { name = 'owner', what, onWait, signal } = wish;
  const path = join(folder, `${name}.lock`);
  const told = what === undefined ? {} : { what, sinceMs: clock.nowMs() };
  const self: Owner = { pid: process.pid, started: (await startTime(process.pid)) ?? 'unknown', ...told };
  const deadline = clock.monotonicMs() + waitMs;
  let waitedFor = '';
  for (;;) {
    if (signal?.aborted === true) throw fail('LOCK_WAIT_ENDED', { folder });
    if (await tryCreate(path, self)) return { release: () => fs.rm(path, { force: true }) };
    const owner = await readOwner(path);
    if (owner === undefined) continue;
    if (owner === 'torn' || !(await lives(owner))) await takeOver(path, clock);
    else if (clock.monotonicMs() >= deadline) throw fail('LOCK_HELD', { folder, pid: owner.pid });
    else {
      const { pid, started } = owner;
      if (waitedFor !== `${pid} ${started}`) onWait?.(owner);
      waitedFor = `${pid} ${started}`;
      await clock.sleep(onWait === undefined ? RETRY_MS : PATIENT_RETRY_MS, signal);
    }
  }
}

/** Who owns `folder` now, or undefined. */
export async function readLiveOwner(folder: string): Promise<number | undefined> {
  const owner = await readOwner(join(folder, 'owner.lock'));
  return typeof owner === 'object' && (await lives(owner)) ? owner.pid : undefined;
}

async function tryCreate(path: string, self: Owner): Promise<boolean> {
  // Written aside and linked into place, so that no one ever reads half of a lock.
  const aside = `${path}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    await fs.writeFile(aside, JSON.stringify(self), { flag: 'wx', mode: 0o600 });
    await fs.link(aside, path);
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    // On a full disk it may be there, empty.
    await fs.rm(aside, { force: true });
  }
}

/** Removes a stale lock; whoever creates the next one wins. */
async function takeOver(path: string, clock: Clock): Promise<void> {
  const guard = `${path}.takeover`;
  try {
    await fs.mkdir(guard);
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
    const stat = await fs.stat(guard).catch(() => undefined);
    if (stat !== undefined && clock.nowMs() - stat.mtimeMs > TAKEOVER_MS_MAX) await fs.rm(guard, { recursive: true });
    await clock.sleep(RETRY_MS);
    return;
  }
  try {
    const owner = await readOwner(path);
    // An absent lock is left alone: between this reading and a removal somebody may have linked a new one.
    if (owner === 'torn' || (owner !== undefined && !(await lives(owner)))) await fs.rm(path, { force: true });
  } finally {
    await fs.rm(guard, { recursive: true, force: true });
  }
}

/** Undefined when absent. A power cut may have torn it. */
async function readOwner(path: string): Promise<Owner | 'torn' | undefined> {
  try {
    const owner = JSON.parse(await fs.readFile(path, 'utf8')) as Partial<Owner> | null;
    if (typeof owner?.pid !== 'number') return 'torn';
    const { what, sinceMs } = owner;
    const told = typeof what === 'string' && typeof sinceMs === 'number' ? { what, sinceMs } : {};
    return { pid: owner.pid, started: owner.started ?? 'unknown', ...told };
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    if (error instanceof SyntaxError) return 'torn';
    throw error;
  }
}

async function lives(owner: Owner): Promise<boolean> {
  return (await startTime(owner.pid)) === owner.started;
}

/** A text that differs between processes that get the same pid; undefined when none lives. */
async function startTime(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') {
    try {
      const stat = await fs.readFile(`/proc/${pid}/stat`, 'utf8');
      const boot = await fs.readFile('/proc/sys/kernel/random/boot_id', 'utf8');
      // The command name, in parentheses, may hold spaces: fields are counted after it. The start time is field 22.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (fields[0] === 'Z') return undefined;
      return `${boot.trim()}:${fields[19]}`;
    } catch (error) {
      if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ESRCH') return undefined;
      throw error;
    }
  }
  try {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)]);
    return stdout.trim() === '' ? undefined : stdout.trim();
  } catch {
    // `ps` exits 1 when there is no such process.
    return undefined;
  }
}
