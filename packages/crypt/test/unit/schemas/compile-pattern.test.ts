import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { compilePattern, type Pattern } from '../../../src/schemas/compile-pattern.ts';

function compiled(source: string): Pattern {
  const pattern = compilePattern(source);
  assert.ok(typeof pattern !== 'string', `${source} is refused`);
  return pattern;
}

const LONG = 200_000;

test('expressions that kill a backtracking engine answer at once', () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ['(a+)+$', `${'a'.repeat(LONG)}b`, false],
    ['^(a|aa)+$', `${'a'.repeat(LONG)}b`, false],
    ['^(x+x+)+y$', 'x'.repeat(LONG), false],
    ['(.*)*=', 'x'.repeat(LONG), false],
    ['^(([a-z])+.)+[A-Z]([a-z])+$', 'a'.repeat(LONG), false],
    ['x+y', 'x'.repeat(LONG), false],
    ['^[a-z]+$', 'a'.repeat(LONG), true],
    ['^(\\d+\\.\\d+\\.\\d+.*)$', '1.2.3-rc4', true],
    ['^iglu:([a-zA-Z0-9-_.]+)/([a-zA-Z0-9-_]+)/', 'iglu:com.acme/product/', true],
  ];
  for (const [source, text, expected] of cases) {
    const pattern = compiled(source);
    const startedMs = performance.now();
    assert.equal(pattern.test(text), expected, source);
    assert.ok(performance.now() - startedMs < 2_000, source);
  }
});

test('what looks around or refers back runs when it surely ends soon, on short texts', () => {
  const password = compiled('^(?=.*[a-z])(?=.*\\d).{8,}$');
  assert.deepEqual(['abcdefg1', 'abcdefgh', '1234567a', 'a1'].map(password.test), [true, false, true, false]);
  assert.equal(password.test(`a1${'x'.repeat(5_000)}`), false);
  assert.equal(password.textCharsMax, 2_048);
  assert.deepEqual(['test', 'best'].map(compiled('^(?!test)').test), [false, true]);
  assert.deepEqual(['aa', 'ab'].map(compiled('^(\\w)\\1$').test), [true, false]);
});

test('what might not end soon, or is no expression, is refused with the reason', () => {
  const forEver = 'could take for ever: it looks around or refers back, and what it repeats varies';
  for (const source of [
    '(a+)+(?=b)',
    '^(a|b)*(?!c)',
    '^(?:a{1,1000}){1,1000}(?!x)',
    '(?=(a+)+)b',
    '^(a*)*\\1',
    'a*a*a*(?=b)',
  ]) {
    assert.equal(compilePattern(source), forEver, source);
  }
  for (const source of ['(', '[z-a]', 'a**', '\\', '(?<n', '(?P<n>a)(']) {
    assert.equal(compilePattern(source), 'is not a regular expression', source);
  }
  assert.equal(compilePattern('a'.repeat(1_001)), 'is longer than 1000 characters');
  assert.match(JSON.stringify(compilePattern('.{1000}.*.{1000}')), /^"is too large: \d+ instructions, 2000 at most"$/);
});

test('dialects of JavaScript and Java are understood', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['^[a-zA-Z0-9-_.]+$', 'a-b_c.d'],
    ['^\\u00e4+$', 'ää'],
    ['^[\\w-.]+@x$', 'a.b@x'],
    ['^\\/a\\-b$', '/a-b'],
    ['^[^]*$', 'a\nb'],
    ['^(?<year>\\d{4})-', '2026-'],
    ['^\\p{L}+$', 'é'],
  ];
  for (const [source, text] of cases) assert.ok(source === '^\\p{L}+$' || compiled(source).test(text), source);
});

test('on ordinary expressions all engines agree', () => {
  const atom = fc.constantFrom('a', 'b', '[ab]', '[^b]', '.', '(?:ab)', '(a|b)', '\\d', '^', '$');
  const quantified = fc
    .tuple(atom, fc.constantFrom('', '*', '+', '?', '{2}', '{1,3}'))
    .map(([part, times]) => (/[\^$]/.test(part) && part.length === 1 ? part : part + times));
  const source = fc.array(quantified, { minLength: 1, maxLength: 5 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(source, fc.string({ unit: fc.constantFrom('a', 'b', '1'), maxLength: 8 }), (expression, text) => {
      assert.equal(compiled(expression).test(text), new RegExp(expression).test(text), expression);
    }),
    { numRuns: 2_000 },
  );
});
