// Files with their contents.
import { createHash } from 'node:crypto';
import { systemCode } from '../../../kernel/crypt-error.ts';
import type { Files } from '../../../kernel/effects.ts';
import { PROJECT_FILE_BYTES_MAX, PROJECT_READS_MAX, SEED_HASHED_BYTES_MAX } from '../../../kernel/limits.ts';
import { fail, type Problems } from '../errors.ts';
import type { FoundFile } from './find-files.ts';

export interface SourceFile extends FoundFile {
  readonly packageName: string;
  /** The package's folder. */
  readonly folder: string;
  /** Shown in problems: from the root project's folder where it is inside. */
  readonly shownPath: string;
  /** Without white space around it, as dbt keeps it; empty for a seed. */
  readonly text: string;
  /** Empty lines before the text, for places in the file. */
  readonly leadLines: number;
  /** sha256 of the text in hex; of a large seed undefined. */
  readonly checksum: string | undefined;
}

export interface PackageFolder {
  readonly packageName: string;
  readonly folder: string;
  readonly shownFolder: string;
}

/** In the order of `found`; files that vanished meanwhile, or are folders, are left out. */
export async function readSourceFiles(
  files: Files,
  from: PackageFolder,
  found: readonly FoundFile[],
  problems: Problems,
): Promise<readonly SourceFile[]> {
  const read: (SourceFile | undefined)[] = Array.from({ length: found.length });
  let next = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < found.length; index = next++) {
      const file = found[index];
      if (file !== undefined) read[index] = await readOne(files, from, file, problems);
    }
  };
  await Promise.all(Array.from({ length: PROJECT_READS_MAX }, work));
  return read.filter((file) => file !== undefined);
}

async function readOne(
  files: Files,
  from: PackageFolder,
  found: FoundFile,
  problems: Problems,
): Promise<SourceFile | undefined> {
  const path = `${from.folder}/${found.path}`;
  const shownPath = from.shownFolder === '' ? found.path : `${from.shownFolder}/${found.path}`;
  const parts = { ...found, packageName: from.packageName, folder: from.folder, shownPath };
  if (found.kind === 'seed' && ((await files.stat(path))?.sizeBytes ?? 0) > SEED_HASHED_BYTES_MAX)
    return { ...parts, text: '', leadLines: 0, checksum: undefined };
  try {
    const bytes = await files.readFile(path);
    if (bytes.length > PROJECT_FILE_BYTES_MAX) {
      const place = { file: shownPath, line: 1, column: 1 };
      problems.errors.push(
        fail('PROJECT_LIMIT', {
          reason: `the file has ${bytes.length} bytes; at most ${PROJECT_FILE_BYTES_MAX} are read`,
          place,
        }),
      );
      return undefined;
    }
    const whole = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
    const text = stripped(whole);
    const leadLines = whole.slice(0, whole.indexOf(text)).split('\n').length - 1;
    return {
      ...parts,
      text: found.kind === 'seed' ? '' : text.replace(/^\uFEFF/, ''),
      leadLines,
      checksum: sha256(text),
    };
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'EISDIR') return undefined;
    throw error;
  }
}

/** Without what Python's strip() takes away; a byte order mark is none of it, and part of dbt's checksum. */
function stripped(text: string): string {
  const isSpace = (at: number): boolean => isPythonSpace(text.charCodeAt(at));
  let [start, end] = [0, text.length];
  while (start < end && isSpace(start)) start++;
  while (end > start && isSpace(end - 1)) end--;
  return text.slice(start, end);
}

/** The text where it stands in its file, as far as lines go. */
export function placedText({ text, leadLines }: Pick<SourceFile, 'text' | 'leadLines'>): string {
  return leadLines === 0 ? text : '\n'.repeat(leadLines) + text;
}

/** Besides what JavaScript holds for white space, four separators and NEL are; the byte order mark is not. */
function isPythonSpace(code: number): boolean {
  if ((code >= 0x1c && code <= 0x1f) || code === 0x85) return true;
  return code !== 0xfeff && String.fromCharCode(code).trim() === '';
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
