import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

/** A file of the repository as the checks see it. */
export interface SourceFile {
  /** From the root, with `/`. */
  readonly path: string;
  readonly lines: readonly string[];
  readonly text: string;
}

/** One broken rule. */
export interface Finding {
  readonly path: string;
  readonly line: number;
  readonly rule: string;
  /** What to write instead. */
  readonly instead: string;
}

export type Check = (files: readonly SourceFile[]) => readonly Finding[];

const SKIPPED = new Set(['node_modules', 'out', '.git', '.crypt', 'gen', 'target']);
const READ = /\.(ts|tsx|mjs|js|json|yml|md|sql|html|css|sh)$/;

export function readSources(root: string): readonly SourceFile[] {
  const files: SourceFile[] = [];
  const walk = (folder: string): void => {
    for (const name of readdirSync(folder).toSorted()) {
      if (SKIPPED.has(name)) continue;
      const path = join(folder, name);
      if (statSync(path).isDirectory()) walk(path);
      else if (READ.test(name) && name !== 'package-lock.json')
        files.push(sourceFile(relative(root, path), readFileSync(path, 'utf8')));
    }
  };
  walk(root);
  return files;
}

export function sourceFile(path: string, text: string): SourceFile {
  return { path: path.replaceAll('\\', '/'), text, lines: text.split('\n') };
}

export function isCode(file: SourceFile): boolean {
  return /\.tsx?$/.test(file.path);
}

/** Code that ships: packages/<name>/src. */
export function isShipped(file: SourceFile): boolean {
  return isCode(file) && /^packages\/[^/]+\/src\//.test(file.path);
}
