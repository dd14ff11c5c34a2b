// Which warnings are errors: --strict, --warn-error, --warn-error-options, and the same in `flags:` of dbt_project.yml.
//
// As in dbt: what is named goes before the group `Deprecations`, that before `all`; and silence before warn before error.
import { nearest } from '../../kernel/did-you-mean.ts';
import { isJsonObject, type JsonObject } from '../../kernel/parse-json.ts';
import { graphErrors } from '../graph/errors.ts';
import { noProblems, projectErrors } from '../project/errors.ts';
import { toData } from '../project/to-data.ts';
import { readYaml } from '../project/yaml/read-yaml.ts';
import { DBT_EVENTS, EVENT_OF_CODE } from './dbt-events.ts';
import { fail } from './errors.ts';
import type { FlagValue } from './parse-invocation.ts';

export type Weight = 'error' | 'warn' | 'silent';

export interface WarnErrors {
  /** Of a warning that has dbt's name, or only a code of docs/errors.md. --strict means nothing to it. */
  readonly weigh: (name: string) => Weight;
  /** Of what is wrong with a project or a selection and was let pass. */
  readonly weighLeniency: (leniency: Leniency) => Weight;
  readonly isError: (name: string) => boolean;
  readonly isSilent: (name: string) => boolean;
}

/** A warning as data: what is thrown as CryptError when it is an error. */
export interface Leniency {
  readonly code: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

const DEPRECATIONS = 'Deprecations';

/** @throws COMMAND_LINE when the options are no mapping of error, warn and silence, or name what there is not. */
export function readWarnErrors(flags: ReadonlyMap<string, FlagValue>): WarnErrors {
  const options = optionsOf(flags.get('warn_error_options'));
  const list = (...keys: readonly string[]): readonly string[] => keys.flatMap((key) => namesOf(options[key]));
  const [included, excluded, silenced] = [list('include', 'error'), list('exclude', 'warn'), list('silence')];
  checkNames([...included, ...excluded, ...silenced]);
  const isAll = flags.get('warn_error') === true || included.some((name) => name === 'all' || name === '*');
  const isStrict = flags.get('strict') === true;
  const named = (names: readonly string[]): Weight | undefined => {
    const isIn = (of: readonly string[]): boolean => names.some((name) => of.includes(name));
    return isIn(silenced) ? 'silent' : isIn(excluded) ? 'warn' : isIn(included) ? 'error' : undefined;
  };
  const weigh = (names: readonly string[], isLeniency: boolean, isSilentInDbt: boolean): Weight =>
    named(names) ??
    (isLeniency && isStrict ? 'error' : undefined) ??
    (names.some((name) => name.endsWith('Deprecation')) ? named([DEPRECATIONS]) : undefined) ??
    // A project that dbt builds with --warn-error is built here too.
    (isAll && !isSilentInDbt ? 'error' : 'warn');
  return {
    weigh: (name) => weigh([name], false, false),
    weighLeniency: (leniency) =>
      weigh([eventOf(leniency), leniency.code], true, leniency.params?.['isSilentInDbt'] === true),
    isError: (name) => weigh([name], false, false) === 'error',
    isSilent: (name) => weigh([name], false, false) === 'silent',
  };
}

/** dbt's name; the code where dbt has no such warning. */
export function eventOf({ code, params }: Leniency): string {
  const own = params?.['event'];
  return typeof own === 'string' ? own : (EVENT_OF_CODE.get(code) ?? code);
}

function optionsOf(given: FlagValue | undefined): JsonObject {
  if (given === undefined) return {};
  const value =
    typeof given === 'string' ? toData(readYaml(given, '--warn-error-options', noProblems()).value) : undefined;
  const unknown = isJsonObject(value) ? Object.keys(value).find((key) => !KEYS.includes(key)) : undefined;
  if (isJsonObject(value) && unknown === undefined) return value;
  throw fail('COMMAND_LINE', {
    reason: `--warn-error-options is a mapping such as '{error: all, warn: [LogTestResult]}'${unknown === undefined ? '' : `; there is no '${unknown}'`}.`,
  });
}

const KEYS = ['error', 'warn', 'silence', 'include', 'exclude'];

function namesOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.map(String) : [];
}

function checkNames(names: readonly string[]): void {
  const known = ['all', '*', DEPRECATIONS, ...DBT_EVENTS, ...Object.keys(projectErrors), ...Object.keys(graphErrors)];
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  const told = unknown.map((name) => {
    const near = nearest(name, known);
    return `'${name}'${near === undefined ? '' : ` (did you mean ${near}?)`}`;
  });
  throw fail('COMMAND_LINE', { reason: `--warn-error-options names no warning: ${told.join(', ')}.` });
}
