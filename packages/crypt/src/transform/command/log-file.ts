// logs/dbt.log of the project: every line that is said, whatever --quiet and --log-level leave out, where people and tools
// look for it. A project folder that may not be written has no log, and is told so once.
import { resolve } from 'node:path';
import { errorText } from '../../kernel/crypt-error.ts';
import type { CryptError } from '../../kernel/crypt-error.ts';
import { makeMask } from '../compile/mask.ts';
import type { Invocation } from './parse-invocation.ts';
import { LEVELS, type Level, type Narrator } from './narrator.ts';
import { renderLine } from './render-line.ts';
import type { TransformEffects } from './transform-effects.ts';

/** As dbt's --log-file-max-bytes. */
const BYTES_MAX = 10 * 1024 * 1024;

export interface LogFile {
  /** Says on, and writes down. */
  readonly wrap: (narrator: Narrator) => Narrator;
  /** Until the project is known, lines are kept. */
  readonly open: (projectFolder: string) => void;
}

type LogEffects = Pick<TransformEffects, 'clock' | 'environment' | 'appendLog' | 'note' | 'folder'>;

/** @param id of the invocation, for the line that parts it from the one before. */
export function makeLogFile(given: Invocation['given'], effects: LogEffects, id: string): LogFile {
  const { clock, environment, appendLog, note, folder } = effects;
  const flag = (name: string): string => {
    const value = given.get(name) ?? environment[`DBT_${name.toUpperCase()}`];
    return typeof value === 'string' ? value : '';
  };
  const least = LEVELS.indexOf(LEVELS.find((level) => level === flag('log_level_file')) ?? 'debug');
  const isJson = flag('log_format_file') === 'json';
  const mask = makeMask(environment);
  let path: string | undefined;
  let waiting = isJson ? '' : `\n${'='.repeat(30)} ${timeOf(clock.nowMs())} | ${id} ${'='.repeat(30)}\n`;
  const append = (text: string): void => {
    if (path === undefined) return void (waiting += text);
    try {
      appendLog(path, text, BYTES_MAX);
    } catch (error) {
      note(`${path} is not written: ${errorText(error)}\n`);
      write = () => undefined;
    }
  };
  let write = (level: Level, text: string): void => {
    if (LEVELS.indexOf(level) < least || text.trim() === '') return;
    const msg = mask(text.trim());
    const ts = clock.nowMs();
    append(
      isJson
        ? `${JSON.stringify({ data: { msg }, info: { level, msg, ts: new Date(ts).toISOString() } })}\n`
        : `${timeOf(ts)} [${level.padEnd(5)}] [MainThread]: ${msg}\n`,
    );
  };
  return {
    open: (projectFolder) => {
      const named = flag('log_path');
      if (LEVELS[least] === 'none') return;
      path = resolve(named === '' ? projectFolder : folder, named === '' ? 'logs' : named, 'dbt.log');
      append(waiting);
    },
    wrap: (narrator) => wrapped(narrator, (level, text) => write(level, text)),
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
