import type { ExactNumber } from '../kernel/exact-json.ts';
import type { Pattern } from './compile-pattern.ts';
import { isMultiple } from './decimal.ts';
import { tell, type Judging } from './judging.ts';
import type { NumberRules, TextRules } from './schema-node.ts';
import { showText } from './show-text.ts';

/** Work of a pattern, in steps: instructions times characters over this; a step is about as long as a place of a schema. */
const PATTERN_WORK = 16;

export function judgeText(rules: TextRules, text: string, judging: Judging): boolean {
  let ok = true;
  if (text.length > rules.lengthMax && isLonger(text, rules.lengthMax)) {
    ok = tell(judging, 'maxLength', () => `has ${text.length} characters, ${rules.lengthMax} at most`);
  }
  if (rules.lengthMin > 0 && isShorter(text, rules.lengthMin)) {
    ok = tell(judging, 'minLength', () => `has ${text.length} characters, ${rules.lengthMin} at least`);
  }
  if (rules.check !== undefined && !rules.check(text)) {
    ok = tell(
      judging,
      'format',
      () => `is not of the format ${showText(rules.format ?? '')} (${text.length} characters)`,
    );
  }
  const { pattern } = rules;
  if (pattern === undefined) return ok;
  judging.steps += patternSteps(pattern, text);
  if (text.length > pattern.textCharsMax) {
    return tell(judging, 'pattern', () => `has ${text.length} characters, too many for its pattern to be tried`);
  }
  if (pattern.test(text)) return ok;
  return tell(
    judging,
    'pattern',
    () => `does not match the pattern ${showText(pattern.source)} (${text.length} characters)`,
  );
}

/** What trying a pattern counts as. */
export function patternSteps(pattern: Pattern, text: string): number {
  return 1 + Math.ceil((text.length * pattern.size) / PATTERN_WORK);
}

/** Lengths are counted in code points, at most as many as UTF-16 units and at least half as many. */
function isLonger(text: string, max: number): boolean {
  return text.length > 2 * max || codePoints(text) > max;
}

function isShorter(text: string, min: number): boolean {
  return text.length < min || (text.length < 2 * min && codePoints(text) < min);
}

function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

export function judgeNumber(rules: NumberRules, value: number | ExactNumber, judging: Judging): boolean {
  let ok = true;
  const { min, max, step } = rules;
  const near = typeof value === 'number' ? value : Number(value.text);
  if (min !== undefined && (near < min || (rules.minExcluded && near === min))) {
    ok = tell(judging, 'minimum', () => `is below ${rules.minExcluded ? 'or at ' : ''}the minimum ${min}`);
  }
  if (max !== undefined && (near > max || (rules.maxExcluded && near === max))) {
    ok = tell(judging, 'maximum', () => `is above ${rules.maxExcluded ? 'or at ' : ''}the maximum ${max}`);
  }
  if (step === undefined || isMultiple(value, step)) return ok;
  return tell(judging, 'multipleOf', () => `is no multiple of ${step.text}`);
}
