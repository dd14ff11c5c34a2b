// What is kept between two parses, in one file. It is a cache: when it cannot be read, or is of another version, it is empty.
import { systemCode } from '../../../kernel/crypt-error.ts';
import type { Files } from '../../../kernel/effects.ts';
import { parseJson, type Json } from '../../../kernel/parse-json.ts';
import { readOptional } from '../files/find-files.ts';

/** Changed whenever the parser would read the same files differently. */
const FORMAT = 4;

export interface CacheFile {
  readonly content: { readonly [key: string]: Json };
  /** What stands below the content. */
  readonly lines: readonly string[];
}

export async function readCacheFile(files: Files, path: string): Promise<CacheFile | undefined> {
  const text = await unlessRefused(readOptional(files, path));
  if (text === undefined) return undefined;
  const [first = '', ...lines] = text.split('\n');
  try {
    const content = parseJson(first, Infinity);
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
  lines: readonly string[] = [],
): Promise<void> {
  const write = async (): Promise<void> => {
    await files.makeFolder(path.slice(0, path.lastIndexOf('/')));
    await files.replaceUnsynced(path, [JSON.stringify({ format: FORMAT, ...content }), ...lines].join('\n'));
  };
  await unlessRefused(write());
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
