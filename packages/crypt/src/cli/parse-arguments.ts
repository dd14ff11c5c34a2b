import { parseArgs } from 'node:util';
import { errorText } from '../kernel/crypt-error.ts';
import { nearest } from '../kernel/did-you-mean.ts';
import { COMMAND_SPECS, GLOBAL_OPTIONS, type OptionSpec } from './command-specs.ts';
import type { Arguments } from './context.ts';
import { fail } from './errors.ts';
import { DBT_COMMANDS } from '../transform/command/flag-specs.ts';

export interface ParsedLine {
  /** Undefined for a bare `crypt`, `crypt --help`, `crypt --version`. */
  readonly command: string | undefined;
  readonly help: boolean;
  readonly version: boolean;
  readonly args: Arguments;
}

/** @throws CLI_COMMAND, CLI_OPTION (user) */
export function parseLine(line: readonly string[]): ParsedLine {
  const command = findCommand(line);
  if (command !== undefined && !Object.hasOwn(COMMAND_SPECS, command)) {
    throw fail('CLI_COMMAND', {
      name: command,
      near: nearest(command, [...Object.keys(COMMAND_SPECS), ...DBT_COMMANDS]) ?? null,
    });
  }
  const options = { ...GLOBAL_OPTIONS, ...(command === undefined ? {} : COMMAND_SPECS[command]?.options) };
  const { values, positionals } = parseOptions(line, options, command ?? '');
  const words = command === undefined ? positionals : positionals.slice(1);
  return {
    command,
    help: values['help'] === true,
    version: values['version'] === true,
    args: {
      words,
      json: values['json'] === true,
      project: textOf(values['project']),
      text: (option) => textOf(values[option]),
      texts: (option) =>
        Array.isArray(values[option]) ? values[option].filter((text) => typeof text === 'string') : [],
      flag: (option) => values[option] === true,
    },
  };
}

/** The first word that is no option and no value of one. */
function findCommand(line: readonly string[]): string | undefined {
  for (let at = 0; at < line.length; at++) {
    const word = line[at] ?? '';
    if (!word.startsWith('-')) return word;
    if (GLOBAL_OPTIONS[word.slice(2)]?.type === 'string') at++;
  }
  return undefined;
}

function parseOptions(
  line: readonly string[],
  specs: Readonly<Record<string, OptionSpec>>,
  command: string,
): { values: Readonly<Record<string, unknown>>; positionals: readonly string[] } {
  const options = Object.fromEntries(
    Object.entries(specs).map(([name, { type, multiple = false }]) => [name, { type, multiple }]),
  );
  try {
    return parseArgs({ args: [...line], options, allowPositionals: true, strict: true });
  } catch (error) {
    const unknown = /Unknown option '([^']*)'/.exec(errorText(error))?.[1];
    const near = unknown === undefined ? undefined : nearest(unknown.replace(/^--?/, ''), Object.keys(specs));
    const reason =
      unknown === undefined
        ? (errorText(error).split('. ')[0] ?? '')
        : `there is no option ${unknown}${near === undefined ? '' : `; did you mean --${near}?`}`;
    throw fail('CLI_OPTION', { command, reason });
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
