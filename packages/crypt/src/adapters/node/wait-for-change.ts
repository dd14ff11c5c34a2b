import { watch } from 'node:fs';

/** Without the system's help a file is looked at this often. */
const LOOK_EVERY_MS = 100;

/**
 * Resolves when the file may have been written, at the latest after `waitMs`. It may resolve too early, and it may miss
 * a write between the caller's last look and the call: the wait must be bounded by what such a miss may cost.
 */
export function waitForChange(path: string, waitMs: number, signal: AbortSignal): Promise<void> {
  const watcher = tryWatch(path);
  const ms = watcher === undefined ? Math.min(waitMs, LOOK_EVERY_MS) : waitMs;
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      watcher?.close();
      resolve();
    };
    const timer = setTimeout(done, signal.aborted ? 0 : ms);
    signal.addEventListener('abort', done, { once: true });
    watcher?.once('change', done);
    watcher?.once('error', done);
  });
}

/** Undefined when the system has no watches left, or the file is not there. */
function tryWatch(path: string): ReturnType<typeof watch> | undefined {
  try {
    return watch(path, { persistent: false });
  } catch {
    // Looking now and then does the same, only later.
    return undefined;
  }
}
