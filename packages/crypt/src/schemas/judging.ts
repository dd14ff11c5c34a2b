// The state of judging one value, and what is told of it. Mismatches are read by people who may not see personal data:
// they hold types, sizes, and names and values that the schema has.
import { ExactNumber, type ExactJson } from '../kernel/exact-json.ts';
import { MISMATCHES_MAX } from '../kernel/limits.ts';
import { joinPointer } from './pointer.ts';
import { showText } from './show-text.ts';

const PATH_CHARS_MAX = 500;

export interface Mismatch {
  /** JSON pointer into the data; `*` stands for a name that the schema does not have. */
  readonly path: string;
  /** The keyword that is not obeyed: `maxLength`. */
  readonly keyword: string;
  /** What is wrong with what lies at the path; never a value. */
  readonly message: string;
}

export interface Judging {
  steps: number;
  depth: number;
  /** True when steps or depth ran out: then no verdict holds. */
  exhausted: boolean;
  /** Undefined while only the verdict is asked for. */
  found: Mismatch[] | undefined;
  /** Kept only while mismatches are collected. */
  readonly path: (string | number)[];
}

export function startJudging(found: Mismatch[] | undefined): Judging {
  return { steps: 0, depth: 0, exhausted: false, found, path: [] };
}

/** Notes a mismatch; returns false, the verdict. */
export function tell(judging: Judging, keyword: string, message: () => string): false {
  const { found, path } = judging;
  if (found !== undefined && found.length < MISMATCHES_MAX) {
    found.push({ path: showText(joinPointer('', ...path), PATH_CHARS_MAX), keyword, message: message() });
  }
  return false;
}

/** Whether going on can tell nothing more, after a mismatch. */
export function isTold(judging: Judging): boolean {
  return judging.exhausted || judging.found === undefined || judging.found.length >= MISMATCHES_MAX;
}

/** Type and size: `a text of 12 characters`. */
export function describeValue(value: ExactJson): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return `a text of ${value.length} characters`;
  if (typeof value === 'boolean') return 'a boolean';
  if (typeof value === 'number') return Number.isInteger(value) ? 'an integer' : 'a number';
  if (value instanceof ExactNumber) return `a number of ${value.text.length} characters`;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  return `an object of ${Object.keys(value).length} properties`;
}
