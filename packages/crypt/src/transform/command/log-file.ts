// logs/dbt.log of the project: every line that is said, whatever --quiet and --log-level leave out, where people and tools
// look for it. A project folder that may not be written has no log, and is told so once.
import { resolve } from 'node:path';
import { errorText, type CryptError } from '../../kernel/crypt-error.ts';
import { makeMask } from '../compile/mask.ts';
import { LEVELS, type Level, type Narrator } from './narrator.ts';
import { textFlag } from './open-project.ts';
import type { FlagValue } from './parse-invocation.ts';
import { renderLine } from './render-line.ts';
import type { OpenLog, TransformEffects } from './transform-effects.ts';

/** As dbt's --log-file-max-bytes. */
const BYTES_MAX = 10 * 1024 * 1024;

export interface LogFile {
  /** Says on, and writes down. */
  readonly wrap: (narrator: Narrator) => Narrator;
  /** Until the project is known, lines are kept. */
  readonly open: (projectFolder: string) => void;
  readonly close: () => void;
}

type LogEffects = Pick<TransformEffects, 'clock' | 'environment' | 'openLog' | 'note' | 'folder'>;

/** @param id of the invocation, for the line that parts it from the one before. */
export function makeLogFile(flags: ReadonlyMap<string, FlagValue>, effects: LogEffects, id: string): LogFile {
  const { clock, environment, openLog, note, folder } = effects;
  const least = LEVELS.find((level) => level === textFlag(flags, 'log_level_file')) ?? 'debug';
  const isJson = textFlag(flags, 'log_format_file') === 'json';
  const mask = makeMask(environment);
  let waiting = isJson ? '' : `\n${'='.repeat(30)} ${timeOf(clock.nowMs())} | ${id} ${'='.repeat(30)}\n`;
  let file: OpenLog | undefined;
  let isOff = least === 'none';
  const attempt = (path: string, work: () => void): void => {
    try {
      work();
    } catch (error) {
      isOff = true;
      note(`${path} is not written: ${errorText(error)}\n`);
    }
  };
  let path = '';
  const write = (level: Level, text: string): void => {
    if (isOff || LEVELS.indexOf(level) < LEVELS.indexOf(least) || text.trim() === '') return;
    const msg = mask(text.trim());
    const ts = clock.nowMs();
    const line = isJson
      ? `${JSON.stringify({ data: { msg }, info: { level, msg, ts: new Date(ts).toISOString() } })}\n`
      : `${timeOf(ts)} [${level.padEnd(5)}] [MainThread]: ${msg}\n`;
    if (file === undefined) waiting += line;
    else attempt(path, () => file?.append(line));
  };
  return {
    open: (projectFolder) => {
      if (isOff) return;
      const named = textFlag(flags, 'log_path');
      path = named === undefined ? resolve(projectFolder, 'logs/dbt.log') : resolve(folder, named, 'dbt.log');
      attempt(path, () => {
        file = openLog(path, BYTES_MAX);
        file.append(waiting);
      });
    },
    close: () => file?.close(),
    wrap: (narrator) => wrapped(narrator, write),
  };
}

function wrapped(narrator: Narrator, write: (level: Level, text: string) => void): Narrator {
  return {
    say: (text, tone) => {
      write(tone === 'bad' ? 'error' : 'info', text);
      narrator.say(text, tone);
    },
    line: (line) => {
      write(line.tone === 'bad' ? 'error' : line.tone === 'warn' ? 'warn' : 'info', renderLine('', line, false));
      narrator.line(line);
    },
    warn: (text, event) => {
      write('warn', text);
      narrator.warn(text, event);
    },
    error: (text) => {
      write('error', text);
      narrator.error(text);
    },
    problem: (problem: CryptError, level) => {
      write(level, `${problem.message}\n    → ${problem.hint}`);
      narrator.problem(problem, level);
    },
    print: (text) => {
      write('info', text);
      narrator.print(text);
    },
  };
}

/** The local time of day with microseconds, as dbt writes it. */
function timeOf(ms: number): string {
  const time = new Date(ms);
  return `${time.toTimeString().slice(0, 8)}.${String(time.getMilliseconds()).padStart(3, '0')}000`;
}
