import type { Clock, Files } from '../kernel/effects.ts';
import type { Environment } from '../config/read-config.ts';

/** What a command receives of the world. */
export interface CliContext {
  /** Where the user is; relative paths start here. */
  readonly folder: string;
  readonly environment: Environment;
  readonly files: Files;
  readonly clock: Clock;
  readonly out: (text: string) => void;
  /** Progress, notes and errors. */
  readonly note: (text: string) => void;
  readonly readInput: () => Promise<string>;
  /** Standard output is a terminal: bars and tables; else plain lines. */
  readonly terminal: boolean;
  /** Of the terminal, now; 80 by 24 where it cannot be told. */
  readonly size: () => { readonly columns: number; readonly rows: number };
  /** Aborts on Ctrl-C and SIGTERM. */
  readonly interrupted: AbortSignal;
}

/** Parsed arguments of one command. */
export interface Arguments {
  readonly words: readonly string[];
  readonly json: boolean;
  readonly project: string | undefined;
  text(option: string): string | undefined;
  /** Of an option that may be given more than once. */
  texts(option: string): readonly string[];
  flag(option: string): boolean;
}

/** Returns the exit code. */
export type Command = (context: CliContext, args: Arguments) => Promise<number>;
