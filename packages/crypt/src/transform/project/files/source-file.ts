// Files with their contents.
import { createHash } from 'node:crypto';
import type { Files, FileStat } from '../../../kernel/effects.ts';
import { PROJECT_FILE_BYTES_MAX, SEED_HASHED_BYTES_MAX } from '../../../kernel/limits.ts';
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

/** A file and what the file system said of it right before it was read. */
export interface StampedFile {
  readonly source: SourceFile;
  readonly stat: FileStat;
}

/** Undefined for what vanished meanwhile, is a folder, or is too large, which is told. */
export function readStamped(
  files: Files,
  file: FoundFile & PackageFolder,
  problems: Problems,
): StampedFile | undefined {
  const { packageName, folder, shownFolder, kind, path, relativePath } = file;
  const shownPath = shownFolder === '' ? path : `${shownFolder}/${path}`;
  const parts = { kind, path, relativePath, packageName, folder, shownPath };
  const content = files.readNow(`${folder}/${path}`, kind === 'seed' ? SEED_HASHED_BYTES_MAX : PROJECT_FILE_BYTES_MAX);
  if (content === undefined) return undefined;
  const { bytes, stat } = content;
  if (bytes === undefined && kind === 'seed')
    return { source: { ...parts, text: '', leadLines: 0, checksum: undefined }, stat };
  if (bytes === undefined) {
    const reason = `the file has ${stat.sizeBytes} bytes; at most ${PROJECT_FILE_BYTES_MAX} are read`;
    problems.errors.push(fail('PROJECT_LIMIT', { reason, place: { file: shownPath, line: 1, column: 1 } }));
    return undefined;
  }
  const whole = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const text = stripped(whole);
  const leadLines = whole.slice(0, whole.indexOf(text)).split('\n').length - 1;
  const kept = kind === 'seed' ? '' : text.replace(/^\uFEFF/, '');
  return { source: { ...parts, text: kept, leadLines, checksum: sha256(text) }, stat };
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
