import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { renderTable } from '../../../src/cli/render-table.ts';

test('columns are as wide as their widest cell, and numbers stand to the right', () => {
  const rows = [
    ['web', '1,200', '-0.5'],
    ['iOS 😀', '7', ''],
  ];
  assert.equal(
    renderTable(['app', 'events', 'x'], rows),
    ['app    events     x', '─────  ──────  ────', 'web     1,200  -0.5', 'iOS 😀       7'].join('\n'),
  );
});

test('no rows, no columns and short rows are tables too', () => {
  assert.equal(renderTable(['a', 'bc'], []), 'a  bc\n─  ──');
  assert.equal(renderTable([], []), '\n');
  assert.equal(renderTable(['a', 'b'], [['x'], ['y', 'z']]), 'a  b\n─  ─\nx\ny  z');
});

test('what would steer the terminal or break the table is shown instead', () => {
  const hostile = 'a\nb\r\t\u001b[31mred\u0007\u007f\u009b2J\u202eback\u2028';
  const table = renderTable(['n\n'], [[hostile]]);
  assert.equal(table.split('\n')[2], 'a␊b␍␉␛[31mred␇␡\\u009b2J\\u202eback\\u2028');
  assert.equal(table.split('\n')[0], 'n␊');
});

test('a table of any texts has one line a row, and no control character', () => {
  const unit = fc.integer({ min: 0, max: 0x2fff }).map((code) => String.fromCodePoint(code));
  const text = fc.string({ unit, maxLength: 6 });
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text), { maxLength: 5 }), (rows) => {
      const lines = renderTable(['a', 'b'], rows).split('\n');
      assert.equal(lines.length, rows.length + 2);
      for (const line of lines) assert.doesNotMatch(line, /\p{Cc}/u);
    }),
  );
});

test('a table of 150,000 rows is rendered', () => {
  const rows = Array.from({ length: 150_000 }, (_, index) => [String(index)]);
  const lines = renderTable(['n'], rows).split('\n');
  assert.deepEqual([lines.length, lines[2], lines.at(-1)], [150_002, '     0', '149999']);
});
