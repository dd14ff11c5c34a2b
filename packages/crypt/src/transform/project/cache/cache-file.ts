// What is kept between two parses, in one file. It is a cache: when it cannot be read, or is of another version, it is empty.
import { systemCode } from '../../../kernel/crypt-error.ts';
import type { Files } from '../../../kernel/effects.ts';
import { parseJson, type Json } from '../../../kernel/parse-json.ts';

/** Changed whenever the parser would read the same files differently. */
const FORMAT = 4;

export interface CacheFile {
  readonly content: { readonly [key: string]: Json };
  /** What stands below the content. */
  readonly lines: readonly Buffer[];
}

export async function readCacheFile(files: Files, path: string): Promise<CacheFile | undefined> {
  const bytes = await unlessRefused(
    files.stat(path).then((stat) => (stat === undefined ? undefined : files.readFile(path))),
  );
  if (bytes === undefined) return undefined;
  const [first, ...lines] = splitLines(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  try {
    const content = parseJson(first?.toString('utf8') ?? '', Infinity);
    if (typeof content !== 'object' || content === null || !('format' in content) || content['format'] !== FORMAT)
      return undefined;
    return { content, lines };
  } catch {
    // A cache that was cut off is made again.
    return undefined;
  }
}

export async function writeCacheFile(
  files: Files,
  path: string,
  content: { readonly [key: string]: unknown },
  lines: readonly Uint8Array[] = [],
): Promise<void> {
  const write = async (): Promise<void> => {
    await files.makeFolder(path.slice(0, path.lastIndexOf('/')));
    const parts: Uint8Array[] = [Buffer.from(JSON.stringify({ format: FORMAT, ...content }))];
    for (const line of lines) parts.push(LINE_END, line);
    await files.replaceUnsynced(path, Buffer.concat(parts));
  };
  await unlessRefused(write());
}

const LINE_END = Buffer.from('\n');

/** Views into the bytes. */
function splitLines(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  let from = 0;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, from)) {
    lines.push(bytes.subarray(from, at));
    from = at + 1;
  }
  lines.push(bytes.subarray(from));
  return lines;
}

/** Who may read a project may parse it, also where nothing can be kept. */
async function unlessRefused<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'ENOTDIR'].includes(systemCode(error) ?? '')) return undefined;
    throw error;
  }
}
