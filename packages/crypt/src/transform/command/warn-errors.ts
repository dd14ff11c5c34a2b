// Which warnings are errors: --warn-error, --warn-error-options and the same two in `flags:` of dbt_project.yml.
import { toData } from '../project/to-data.ts';
import { noProblems } from '../project/errors.ts';
import { readYaml } from '../project/yaml/read-yaml.ts';
import { isJsonObject, type JsonObject } from '../../kernel/parse-json.ts';
import { fail } from './errors.ts';
import type { FlagValue } from './parse-invocation.ts';

// Names: dbt's own for LogTestResult, NoNodesForSelectionCriteria and JinjaLogWarning; all others are codes of docs/errors.md.
export interface WarnErrors {
  readonly isError: (name: string) => boolean;
  readonly isSilent: (name: string) => boolean;
}

/** @throws COMMAND_LINE when the options are no mapping of include, exclude and silence (or error, warn, silence). */
export function readWarnErrors(flags: ReadonlyMap<string, FlagValue>): WarnErrors {
  const options = optionsOf(flags.get('warn_error_options'));
  const list = (...keys: readonly string[]): readonly string[] => keys.flatMap((key) => namesOf(options[key]));
  const [included, excluded, silenced] = [list('include', 'error'), list('exclude', 'warn'), list('silence')];
  const isAll = flags.get('warn_error') === true || included.some((name) => name === 'all' || name === '*');
  return {
    isError: (name) => (isAll ? !excluded.includes(name) && !silenced.includes(name) : included.includes(name)),
    isSilent: (name) => silenced.includes(name),
  };
}

function optionsOf(given: FlagValue | undefined): JsonObject {
  if (given === undefined) return {};
  const value =
    typeof given === 'string' ? toData(readYaml(given, '--warn-error-options', noProblems()).value) : undefined;
  if (isJsonObject(value)) return value;
  throw fail('COMMAND_LINE', {
    reason: "--warn-error-options is a mapping such as '{include: all, exclude: [LogTestResult]}'.",
  });
}

function namesOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.map(String) : [];
}
