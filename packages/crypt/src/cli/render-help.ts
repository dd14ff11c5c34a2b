import { COMMAND_SUMMARIES, commonFlags, flagsOf, renderFlag } from '../transform/command/command-summaries.ts';
import { DBT_COMMANDS, type DbtCommand, type FlagSpec } from '../transform/command/flag-specs.ts';
import { COMMAND_SPECS, GLOBAL_OPTIONS, type OptionSpec } from './command-specs.ts';

export function renderHelp(): string {
  const commands = Object.entries(COMMAND_SPECS).map(([name, spec]) => `  ${name.padEnd(10)}${spec.summary}`);
  return [
    'crypt: every click, row and rule in one warehouse that people trust',
    '',
    'Usage: crypt <command> [options]',
    '',
    ...commands,
    '',
    'On a dbt project (docs/dbt.md; crypt help <command>)',
    ...Object.entries(COMMAND_SUMMARIES).map(([name, says]) => `  ${name.padEnd(18)}${says}`),
    '',
    'Options of every command',
    ...renderOptions(GLOBAL_OPTIONS),
    '',
    'First time: crypt init shop && cd shop && crypt up',
    '',
  ].join('\n');
}

export function renderCommandHelp(command: string): string {
  const dbtCommand = DBT_COMMANDS.find((known) => known === command);
  if (dbtCommand !== undefined) return renderDbtHelp(dbtCommand);
  const spec = COMMAND_SPECS[command];
  if (spec === undefined) return renderHelp();
  const own = renderOptions(spec.options);
  return [
    spec.summary,
    '',
    `Usage: ${spec.usage}`,
    '',
    ...wrap(spec.details, 100),
    '',
    ...(own.length === 0 ? [] : ['Options', ...own, '']),
    'Options of every command',
    ...renderOptions(GLOBAL_OPTIONS),
    '',
  ].join('\n');
}

function renderFlags(flags: readonly FlagSpec[]): readonly string[] {
  return flags.map((flag) => `  ${renderFlag(flag).padEnd(44)} ${flag.says}`);
}

function renderDbtHelp(command: DbtCommand): string {
  const own = renderFlags(flagsOf(command));
  return [
    COMMAND_SUMMARIES[command],
    '',
    `Usage: crypt ${command}${command === 'run-operation' ? ' <macro>' : ''} [options]`,
    '',
    ...(own.length === 0 ? [] : ['Options', ...own, '']),
    "Options of every one of dbt's commands; a boolean has --no-… too, and each a variable DBT_…",
    ...renderFlags(commonFlags()),
    '',
  ].join('\n');
}

function renderOptions(options: Readonly<Record<string, OptionSpec>>): readonly string[] {
  return Object.entries(options).map(([name, { value, says }]) => {
    const left = `--${name}${value === undefined ? '' : ` ${value}`}`;
    return `  ${left.padEnd(22)}${says}`;
  });
}

function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last !== '' && last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines;
}
