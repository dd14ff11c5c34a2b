// The files of a project that mean something, by what they are. Nothing is read yet.
import { systemCode } from '../../../kernel/crypt-error.ts';
import type { Files } from '../../../kernel/effects.ts';
import { PROJECT_FILES_MAX, PROJECT_FOLDERS_DEPTH_MAX } from '../../../kernel/limits.ts';
import { fail } from '../errors.ts';
import type { ProjectPaths } from '../settings/project-settings.ts';
import { parseIgnoreFile, type Ignores } from './ignore-file.ts';

export type FileKind =
  | 'model'
  | 'seed'
  | 'snapshot'
  | 'analysis'
  | 'singular test'
  | 'generic test'
  | 'macro'
  | 'docs'
  | 'properties'
  | 'fixture';

export interface FoundFile {
  readonly kind: FileKind;
  /** From the project's folder, with `/`. */
  readonly path: string;
  /** From the configured folder that it was found in. */
  readonly relativePath: string;
}

export function isMacroFile({ kind }: { readonly kind: FileKind }): boolean {
  return kind === 'macro' || kind === 'generic test';
}

interface Finder {
  readonly files: Files;
  readonly folder: string;
  readonly ignores: Ignores;
  count: number;
}

/** Sorted by kind, then path. @throws PROJECT_LIMIT */
export async function findFiles(files: Files, folder: string, paths: ProjectPaths): Promise<readonly FoundFile[]> {
  const ignore = await readOptional(files, `${folder}/.dbtignore`);
  const finder: Finder = { files, folder, ignores: parseIgnoreFile(ignore ?? ''), count: 0 };
  const tops = [
    ...new Set(Object.values(paths as unknown as Readonly<Record<string, readonly string[]>>).flat()),
  ].toSorted();
  const listed = new Map<string, readonly string[]>();
  for (const top of tops)
    if (!paths.asset.includes(top) || isRead(top, paths)) listed.set(top, await listTree(finder, top));
  const found: FoundFile[] = [];
  const take = (kind: FileKind, folders: readonly string[], accepts: (relative: string) => boolean): void => {
    for (const top of folders)
      for (const path of listed.get(top) ?? []) {
        const relativePath = top === '.' ? path : path.slice(top.length + 1);
        if (accepts(relativePath)) found.push({ kind, path, relativePath });
      }
  };
  take('macro', paths.macro, endsWith('.sql'));
  take('generic test', paths.test, (path) => path.startsWith('generic/') && path.endsWith('.sql'));
  take('model', paths.model, endsWith('.sql', '.py'));
  take('snapshot', paths.snapshot, endsWith('.sql'));
  take('analysis', paths.analysis, endsWith('.sql'));
  take('singular test', paths.test, (path) => path.endsWith('.sql') && !/^(generic|fixtures)\//.test(path));
  take('seed', paths.seed, endsWith('.csv'));
  take('docs', paths.docs, endsWith('.md'));
  take('fixture', paths.test, (path) => path.startsWith('fixtures/') && /\.(csv|sql)$/.test(path));
  const withProperties = [
    ...paths.model,
    ...paths.seed,
    ...paths.snapshot,
    ...paths.analysis,
    ...paths.macro,
    ...paths.test,
  ];
  take('properties', [...new Set(withProperties)], endsWith('.yml', '.yaml'));
  return found;
}

function isRead(top: string, paths: ProjectPaths): boolean {
  const { model, seed, test, macro, analysis, snapshot, docs } = paths;
  return [model, seed, test, macro, analysis, snapshot, docs].some((folders) => folders.includes(top));
}

function endsWith(...ends: readonly string[]): (path: string) => boolean {
  return (path) => ends.some((end) => path.endsWith(end));
}

/** Names that end so are taken for files; a folder named like one is found out when it is read. */
const SURELY_FILE = /\.(sql|yml|yaml|csv|md|py|json|txt)$/;

async function listTree(finder: Finder, top: string): Promise<string[]> {
  const found: string[] = [];
  const walk = async (folder: string, depth: number): Promise<void> => {
    if (depth > PROJECT_FOLDERS_DEPTH_MAX)
      throw fail('PROJECT_LIMIT', { reason: `'${folder}' is nested deeper than ${PROJECT_FOLDERS_DEPTH_MAX} folders` });
    const names = await finder.files.list(`${finder.folder}/${folder}`);
    for (const name of names) {
      const path = folder === '.' ? name : `${folder}/${name}`;
      if (SURELY_FILE.test(name)) {
        if (finder.ignores(path)) continue;
        found.push(path);
        if (++finder.count > PROJECT_FILES_MAX)
          throw fail('PROJECT_LIMIT', { reason: `there are more than ${PROJECT_FILES_MAX} files` });
      } else if (
        !name.startsWith('.git') &&
        (await finder.files.stat(`${finder.folder}/${path}`))?.isDirectory === true
      )
        await walk(path, depth + 1);
    }
  };
  try {
    await walk(top, 0);
  } catch (error) {
    if (systemCode(error) !== 'ENOTDIR') throw error;
  }
  return found;
}

/** The file's text, or undefined when there is none. */
export async function readOptional(files: Files, path: string): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await files.readFile(path));
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR' || systemCode(error) === 'EISDIR')
      return undefined;
    throw error;
  }
}
