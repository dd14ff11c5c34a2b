// What each command may select. The names of commands are dbt's.
import { nearest } from '../../kernel/did-you-mean.ts';
import type { Member } from './members.ts';
import { planProblem, type Problem } from './problem.ts';

export type SelectingCommand =
  | 'run'
  | 'test'
  | 'build'
  | 'seed'
  | 'snapshot'
  | 'compile'
  | 'show'
  | 'ls'
  | 'docs generate'
  | 'source freshness'
  | 'clone';

interface Scope {
  /** Resource types without a flag. */
  readonly types: readonly string[];
  /** What `--resource-type` may name; none where there is no such flag. */
  readonly choices: readonly string[];
  /** Models and tests whose code is blank are left out elsewhere. */
  readonly hasBlankCode: boolean;
}

const RUNNABLE = ['exposure', 'function', 'model', 'saved_query', 'seed', 'snapshot', 'test', 'unit_test'];
const COMPILED = [
  'analysis',
  'doc',
  'function',
  'model',
  'operation',
  'rpc',
  'seed',
  'snapshot',
  'sql_operation',
  'test',
];
const LISTED = [...RUNNABLE, 'metric', 'semantic_model', 'source'];
const TESTED = ['test', 'unit_test'];
const CLONED = ['model', 'seed', 'snapshot'];

export const COMMAND_SCOPES: Readonly<Record<SelectingCommand, Scope>> = {
  run: { types: ['model'], choices: [], hasBlankCode: false },
  test: { types: TESTED, choices: TESTED, hasBlankCode: false },
  build: { types: RUNNABLE, choices: RUNNABLE, hasBlankCode: false },
  seed: { types: ['seed'], choices: [], hasBlankCode: false },
  snapshot: { types: ['snapshot'], choices: [], hasBlankCode: false },
  compile: { types: COMPILED, choices: [], hasBlankCode: false },
  show: { types: COMPILED, choices: [], hasBlankCode: false },
  ls: { types: LISTED, choices: [...LISTED, 'analysis'], hasBlankCode: true },
  'docs generate': { types: COMPILED, choices: [], hasBlankCode: true },
  'source freshness': { types: ['source'], choices: [], hasBlankCode: false },
  clone: { types: CLONED, choices: CLONED, hasBlankCode: false },
};

/** Types that the flags know for every command that has them; one that the command does not run selects nothing of it. */
const NAMED = [...LISTED, 'analysis'];

/**
 * What `--resource-type` and `--exclude-resource-type` leave of a command's types. The words `all` and `default` stand for
 * the command's types. Problem: SELECT_RESOURCE_TYPE_INVALID.
 */
export function planTypes(
  command: SelectingCommand,
  included: readonly string[],
  excluded: readonly string[],
  problems: Problem[],
): ReadonlySet<string> {
  const { types, choices } = COMMAND_SCOPES[command];
  const read = (words: readonly string[], stands: Readonly<Record<string, readonly string[]>>): readonly string[] =>
    words.flatMap((word) => {
      const type = word.toLowerCase();
      if (choices.length > 0 && Object.hasOwn(stands, type)) return stands[type] ?? [];
      if (choices.length > 0 && NAMED.includes(type)) return [type];
      const params = { type: word, command, nearest: nearest(word, choices), known: choices };
      problems.push(planProblem('SELECT_RESOURCE_TYPE_INVALID', params));
      return [];
    });
  const wanted = included.length === 0 ? types : read(included, { all: choices, default: types });
  const unwanted = new Set(read(excluded, {}));
  // dbt build takes any type here and fails later on what it cannot run.
  return new Set(wanted.filter((type) => !unwanted.has(type) && (choices.length === 0 || choices.includes(type))));
}

/** True for what the command may work on. */
export function isInScope(command: SelectingCommand, types: ReadonlySet<string>, { kind, node }: Member): boolean {
  if (!types.has(node.resource_type)) return false;
  if (command === 'source freshness') return Boolean(node.freshness);
  if (COMMAND_SCOPES[command].hasBlankCode || kind !== 'node' || node.resource_type === 'seed') return true;
  return node.raw_code === null || node.raw_code === undefined || node.raw_code.trim() !== '';
}
