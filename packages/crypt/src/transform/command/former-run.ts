// The run that retry repeats: its options, from `args` of run_results.json, as dbt and this program write them.
import { join, resolve } from 'node:path';
import type { Files } from '../../kernel/effects.ts';
import { isJsonObject, parseJson, textAt, type Json, type JsonObject } from '../../kernel/parse-json.ts';
import { MASKED } from '../compile/mask.ts';
import { fail } from './errors.ts';
import { FLAG_SPECS, type FlagSpec } from './flag-specs.ts';
import type { FlagValue } from './parse-invocation.ts';

export interface FormerRun {
  /** The command, also when that run was a retry itself. */
  readonly command: string;
  readonly given: ReadonlyMap<string, FlagValue>;
  readonly results: readonly Json[];
  /** Of run-operation: the macro. */
  readonly macro: string;
}

/** Where things are, and what is shown, is this line's matter. */
const NOT_REPEATED: ReadonlySet<string> = new Set([
  'profiles_dir',
  'project_dir',
  'target_path',
  'state',
  'defer_state',
  'warn_error',
  'show',
  'quiet',
  'debug',
  'json',
  'print',
  'use_colors',
  'printer_width',
  'log_format',
  'log_format_file',
  'log_level',
  'log_level_file',
]);

/** @param folder of the artifacts. @param typed options that win, by name. @throws COMMAND_SELECTION when there is nothing to retry. */
export async function readFormerRun(
  files: Files,
  folder: string,
  typed: ReadonlyMap<string, FlagValue>,
): Promise<FormerRun> {
  const path = join(folder, 'run_results.json');
  if ((await files.stat(path)) === undefined)
    throw fail('COMMAND_SELECTION', { reason: `There is nothing to retry: ${path} is not there.` });
  const text = parseJson(Buffer.from(await files.readFile(path)).toString('utf8'), 200);
  const results = isJsonObject(text) && Array.isArray(text['results']) ? text['results'] : [];
  const args = isJsonObject(text) && isJsonObject(text['args']) ? text['args'] : {};
  const which = textAt(args, 'which');
  // dbt says the last word of the command alone.
  const command = which === 'generate' ? 'docs generate' : which;
  return { command, given: givenOf(args, typed), results, macro: textAt(args, 'macro') };
}

function givenOf(args: JsonObject, typed: ReadonlyMap<string, FlagValue>): ReadonlyMap<string, FlagValue> {
  const given = new Map<string, FlagValue>();
  for (const spec of FLAG_SPECS) {
    if (NOT_REPEATED.has(spec.name) || typed.has(spec.name)) continue;
    // dbt has the plural of some.
    const value = valueOf(spec, args[spec.name] ?? args[`${spec.name}s`] ?? null);
    if (value === undefined) continue;
    if (JSON.stringify(value).includes(MASKED)) {
      const reason = `The former run was given --${spec.name.replaceAll('_', '-')} with a secret, which was not kept.`;
      throw fail('COMMAND_SELECTION', { reason: `${reason} Give it again.` });
    }
    given.set(spec.name, value);
  }
  return given;
}

function valueOf({ kind }: FlagSpec, value: Json): FlagValue | undefined {
  if (value === null) return undefined;
  switch (kind) {
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'integer':
      return typeof value === 'number' ? value : undefined;
    case 'list': {
      const list = typeof value === 'string' ? [value] : Array.isArray(value) ? value.map(String) : [];
      return list.length === 0 ? undefined : list;
    }
    case 'text':
      if (typeof value === 'string') return value === '' ? undefined : value;
      return isJsonObject(value) && Object.keys(value).length > 0 ? JSON.stringify(value) : undefined;
  }
}

/** Absolute: --state, or the target folder. */
export function formerFolder(
  folder: string,
  here: string,
  given: ReadonlyMap<string, FlagValue>,
  targetPath: string | undefined,
): string {
  const [state, target] = [given.get('state'), given.get('target_path')];
  if (typeof state === 'string') return resolve(here, state);
  return resolve(folder, typeof target === 'string' ? target : (targetPath ?? 'target'));
}
