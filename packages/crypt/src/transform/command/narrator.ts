// What a command says, line by line, each with the time as dbt has it, or as one JSON object a line.
import type { CryptError } from '../../kernel/crypt-error.ts';
import type { Json, JsonObject } from '../../kernel/parse-json.ts';
import { makeMask, maskedJson, type Mask } from '../compile/mask.ts';
import type { Place } from '../project/errors.ts';
import { paint, renderLine, type Line, type Tone } from './render-line.ts';
import type { TransformEffects } from './transform-effects.ts';
import { eventOf } from './warn-errors.ts';

export interface Narrator {
  say(text: string, tone?: Tone): void;
  line(line: Line): void;
  warn(text: string, event?: string): void;
  error(text: string): void;
  /** Something of a catalogue: with its place, and what to do. */
  problem(problem: CryptError, level: 'warn' | 'error'): void;
  /** Without a time: what a command is asked for, such as the lines of `ls`. */
  print(text: string): void;
}

export type Level = (typeof LEVELS)[number];
export const LEVELS = ['debug', 'info', 'warn', 'error', 'none'] as const;

export interface NarratorOptions {
  /** What is below it is not said. What is printed is no matter of levels. */
  readonly level: Level;
  readonly isJson: boolean;
  /** Programs read the output: warnings go to standard error. */
  readonly isListing: boolean;
}

type NarratorEffects = Pick<TransformEffects, 'clock' | 'out' | 'note' | 'colours' | 'environment'>;

/** No secret leaves, whoever says it. */
export function openNarrator(effects: NarratorEffects, options: NarratorOptions): Narrator {
  const mask = makeMask(effects.environment);
  const masked = {
    ...effects,
    out: (text: string) => effects.out(mask(text)),
    note: (text: string) => effects.note(mask(text)),
  };
  return options.isJson ? jsonNarrator(effects, options, mask) : textNarrator(masked, options);
}

function passes(level: Level, { level: least }: NarratorOptions): boolean {
  return LEVELS.indexOf(level) >= LEVELS.indexOf(least) && least !== 'none';
}

function textNarrator(effects: NarratorEffects, options: NarratorOptions): Narrator {
  const { clock, out, note, colours } = effects;
  const time = (): string => new Date(clock.nowMs()).toTimeString().slice(0, 8);
  const write = (text: string, tone: Tone, to: (text: string) => void = out): void => {
    for (const part of text.split('\n')) to(`${time()}  ${paint(part, tone, colours)}\n`);
  };
  const narrator: Narrator = {
    say: (text, tone = 'plain') => {
      if (passes(tone === 'bad' ? 'error' : 'info', options) && (!options.isListing || tone === 'bad'))
        write(text, tone);
    },
    line: (line) => {
      if (passes(line.tone === 'bad' ? 'error' : 'info', options)) out(`${renderLine(time(), line, colours)}\n`);
    },
    warn: (text) => {
      if (passes('warn', options)) write(`[WARNING]: ${text}`, 'warn', options.isListing ? note : out);
    },
    error: (text) => {
      if (passes('error', options)) write(text, 'bad');
    },
    problem: ({ message, hint }, level) => {
      if (level === 'warn') narrator.warn(message);
      else narrator.error(`${message}\n    → ${hint}`);
    },
    print: (text) => out(`${text}\n`),
  };
  return narrator;
}

/** The shape of dbt's JSON log: `info` with level, name and message, `data` with what is known besides. */
function jsonNarrator(effects: NarratorEffects, options: NarratorOptions, mask: Mask): Narrator {
  const { clock, out } = effects;
  const write = (level: Level, name: string, msg: string, data: JsonObject = {}): void => {
    if (!passes(level, options)) return;
    const ts = new Date(clock.nowMs()).toISOString();
    out(`${maskedJson({ data: { ...data, msg }, info: { level, msg, name, ts } }, mask)}\n`);
  };
  return {
    say: (text, tone = 'plain') => {
      if (text.trim() !== '') write(tone === 'bad' ? 'error' : 'info', 'Note', text.trim());
    },
    line: ({ text, status, tone }) => {
      const plain = text.replace(/ \.+ *$/, '');
      write(tone === 'bad' ? 'error' : tone === 'warn' ? 'warn' : 'info', 'LogLine', plain, { status });
    },
    warn: (text, event) => write('warn', event ?? 'Note', text),
    error: (text) => write('error', 'MainEncounteredError', text),
    problem: (problem, level) => {
      const { code, hint, message } = problem;
      write(level, eventOf(problem), message, { ...placeOf(problem), code, hint });
    },
    print: (text) => write('info', 'PrintEvent', text),
  };
}

/** File, line and column, where they are known. */
function placeOf({ params }: CryptError): { readonly [name: string]: Json } {
  const place = params['place'] as Partial<Place> & { readonly template?: string };
  if (typeof place !== 'object' || place === null) return {};
  const file = place.file ?? place.template ?? null;
  return { file, line: place.line ?? null, column: place.column ?? null };
}
