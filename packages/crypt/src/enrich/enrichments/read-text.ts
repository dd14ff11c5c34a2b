import type { Files } from '../../kernel/effects.ts';
import { systemCode, type CryptError } from '../../kernel/crypt-error.ts';

/**
 * Text of a file without a byte order mark.
 *
 * @throws what `refuse` makes of a reason when the file cannot be read.
 */
export async function readText(path: string, files: Files, refuse: Refuse): Promise<string> {
  let bytes: Uint8Array;
  try {
    bytes = await files.readFile(path);
  } catch (error) {
    const code = systemCode(error);
    if (code === undefined) throw error;
    throw refuse(code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`, error);
  }
  return Buffer.from(bytes)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
}

type Refuse = (reason: string, cause: unknown) => CryptError;
