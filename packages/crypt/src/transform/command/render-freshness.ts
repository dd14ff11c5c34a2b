import type { FreshnessResult } from '../execute/measure-freshness.ts';
import { padded, type Line, type Tone } from './render-line.ts';

export function freshnessStart(place: string, name: string): Line {
  return { text: padded(`${place} START freshness of ${name}`), status: 'RUN', tone: 'plain' };
}

const WORDS: Readonly<Record<FreshnessResult['status'], readonly [word: string, tone: Tone]>> = {
  pass: ['PASS', 'good'],
  warn: ['WARN', 'warn'],
  error: ['ERROR STALE', 'bad'],
  'runtime error': ['ERROR', 'bad'],
};

export function freshnessEnd(
  place: string,
  name: string,
  { status, seconds }: Pick<FreshnessResult, 'status' | 'seconds'>,
): Line {
  const [word, tone] = WORDS[status];
  return { text: padded(`${place} ${word} freshness of ${name}`), status: `${word} in ${seconds.toFixed(2)}s`, tone };
}
