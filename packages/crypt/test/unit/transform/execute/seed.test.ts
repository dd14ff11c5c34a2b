import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTransformRig } from '../../../support/transform-rig.ts';

const TYPED = [
  'whole,big,huge,part,truth,day,moment,zoned,word,empty,odd',
  '1,3000000000,10000000000000000000,1.50,true,2026-01-31,2026-01-31 10:00:00,2026-01-31T10:00:00Z,x,,1',
  '-2,1,2,2,False,2026-2-3,2026-02-03 1:02:03,2026-02-03T01:02:03Z,"null",,a',
  ',,,,,,,,,,""',
].join('\n');

test('columns of a seed get the types that dbt gives them, and 64 bits and more when they need them', async (t) => {
  const rig = await openTransformRig(t, { 'seeds/typed.csv': `${TYPED}\n` });
  assert.equal((await rig.run())['typed']?.message, 'INSERT 3');
  const types = await rig.rows(
    "select column_name, data_type from system.information_schema.columns where table_name = 'typed' and table_catalog = 'db' order by ordinal_position",
  );
  assert.deepEqual(Object.fromEntries(types as [string, string][]), {
    whole: 'INTEGER',
    big: 'BIGINT',
    huge: 'HUGEINT',
    part: 'DOUBLE',
    truth: 'BOOLEAN',
    day: 'DATE',
    moment: 'TIMESTAMP',
    zoned: 'TIMESTAMP',
    word: 'VARCHAR',
    empty: 'INTEGER',
    odd: 'VARCHAR',
  });
  assert.deepEqual(await rig.rows('select * from db.main.typed'), [
    [
      1,
      3_000_000_000,
      10_000_000_000_000_000_000n,
      1.5,
      true,
      '2026-01-31',
      '2026-01-31T10:00:00.000Z',
      '2026-01-31T10:00:00.000Z',
      'x',
      null,
      '1',
    ],
    [-2, 1, 2, 2, false, '2026-02-03', '2026-02-03T01:02:03.000Z', '2026-02-03T01:02:03.000Z', 'null', null, 'a'],
    [null, null, null, null, null, null, null, null, null, null, null],
  ]);
});

test('a project gives columns types and another delimiter; names may be any word', async (t) => {
  const rig = await openTransformRig(t, {
    'seeds/a.csv': 'order;Zip Code;price\n1;00123;"1,5"\n',
    'seeds/schema.yml':
      "seeds:\n  - name: a\n    config:\n      delimiter: ';'\n      column_types: {Zip Code: varchar}\n",
  });
  assert.equal((await rig.run())['a']?.status, 'success');
  assert.deepEqual(await rig.rows('select "order", "Zip Code", price from db.main.a'), [[1, '00123', 15]]);
});

test('a seed that is loaded again has the rows of its file; --full-refresh makes its columns anew', async (t) => {
  const rig = await openTransformRig(t, { 'seeds/a.csv': 'x\n1\n2\n' });
  await rig.run();
  await rig.write({ 'seeds/a.csv': 'x\n3\n' });
  await rig.run();
  assert.deepEqual(await rig.rows('select * from db.main.a'), [[3]]);
  await rig.write({ 'seeds/a.csv': 'x,y\n3,b\n' });
  assert.equal((await rig.run())['a']?.status, 'error');
  assert.deepEqual(await rig.rows('select * from db.main.a'), [[3]], 'what fails changes nothing');
  assert.equal((await rig.run(undefined, { FULL_REFRESH: true }))['a']?.message, 'CREATE 1');
  assert.deepEqual(await rig.rows('select * from db.main.a'), [[3, 'b']]);
});

test('a seed that cannot be read is refused with the reason', async (t) => {
  const rig = await openTransformRig(t, {
    'seeds/long.csv': 'x,y\n1,2,3\n',
    'seeds/open.csv': 'x\n"a\n',
    'seeds/typed.csv': 'x\na\n',
    'seeds/only_header.csv': 'x,y\n',
    'seeds/schema.yml': 'seeds:\n  - name: typed\n    config: {column_types: {x: integer}}\n',
  });
  const { long, open, typed, only_header: header } = await rig.run();
  assert.match(long?.message ?? '', /row 1 has 3 values, and the header names 2 columns/);
  assert.match(open?.message ?? '', /the quoted value that begins on line 2 has no end/);
  assert.match(typed?.message ?? '', /seeds\/typed\.csv:1:1: Conversion Error: Could not convert string 'a' to INT32/);
  assert.equal(header?.message, 'INSERT 0');
});

test('all rows of a long seed arrive, in order', async (t) => {
  const lines = Array.from(
    { length: 20_000 },
    (_, i) => `${i},name ${i},${i / 4},2026-01-${String((i % 28) + 1).padStart(2, '0')}`,
  );
  const rig = await openTransformRig(t, { 'seeds/big.csv': `id,name,price,day\n${lines.join('\n')}\n` });
  const { big } = await rig.run();
  assert.equal(big?.message, 'INSERT 20000');
  assert.deepEqual(await rig.rows('select count(*), sum(id), sum(price), min(day), max(name) from db.main.big'), [
    [20_000, 199_990_000, 49_997_500, '2026-01-01', 'name 9999'],
  ]);
});
