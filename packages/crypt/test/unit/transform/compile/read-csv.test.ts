import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readCsv } from '../../../../src/transform/compile/read-csv.ts';

test('quotes, doubled quotes, lines within cells, all line ends, and a mark at the beginning', () => {
  const text = '\u{feff}a,b,c\r\n"x, ""y""","two\nlines",\n1,2"3,"4"5\n\n6\n';
  assert.deepEqual(readCsv(text, ','), {
    names: ['a', 'b', 'c'],
    rows: [
      ['x, "y"', 'two\nlines', ''],
      ['1', '2"3', '45'],
      ['6', null, null],
    ],
  });
});

test('names that are empty or come again get others', () => {
  assert.deepEqual(readCsv('a,a,,a_2,a\n', ',').names, ['a', 'a_2', 'c', 'a_2_2', 'a_3']);
});

test('a row that is too long, and a quote without end, are refused', () => {
  assert.throws(() => readCsv('a\n1,2\n', ','), {
    code: 'RUN_SEED',
    message: 'row 1 has 2 values, and the header names 1 columns',
  });
  assert.throws(() => readCsv('a\n"1\n', ','), {
    code: 'RUN_SEED',
    message: 'the quoted value that begins on line 2 has no end',
  });
});

test('what is written with quotes is read back, with any delimiter', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', ';', '\n', '\r', ' ', 'é') });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(cell, cell), { maxLength: 5 }),
      fc.constantFrom(',', ';', '\t'),
      (rows, delimiter) => {
        const lines = [['x', 'y'], ...rows].map((row) =>
          row.map((text) => `"${text.replaceAll('"', '""')}"`).join(delimiter),
        );
        assert.deepEqual(readCsv(lines.join('\n'), delimiter), {
          names: ['x', 'y'],
          rows: rows.map((row) => [...row]),
        });
      },
    ),
  );
});

test('any text is read or refused', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r') }), (text) => {
      try {
        const { names, rows } = readCsv(text, ',');
        assert.ok(rows.every((row) => row.length === names.length));
      } catch (error) {
        assert.equal((error as { code?: string }).code, 'RUN_SEED');
      }
    }),
  );
});
