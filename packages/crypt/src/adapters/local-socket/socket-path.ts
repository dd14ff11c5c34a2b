import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** sun_path holds 104 bytes on macOS and 108 on Linux, with the closing zero. */
const PATH_BYTES_MAX = 103;

/**
 * Where the socket `name` of a data folder lies: `<data>/run/<name>.sock`, or, when that path is too long for the
 * system, a folder of this user's in the system's temporary folder, named after the data folder.
 */
export function socketPath(dataFolder: string, name: string): string {
  const near = join(dataFolder, 'run', `${name}.sock`);
  if (Buffer.byteLength(near) <= PATH_BYTES_MAX) return near;
  const digest = createHash('sha256').update(dataFolder).digest('hex').slice(0, 16);
  return join(tmpdir(), `crypt-${process.getuid?.() ?? 0}-${digest}`, `${name}.sock`);
}
