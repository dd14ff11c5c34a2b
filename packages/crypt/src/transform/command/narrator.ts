// What a command says, line by line, each with the time as dbt has it.
import { paint, renderLine, type Line, type Tone } from './render-line.ts';
import type { TransformEffects } from './transform-effects.ts';

export interface Narrator {
  say(text: string, tone?: Tone): void;
  line(line: Line): void;
  warn(text: string): void;
  error(text: string): void;
  /** Without a time: what a command is asked for, such as the lines of `ls`. */
  print(text: string): void;
}

export function openNarrator(effects: Pick<TransformEffects, 'clock' | 'out' | 'colours'>, isQuiet: boolean): Narrator {
  const { clock, out, colours } = effects;
  const time = (): string => new Date(clock.nowMs()).toTimeString().slice(0, 8);
  const write = (text: string, tone: Tone): void => {
    for (const part of text.split('\n')) out(`${time()}  ${paint(part, tone, colours)}\n`);
  };
  return {
    say: (text, tone = 'plain') => {
      if (!isQuiet || tone === 'bad') write(text, tone);
    },
    line: (line) => {
      if (!isQuiet || line.tone === 'bad') out(`${renderLine(time(), line, colours)}\n`);
    },
    warn: (text) => {
      if (!isQuiet) write(`[WARNING]: ${text}`, 'warn');
    },
    error: (text) => write(text, 'bad'),
    print: (text) => out(`${text}\n`),
  };
}
