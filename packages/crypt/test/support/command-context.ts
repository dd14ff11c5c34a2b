import { nodeClock } from '../../src/adapters/node/node-clock.ts';
import { nodeFiles } from '../../src/adapters/node/node-files.ts';
import { parseLine } from '../../src/cli/parse-arguments.ts';
import type { CliContext, Command } from '../../src/cli/context.ts';

export interface CommandResult {
  readonly code: number;
  readonly out: string;
  readonly note: string;
}

/** Runs a command in this process, on the real file system. */
export async function runCommand(
  command: Command,
  folder: string,
  line: readonly string[],
  others: Partial<CliContext> & { readonly input?: string } = {},
): Promise<CommandResult> {
  let [out, note] = ['', ''];
  const context = contextOf({
    folder,
    out: (text) => void (out += text),
    note: (text) => void (note += text),
    readInput: async () => others.input ?? '',
    ...others,
  });
  const code = await command(context, parseLine(line).args);
  return { code, out, note };
}

/** On the real file system and clock, with no terminal; what is said is forgotten. */
export function contextOf(others: Partial<CliContext>): CliContext {
  return {
    folder: '.',
    environment: {},
    files: nodeFiles,
    clock: nodeClock,
    out: () => undefined,
    note: () => undefined,
    readInput: async () => '',
    terminal: false,
    size: () => ({ columns: 80, rows: 24 }),
    interrupted: new AbortController().signal,
    ...others,
  };
}
