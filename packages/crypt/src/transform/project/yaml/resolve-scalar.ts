// Plain scalars as PyYAML's safe loader reads them: YAML 1.1, with rules of its own where the two differ. Facts from
// PyYAML's documentation and from running it:
//   y, n           texts (YAML 1.1 says booleans)           1e3, 1.5e3   texts: an exponent needs a dot and a sign
//   yes no on off  booleans                                 0o17         text; 017 is fifteen, 08 a text
//   1:30           ninety, 1:30.5 a float                   1_000        a thousand
import { float, int, type Value } from '../../jinja/values/value.ts';
import { parseTimestamp } from './timestamp.ts';

const WORDS: ReadonlyMap<string, Value> = new Map<string, Value>([
  ...['', '~', 'null', 'Null', 'NULL'].map((word): [string, Value] => [word, null]),
  ...['yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word): [string, Value] => [word, true]),
  ...['no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word): [string, Value] => [word, false]),
  ...['.nan', '.NaN', '.NAN'].map((word): [string, Value] => [word, float(NaN)]),
  ...['.inf', '.Inf', '.INF'].flatMap((word): [string, Value][] => [
    [word, float(Infinity)],
    [`+${word}`, float(Infinity)],
    [`-${word}`, float(-Infinity)],
  ]),
]);

const INTEGER = /^[-+]?(?:0b[0-1_]+|0[0-7_]+|(?:0|[1-9][0-9_]*)|0x[0-9a-fA-F_]+|[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const FLOAT =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*)$/;

/** The value of a plain scalar without a tag. */
export function resolveScalar(text: string): Value {
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  const first = text.charCodeAt(0);
  // Digits, and what may stand before one: + - .
  if ((first < 48 || first > 57) && first !== 43 && first !== 45 && first !== 46) return text;
  if (INTEGER.test(text)) return parseInteger(text) ?? text;
  if (FLOAT.test(text)) return parseFloatText(text) ?? text;
  return parseTimestamp(text) ?? text;
}

/** Undefined for what is no number after all, such as `0b_`. */
export function parseInteger(text: string): Value | undefined {
  const digits = text.replaceAll('_', '');
  const isNegative = digits.startsWith('-');
  const body = digits.replace(/^[-+]/, '');
  const value = magnitude(body);
  if (value === undefined) return undefined;
  return int(isNegative ? -value : value);
}

function magnitude(body: string): bigint | undefined {
  if (/^\d+(:\d+)+$/.test(body)) return body.split(':').reduce((sum, part) => sum * 60n + BigInt(part), 0n);
  if (/^0[bx]/.test(body)) return body.length > 2 ? BigInt(body) : undefined;
  if (body.length > 1 && body.startsWith('0')) return BigInt(`0o${body.slice(1)}`);
  return /^\d+$/.test(body) ? BigInt(body) : undefined;
}

export function parseFloatText(text: string): Value | undefined {
  const digits = text.replaceAll('_', '');
  const isNegative = digits.startsWith('-');
  const body = digits.replace(/^[-+]/, '');
  const parts = body.split(':');
  const value = parts.length === 1 ? Number(body) : parts.reduce((sum, part) => sum * 60 + Number(part), 0);
  return Number.isNaN(value) ? undefined : float(isNegative ? -value : value);
}
