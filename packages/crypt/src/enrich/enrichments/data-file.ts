// Files that enrichments read once, when the enricher starts: the project's own, and those of installed packages.
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { errorText, systemCode } from '../../kernel/crypt-error.ts';
import type { Files } from '../../kernel/effects.ts';
import { fail } from '../errors.ts';

export interface DataFile {
  /** Absolute. */
  readonly path: string;
  /** The field of crypt.yml that names it; null for one that comes with the Crypt. */
  readonly field: string | null;
}

/** @param file relative to the project. */
export function projectFile(projectFolder: string, file: string, field: string): DataFile {
  return { path: resolve(projectFolder, file), field };
}

/**
 * @param find `() => import.meta.resolve('uap-core/regexes.yaml')`.
 * @throws ENRICH_FILE_REFUSED (user) when the package is not installed.
 */
export function packageFile(find: () => string): DataFile {
  try {
    return { path: fileURLToPath(find()), field: null };
  } catch (error) {
    throw refuseFile({ path: 'A package of the Crypt', field: null }, errorText(error), error);
  }
}

/** @throws ENRICH_FILE_REFUSED (user) */
export async function readDataFile(files: Files, file: DataFile): Promise<Buffer> {
  try {
    const bytes = await files.readFile(file.path);
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  } catch (error) {
    throw refuseFile(file, systemCode(error) === 'ENOENT' ? 'there is no such file' : errorText(error), error);
  }
}

/** The error that says why a file cannot be used. */
export function refuseFile({ path, field }: DataFile, reason: string, cause?: unknown): Error {
  return fail('ENRICH_FILE_REFUSED', { path, field: field ?? '', reason }, cause);
}
