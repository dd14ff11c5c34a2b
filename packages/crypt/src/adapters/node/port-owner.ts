// Who listens on a TCP port. Linux tells: /proc/net has the socket's number, and the holder has it among its files.
import { readdir, readFile, readlink } from 'node:fs/promises';
import { errorText } from '../../kernel/crypt-error.ts';
import type { Logger } from '../../kernel/effects.ts';

const LISTENING = '0A';

/**
 * Name and number of the process, `node (process 4711)`; undefined where /proc is none, or the process is another user's.
 */
export async function portOwner(port: number, logger: Logger): Promise<string | undefined> {
  if (process.platform !== 'linux') return undefined;
  try {
    const tables = await Promise.all(['tcp', 'tcp6'].map((table) => readFile(`/proc/net/${table}`, 'utf8')));
    const sockets = new Set(tables.flatMap((table) => parseListeners(table, port)));
    if (sockets.size === 0) return undefined;
    for (const name of await readdir('/proc')) {
      if (/^\d+$/.test(name) && (await holdsOne(name, sockets))) {
        return `${(await readFile(`/proc/${name}/comm`, 'utf8')).trim()} (process ${name})`;
      }
    }
  } catch (error) {
    // Only a better error message was wanted: a process that ends meanwhile must not replace the error itself.
    logger.debug('port_owner.unknown', { port, reason: errorText(error) });
  }
  return undefined;
}

/** Links such as `socket:[4242]` of the sockets that listen on `port`; see proc(5), /proc/net/tcp. */
export function parseListeners(table: string, port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => local?.endsWith(suffix) === true && state === LISTENING)
    .map((fields) => `socket:[${fields[9]}]`);
}

async function holdsOne(process: string, sockets: ReadonlySet<string>): Promise<boolean> {
  let names: string[];
  try {
    names = await readdir(`/proc/${process}/fd`);
  } catch {
    // Another user's, or it has ended.
    return false;
  }
  const links = await Promise.all(names.map((name) => readlink(`/proc/${process}/fd/${name}`).catch(() => '')));
  return links.some((link) => sockets.has(link));
}
