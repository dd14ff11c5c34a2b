import assert from 'node:assert/strict';
import { test } from 'node:test';
import { injectCtes } from '../../../../src/transform/compile/inject-ctes.ts';

const CTES = [
  { name: 'a', sql: 'select 1' },
  { name: 'b', sql: 'select 2' },
];
const BOTH = ' a as (\nselect 1\n),  b as (\nselect 2\n)';

test('expressions go before the first word, or into the WITH that is there', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['select 3', `with${BOTH} select 3`],
    ['\n  select 3', `\n  with${BOTH} select 3`],
    ['-- with\n/* with */ select 3', `with${BOTH} -- with\n/* with */ select 3`],
    ['with x as (select 3) select * from x', `with${BOTH},  x as (select 3) select * from x`],
    [
      '-- first\nWITH RECURSIVE x as (select 3) select * from x',
      `-- first\nWITH RECURSIVE${BOTH},  x as (select 3) select * from x`,
    ],
    ["select 'with' as with_quotes", `with${BOTH} select 'with' as with_quotes`],
    ['(with x as (select 3) select * from x)', `with${BOTH} (with x as (select 3) select * from x)`],
    ['', `with${BOTH} `],
  ];
  for (const [code, expected] of cases) assert.equal(injectCtes(code, CTES).code, expected);
  assert.deepEqual(injectCtes('select 3', []), { code: 'select 3', at: 0, length: 0, starts: [] });
});

test('where each expression stands in the new code is told', () => {
  const { code, starts, at, length } = injectCtes('\nselect 3', CTES);
  assert.deepEqual(
    starts.map((start) => code.slice(start, start + 8)),
    ['select 1', 'select 2'],
  );
  assert.equal(code.slice(at + length), 'select 3');
});
