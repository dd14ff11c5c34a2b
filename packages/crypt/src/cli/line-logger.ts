import type { Clock, Logger } from '../kernel/effects.ts';

/** One JSON object a line: time, level, event, fields. */
export function lineLogger(write: (line: string) => void, clock: Clock): Logger {
  const at = (level: string) => (event: string, fields?: Readonly<Record<string, unknown>>) =>
    write(`${JSON.stringify({ time: new Date(clock.nowMs()).toISOString(), level, event, ...fields })}\n`);
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
