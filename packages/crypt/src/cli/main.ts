// The program. Each command is loaded when it is called, so that help and errors cost nothing.
import { readFileSync } from 'node:fs';
import { nodeClock } from '../adapters/node/node-clock.ts';
import { nodeFiles } from '../adapters/node/node-files.ts';
import { EXIT_CODE, errorText, isCryptError } from '../kernel/crypt-error.ts';
import type { CliContext, Command } from './context.ts';
import { parseLine } from './parse-arguments.ts';
import { renderCommandHelp, renderHelp } from './render-help.ts';
import { COMMAND_ALIASES, DBT_COMMANDS } from '../transform/command/flag-specs.ts';
import { VERSION } from './version.ts';

const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  init: async () => (await import('./commands/init.ts')).init,
  up: async () => (await import('./commands/up.ts')).up,
  status: async () => (await import('./commands/status.ts')).status,
  doctor: async () => (await import('./commands/doctor.ts')).doctor,
  sql: async () => (await import('./commands/sql.ts')).sql,
  restore: async () => (await import('./commands/restore.ts')).restore,
  events: async () => (await import('./commands/events.ts')).events,
  track: async () => (await import('./commands/track.ts')).track,
  schemas: async () => (await import('./commands/schemas.ts')).schemas,
  check: async () => (await import('./commands/check.ts')).check,
};

/** dbt's verbs have dbt's options, and dbt's exit codes. */
const DBT_VERBS: ReadonlySet<string> = new Set(
  'build run test seed snapshot compile parse ls list show run-operation source docs retry clone deps debug clean'.split(
    ' ',
  ),
);

/** Runs one line of arguments and returns the exit code (docs/cli.md, "Exit codes"). */
export async function main(line: readonly string[]): Promise<number> {
  const json = line.includes('--json');
  try {
    const verb = line.find((word) => !word.startsWith('-'));
    const asked = helpFor(line, verb);
    if (asked !== undefined) return print(renderCommandHelp(asked));
    if (verb !== undefined && DBT_VERBS.has(verb)) {
      return await (await import('./commands/transform.ts')).transform(makeContext(), line);
    }
    const { command, help, version, args } = parseLine(line);
    if (version) return print(`${VERSION}\n`);
    if (command === undefined) return print(renderHelp());
    if (help) return print(renderCommandHelp(command));
    const run = await COMMANDS[command]?.();
    return run === undefined ? 0 : await run(makeContext(), args);
  } catch (error) {
    process.stderr.write(renderError(error, json));
    return isCryptError(error) ? EXIT_CODE[error.kind] : EXIT_CODE.bug;
  }
}

/** The command of `crypt help source freshness` and of `crypt source freshness --help`; of another than dbt's only the first. */
function helpFor(line: readonly string[], verb: string | undefined): string | undefined {
  if (verb !== 'help' && !(verb !== undefined && DBT_VERBS.has(verb) && line.includes('--help'))) return undefined;
  const words = line.filter((word) => !word.startsWith('-') && word !== 'help');
  const [first = '', second = ''] = words;
  return DBT_COMMANDS.find((known) => known === `${first} ${second}`) ?? COMMAND_ALIASES[first] ?? first;
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

function makeContext(): CliContext {
  const interrupt = new AbortController();
  // Who reads may have read enough: `crypt ls | head`. What is under way ends.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    interrupt.abort();
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interrupt.abort());
  return {
    folder: process.cwd(),
    environment: process.env,
    files: nodeFiles,
    clock: nodeClock,
    out: (text) => void process.stdout.write(text),
    note: (text) => void process.stderr.write(text),
    readInput: async () => readFileSync(0, 'utf8'),
    terminal: process.stdout.isTTY,
    size: () => ({ columns: process.stdout.columns || 80, rows: process.stdout.rows || 24 }),
    interrupted: interrupt.signal,
  };
}

function renderError(error: unknown, json: boolean): string {
  if (!isCryptError(error)) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : errorText(error);
    return `crypt: a defect of ours\n${stack}\n→ Please report this with the output of \`crypt doctor --json\`.\n`;
  }
  const { code, kind, message, hint } = error;
  if (json) return `${JSON.stringify({ error: { code, kind, message, hint } })}\n`;
  return `crypt: ${message}\n→ ${hint}\n  ${code}, docs/errors.md\n`;
}
