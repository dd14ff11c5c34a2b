import { watch } from 'node:fs';

/** Without the system's help a file is looked at this often. */
const LOOK_EVERY_MS = 100;

/**
 * Resolves when the file may have been written, at the latest after `waitMs`. It may resolve too early, and it may miss
 * a write between the caller's last look and the call: the wait must be bounded by what such a miss may cost.
 */
export function waitForChange(path: string, waitMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    const watcher = tryWatch(path);
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      watcher?.close();
      resolve();
    };
    if (signal.aborted) return done();
    timer = setTimeout(done, watcher === undefined ? Math.min(waitMs, LOOK_EVERY_MS) : waitMs);
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
