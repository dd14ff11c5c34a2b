// The macros of `assets/macros`, read and parsed once a process.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { macrosOf } from '../../../src/transform/jinja/render.ts';
import { parseTemplate } from '../../../src/transform/jinja/syntax/parse-template.ts';
import type { MacroStatement, Template } from '../../../src/transform/jinja/syntax/tree.ts';

export interface MacroFile {
  /** Below `assets/macros`. */
  readonly path: string;
  readonly template: Template;
  readonly macros: readonly MacroStatement[];
}

export const MACROS_FOLDER = join(import.meta.dirname, '../../../../assets/macros');

let read: readonly MacroFile[] | undefined;

export function macroFiles(): readonly MacroFile[] {
  read ??= readdirSync(MACROS_FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.sql'))
    .toSorted()
    .map((path) => {
      const template = parseTemplate(readFileSync(join(MACROS_FOLDER, path), 'utf8'), path);
      return { path: relative('.', path).replaceAll(sep, '/'), template, macros: macrosOf(template) };
    });
  return read;
}

/** Macros that ask the run-time context for more than the rig has; the rig has stand-ins for them. */
export function isCore(path: string): boolean {
  return /^(core|duckdb)\//.test(path);
}
