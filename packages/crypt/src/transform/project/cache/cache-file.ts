// What is kept between two parses, in one file. It is a cache: when it cannot be read, or is of another version, it is empty.
import { systemCode } from '../../../kernel/crypt-error.ts';
import type { Files } from '../../../kernel/effects.ts';
import { parseJson, type Json } from '../../../kernel/parse-json.ts';

/** Changed whenever the parser would read the same files differently. */
const FORMAT = 7;

export interface CacheFile {
  readonly content: { readonly [key: string]: Json };
  /** What stands below the line of the content. */
  readonly rest: Buffer;
}

export async function readCacheFile(files: Files, path: string): Promise<CacheFile | undefined> {
  const read = await unlessRefused(async () => files.readNow(path, Infinity));
  if (read?.bytes === undefined) return undefined;
  const { buffer, byteOffset, byteLength } = read.bytes;
  const bytes = Buffer.from(buffer, byteOffset, byteLength);
  const end = bytes.indexOf('\n');
  try {
    const content = parseJson(bytes.toString('utf8', 0, end === -1 ? byteLength : end), Infinity);
    if (typeof content !== 'object' || content === null || !('format' in content) || content['format'] !== FORMAT)
      return undefined;
    const rest = end === -1 ? Buffer.alloc(0) : bytes.subarray(end + 1);
    return content['restBytes'] === rest.length ? { content, rest } : undefined;
  } catch {
    // A cache that was cut off is made again.
    return undefined;
  }
}

/** @param rest goes below the content, as it is. */
export async function writeCacheFile(
  files: Files,
  path: string,
  content: { readonly [key: string]: unknown },
  rest: Uint8Array = Buffer.alloc(0),
): Promise<void> {
  await unlessRefused(async () => {
    await files.makeFolder(path.slice(0, path.lastIndexOf('/')));
    const line = Buffer.from(`${JSON.stringify({ format: FORMAT, restBytes: rest.length, ...content })}\n`);
    await files.replaceUnsynced(path, Buffer.concat([line, rest]));
  });
}

/** Who may read a project may parse it, also where nothing can be kept. */
async function unlessRefused<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'ENOTDIR'].includes(systemCode(error) ?? '')) return undefined;
    throw error;
  }
}
