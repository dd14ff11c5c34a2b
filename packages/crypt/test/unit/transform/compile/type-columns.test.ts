import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kindOfColumn, typeTexts } from '../../../../src/transform/compile/type-columns.ts';

test('cells of a seed to a type, as agate has it', () => {
  const cases: readonly (readonly [readonly (string | null)[], string, string])[] = [
    [['1', ' 2 ', '-3', '', 'NULL'], 'Number', 'integer'],
    [['2147483647', '-2147483648'], 'Number', 'integer'],
    [['2147483648'], 'Number', 'bigint'],
    [['9223372036854775808'], 'Number', 'hugeint'],
    [['1.0', '2.00'], 'Number', 'integer'],
    [['1.5', '2'], 'Number', 'float8'],
    [['1e3'], 'Number', 'integer'],
    [['$1,000.50', '20%'], 'Number', 'float8'],
    [['true', 'False'], 'Boolean', 'boolean'],
    [['1', 'true'], 'Text', 'text'],
    [['2026-01-31', '2026-1-1'], 'Date', 'date'],
    [['2026-02-30'], 'Text', 'text'],
    [['2026-01-31 10:00:00', '2026-01-31'], 'DateTime', 'timestamp without time zone'],
    [['2026-01-31T10:00:00.5+02:00'], 'DateTime', 'timestamp without time zone'],
    [['2026-01-31 10:00:00.5'], 'Text', 'text'],
    [['', null], 'Integer', 'integer'],
    [[], 'Integer', 'integer'],
    [['a', 'null', ''], 'Text', 'text'],
    [['1-1'], 'Text', 'text'],
  ];
  for (const [cells, kind, type] of cases) {
    const typed = typeTexts(cells, false);
    assert.deepEqual([typed.kind, typed.type], [kind, type], JSON.stringify(cells));
  }
  assert.deepEqual(typeTexts(['$1,000', '-20%', ''], false).cells, ['1000', '-20', null]);
  assert.deepEqual(typeTexts([' null ', '', 'x'], false).cells, [' null ', null, 'x']);
  assert.deepEqual(typeTexts(['001', ''], true), { kind: 'Text', type: 'text', cells: ['001', null] });
});

test('values of a result to a kind', () => {
  assert.equal(kindOfColumn([1, null, 2n ** 70n]), 'Integer');
  assert.equal(kindOfColumn([1, { kind: 'decimal', text: '1.5' }]), 'Number');
  assert.equal(kindOfColumn([null]), 'Integer');
  assert.equal(kindOfColumn([true, 1]), 'Text');
  assert.equal(kindOfColumn([{ kind: 'date', text: '2026-01-31' }]), 'Date');
  assert.equal(kindOfColumn([{ kind: 'timestamp', micros: 0n, hasZone: true }]), 'DateTime');
  assert.equal(kindOfColumn([{ kind: 'time', micros: 0n }]), 'Text');
});
