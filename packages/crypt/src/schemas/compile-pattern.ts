// Regular expressions from schemas, which are from outside. A text is tried in time that is linear in its length: on the
// platform's engine when the expression provably does little work, else on RE2; what RE2 does not know (it looks around,
// or refers back) on the platform's engine again, for short texts.
import { RE2JS } from 're2js';
import { PATTERN_CHARS_MAX, PATTERN_PROGRAM_MAX } from '../kernel/limits.ts';
import { NATIVE_TEXT_CHARS_MAX, nativeWork } from './native-work.ts';

export interface Pattern {
  readonly source: string;
  /** Steps that one character of a text costs at most. */
  readonly size: number;
  /** Longer texts are not tried, and do not match. */
  readonly textCharsMax: number;
  /** True when it occurs in the text. */
  readonly test: (text: string) => boolean;
}

/** The pattern, or why it is refused, in words that follow what it is. */
export function compilePattern(source: string): Pattern | string {
  if (source.length > PATTERN_CHARS_MAX) return `is longer than ${PATTERN_CHARS_MAX} characters`;
  const native = compileNative(source);
  const work = nativeWork(source);
  if (native !== undefined && work !== undefined && work < NATIVE_TEXT_CHARS_MAX) {
    return { source, size: 1, textCharsMax: Number.POSITIVE_INFINITY, test: (text) => native.test(text) };
  }
  const linear = compileLinear(source);
  if (linear !== undefined) {
    const size = linear.programSize();
    if (size > PATTERN_PROGRAM_MAX) return `is too large: ${size} instructions, ${PATTERN_PROGRAM_MAX} at most`;
    return { source, size, textCharsMax: Number.POSITIVE_INFINITY, test: (text) => linear.test(text) };
  }
  if (native === undefined) return 'is not a regular expression';
  if (work === undefined) return 'could take for ever: it looks around or refers back, and what it repeats varies';
  const size = Math.ceil(work / NATIVE_TEXT_CHARS_MAX);
  const test = (text: string): boolean => text.length <= NATIVE_TEXT_CHARS_MAX && native.test(text);
  return { source, size, textCharsMax: NATIVE_TEXT_CHARS_MAX, test };
}

function compileNative(source: string): RegExp | undefined {
  try {
    return new RegExp(source);
  } catch {
    return undefined;
  }
}

/** Undefined for what needs backtracking, or is no expression at all. */
function compileLinear(source: string): RE2JS | undefined {
  try {
    return RE2JS.compile(RE2JS.translateRegExp(source));
  } catch {
    return undefined;
  }
}
