// All files of a project and its packages. What was read before, and did not change since, is not read again: the file
// system tells by the time of its last change, its size and its number. A change within the two seconds before a file was
// read could leave all three as they are, so such a file is read the next time too.
import type { Files, FileStat } from '../../../kernel/effects.ts';
import type { Json } from '../../../kernel/parse-json.ts';
import type { Problems } from '../errors.ts';
import type { FileKind, FoundFile } from './find-files.ts';
import { readStamped, type PackageFolder, type SourceFile } from './source-file.ts';

export interface FileSum {
  readonly kind: FileKind;
  readonly packageName: string;
  readonly path: string;
  /** Of its text, sha256 in hex; null for a large seed. */
  readonly checksum: string | null;
}

export interface ProjectFiles {
  /** In the order in which files are parsed. */
  readonly sums: readonly FileSum[];
  /** Those that are wanted, in the same order. What vanished meanwhile is left out. */
  readonly read: (isWanted: (file: FileSum) => boolean) => readonly SourceFile[];
  /** For the next time; undefined when nothing changed. */
  readonly stamps: Stamps | undefined;
}

/** By absolute path: time of the last change in milliseconds, size in bytes, inode, checksum. */
type Stamp = readonly [number, number, number, string];
export type Stamps = Readonly<Record<string, Stamp>>;

export interface LocatedFile extends FoundFile, PackageFolder {}

const RACY_MS = 2_000;

/** @param known stamps of the last time. @param nowMs when it began, since 1970. */
export function openProjectFiles(
  files: Files,
  located: readonly LocatedFile[],
  known: Json | undefined,
  nowMs: number,
  problems: Problems,
): ProjectFiles {
  const before = new Map(Object.entries((known ?? {}) as Readonly<Record<string, never>>)) as ReadonlyMap<
    string,
    Stamp
  >;
  const contents = new Map<LocatedFile, SourceFile>();
  const stamps = new Map<string, Stamp>();
  let areNew = false;
  const readOne = (file: LocatedFile): SourceFile | undefined => {
    const found = contents.get(file);
    if (found !== undefined) return found;
    const stamped = readStamped(files, file, problems);
    if (stamped === undefined) return undefined;
    const { source, stat } = stamped;
    contents.set(file, source);
    if (source.checksum !== undefined && stat.ctimeMs < nowMs - RACY_MS) {
      stamps.set(pathOf(file), [stat.ctimeMs, stat.sizeBytes, stat.inode, source.checksum]);
      areNew = true;
    }
    return source;
  };
  const sumOf = (file: LocatedFile): FileSum | undefined => {
    const { kind, packageName, path } = file;
    const stamp = before.get(pathOf(file));
    const stat = stamp === undefined ? undefined : files.statNow(pathOf(file));
    if (stamp !== undefined && isSame(stamp, stat)) {
      stamps.set(pathOf(file), stamp);
      return { kind, packageName, path, checksum: stamp[3] };
    }
    const source = readOne(file);
    return source === undefined ? undefined : { kind, packageName, path, checksum: source.checksum ?? null };
  };
  const there = located.flatMap((file) => {
    const sum = sumOf(file);
    return sum === undefined ? [] : [{ sum, file }];
  });
  return {
    sums: there.map(({ sum }) => sum),
    read: (isWanted) => there.flatMap(({ sum, file }) => (isWanted(sum) ? (readOne(file) ?? []) : [])),
    get stamps() {
      return areNew || stamps.size !== before.size ? Object.fromEntries(stamps) : undefined;
    },
  };
}

function pathOf({ folder, path }: LocatedFile): string {
  return `${folder}/${path}`;
}

function isSame(stamp: Stamp, stat: FileStat | undefined): boolean {
  if (stat === undefined || !Array.isArray(stamp)) return false;
  const [ctimeMs, sizeBytes, inode] = stamp;
  return stat.ctimeMs === ctimeMs && stat.sizeBytes === sizeBytes && stat.inode === inode;
}
