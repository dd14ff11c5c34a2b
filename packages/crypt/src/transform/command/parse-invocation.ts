// A line of arguments as dbt reads it: options before or behind the command, lists that go on to the next option,
// `--no-…`, values with `=`; then variables of the environment, then `flags:` of dbt_project.yml.
import { nearest } from '../../kernel/did-you-mean.ts';
import { COMMAND_ALIASES, DBT_COMMANDS, FLAG_SPECS, type DbtCommand, type FlagSpec } from './flag-specs.ts';

export type FlagValue = boolean | number | string | readonly string[];

export interface Invocation {
  readonly command: DbtCommand;
  /** What is no option: the macro of run-operation, the model of show. */
  readonly words: readonly string[];
  /** Flags that were given, by name. */
  readonly given: ReadonlyMap<string, FlagValue>;
}

/** All that is wrong with a line, each in one sentence that says what to do. */
export interface RefusedLine {
  readonly problems: readonly string[];
}

interface Option {
  readonly spec: FlagSpec;
  readonly value: boolean;
}

const OPTIONS: ReadonlyMap<string, Option> = new Map(
  FLAG_SPECS.flatMap((spec) => spec.options.flatMap((option) => formsOf(spec, option))),
);

function formsOf(spec: FlagSpec, option: string): readonly (readonly [string, Option])[] {
  const yes = [option, { spec, value: true }] as const;
  if (spec.kind !== 'boolean' || !option.startsWith('--')) return [yes];
  return [yes, [`--no-${option.slice(2)}`, { spec, value: false }]];
}

/** Words of commands that have two. */
const FIRST_WORDS: ReadonlySet<string> = new Set(
  DBT_COMMANDS.filter((name) => name.includes(' ')).map((name) => name.split(' ')[0] ?? ''),
);

export function parseInvocation(line: readonly string[]): Invocation | RefusedLine {
  const problems: string[] = [];
  const given = new Map<string, FlagValue>();
  const words: string[] = [];
  for (let at = 0; at < line.length;) {
    const word = line[at] ?? '';
    at++;
    if (!word.startsWith('-') || word === '-') {
      words.push(word);
      continue;
    }
    const [name, inline] = splitOption(word);
    const option = OPTIONS.get(name);
    if (option === undefined) {
      problems.push(`There is no option ${name}${didYouMean(name, [...OPTIONS.keys()])}.`);
      continue;
    }
    const taken = inline === undefined ? valuesAt(line, at, option.spec) : [inline];
    if (inline === undefined) at += taken.length;
    const value = valueOf(option.spec, option.value, taken, inline !== undefined);
    if (typeof value === 'object' && 'problem' in value) problems.push(`${name} ${value.problem}.`);
    else given.set(option.spec.name, join(given.get(option.spec.name), value));
  }
  const found = findCommand(words);
  if (typeof found === 'string') return { problems: [...problems, found] };
  problems.push(...misplaced(found.command, given));
  if (problems.length > 0) return { problems };
  return { command: found.command, words: words.slice(found.length), given };
}

/** `--select=a` and `-sa` hold their value. */
function splitOption(word: string): readonly [name: string, value: string | undefined] {
  const equals = word.indexOf('=');
  if (word.startsWith('--')) return equals < 0 ? [word, undefined] : [word.slice(0, equals), word.slice(equals + 1)];
  return word.length > 2 && OPTIONS.has(word.slice(0, 2)) ? [word.slice(0, 2), word.slice(2)] : [word, undefined];
}

/** A list goes on until the next option; another kind takes one word, a boolean none. */
function valuesAt(line: readonly string[], from: number, { kind }: FlagSpec): readonly string[] {
  if (kind === 'boolean') return [];
  if (kind !== 'list') return line.slice(from, from + 1);
  let to = from;
  while (to < line.length && !isOption(line[to] ?? '')) to++;
  return line.slice(from, to);
}

function isOption(word: string): boolean {
  return word.startsWith('-') && OPTIONS.has(splitOption(word)[0]);
}

function valueOf(
  { kind }: FlagSpec,
  isYes: boolean,
  taken: readonly string[],
  isInline: boolean,
): FlagValue | { readonly problem: string } {
  if (kind === 'boolean') return isInline ? { problem: 'takes no value' } : isYes;
  const [text] = taken;
  if (text === undefined) return { problem: 'needs a value' };
  if (kind === 'list') return taken;
  return kind === 'integer' ? readInteger(text) : text;
}

function readInteger(text: string): number | { readonly problem: string } {
  return /^-?\d{1,9}$/.test(text) ? Number(text) : { problem: `needs a whole number, not "${text}"` };
}

/** Lists that are given again are joined; of the rest the last counts. */
function join(before: FlagValue | undefined, value: FlagValue): FlagValue {
  return Array.isArray(before) && Array.isArray(value) ? [...(before as string[]), ...(value as string[])] : value;
}

function findCommand(words: readonly string[]): { readonly command: DbtCommand; readonly length: number } | string {
  const [first, second] = words;
  if (first === undefined) return `A command is missing: ${DBT_COMMANDS.join(', ')}.`;
  const alias = Object.hasOwn(COMMAND_ALIASES, first) ? COMMAND_ALIASES[first] : undefined;
  const isLong = FIRST_WORDS.has(first);
  const name = alias ?? (isLong ? `${first} ${second ?? ''}`.trim() : first);
  const command = DBT_COMMANDS.find((known) => known === name);
  if (command !== undefined) return { command, length: isLong ? 2 : 1 };
  return `There is no command "${name}"${didYouMean(name, DBT_COMMANDS)}.`;
}

function misplaced(command: DbtCommand, given: ReadonlyMap<string, FlagValue>): readonly string[] {
  return FLAG_SPECS.filter(
    ({ name, commands }) => given.has(name) && commands !== null && !commands.includes(command),
  ).map(({ options, commands }) => `${options[0]} is an option of ${commands?.join(', ')}, not of ${command}.`);
}

function didYouMean(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  return near === undefined ? '' : `; did you mean ${near}`;
}

/** Flags by their precedence: the line, the environment, `flags:` of dbt_project.yml. */
export function settleFlags(
  given: ReadonlyMap<string, FlagValue>,
  environment: Readonly<Record<string, string | undefined>>,
  project: Readonly<Record<string, unknown>>,
): { readonly flags: ReadonlyMap<string, FlagValue>; readonly problems: readonly string[] } {
  const flags = new Map<string, FlagValue>();
  const problems: string[] = [];
  for (const spec of FLAG_SPECS) {
    const { name, variables } = spec;
    const line = given.get(name);
    const variable = variables.find((candidate) => (environment[candidate] ?? '') !== '');
    const own = project[name];
    if (line !== undefined) flags.set(name, line);
    else if (variable !== undefined) {
      const value = ofVariable(spec, environment[variable] ?? '');
      if (typeof value === 'object' && 'problem' in value) problems.push(`${variable} ${value.problem}.`);
      else flags.set(name, value);
    } else if (typeof own === 'boolean' || typeof own === 'number' || typeof own === 'string') flags.set(name, own);
    // warn_error_options
    else if (typeof own === 'object' && own !== null) flags.set(name, JSON.stringify(own));
  }
  return { flags, problems };
}

const YES: ReadonlySet<string> = new Set(['1', 't', 'true', 'y', 'yes', 'on']);
const NO: ReadonlySet<string> = new Set(['0', 'f', 'false', 'n', 'no', 'off']);

function ofVariable({ kind }: FlagSpec, text: string): FlagValue | { readonly problem: string } {
  switch (kind) {
    case 'boolean': {
      const word = text.toLowerCase();
      if (YES.has(word)) return true;
      return NO.has(word) ? false : { problem: `needs true or false, not "${text}"` };
    }
    case 'integer':
      return readInteger(text);
    case 'list':
      return text.split(/\s+/).filter((part) => part !== '');
    case 'text':
      return text;
  }
}
