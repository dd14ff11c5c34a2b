import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { compileGlob, isGlob } from '../../../../src/transform/graph/glob.ts';

// Answers of Python 3's fnmatch.fnmatchcase.
const CASES: readonly (readonly [pattern: string, text: string, fits: boolean])[] = [
  ['orders', 'orders', true],
  ['orders', 'Orders', false],
  ['', '', true],
  ['*', '', true],
  ['*', 'a\nb', true],
  ['stg_*', 'stg_', true],
  ['*a*b*c', 'xxaxxbxxc', true],
  ['*a*b*c', 'xxaxxcxxb', false],
  ['?', '', false],
  ['?', '😀', true],
  ['??', '😀', false],
  ['[a-c]x', 'bx', true],
  ['[!a-c]x', 'bx', false],
  ['[!a-c]x', 'dx', true],
  ['[]]', ']', true],
  ['[!]]', ']', false],
  ['[!]]', 'a', true],
  ['[a-]', '-', true],
  ['[-a]', '-', true],
  ['[c-a]', 'b', false],
  ['[!c-a]', 'b', true],
  ['[abc', '[abc', true],
  ['[', '[', true],
  ['[]', '[]', true],
  ['[!', '[!', true],
  ['a]', 'a]', true],
  ['[^a]', '^', true],
  ['[^a]', 'b', false],
  ['[a\\]', '\\', true],
  ['.*', 'x', false],
  ['(a|b)+', '(a|b)+', true],
];

for (const [pattern, text, fits] of CASES)
  test(`the pattern ${JSON.stringify(pattern)} ${fits ? 'fits' : 'does not fit'} ${JSON.stringify(text)}`, () => {
    assert.equal(compileGlob(pattern)(text), fits);
  });

test('a pattern is one that has a wildcard or a bracket', () => {
  assert.deepEqual(['a*', 'a?', '[a', 'a]', 'a.b'].map(isGlob), [true, true, true, true, false]);
});

test('stars and question marks fit as the obvious recursion says', () => {
  const slow = (pattern: string, text: string): boolean => {
    const [head] = pattern;
    if (head === undefined) return text === '';
    if (head === '*') return slow(pattern.slice(1), text) || (text !== '' && slow(pattern, text.slice(1)));
    return text !== '' && (head === '?' || head === text[0]) && slow(pattern.slice(1), text.slice(1));
  };
  const letters = (more: readonly string[]) =>
    fc.array(fc.constantFrom('a', 'b', ...more), { maxLength: 8 }).map((list) => list.join(''));
  fc.assert(
    fc.property(letters(['*', '?']), letters([]), (pattern, text) => {
      assert.equal(compileGlob(pattern)(text), slow(pattern, text));
    }),
  );
});

test('a hostile pattern takes no time', () => {
  const fits = compileGlob(`${'*a'.repeat(500)}b`);
  assert.equal(fits('a'.repeat(4_000)), false);
});
