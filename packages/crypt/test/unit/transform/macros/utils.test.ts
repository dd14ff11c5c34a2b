// Every function is rendered, run on DuckDB, and its value compared.
import { createHash } from 'node:crypto';
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openMacroRig, type MacroRig } from '../../../support/macros/macro-rig.ts';

let rig: MacroRig;
before(async () => {
  rig = await openMacroRig();
});
after(() => rig.close());

/** Rows of `select` with the templates rendered in it. */
async function select(source: string): Promise<readonly (readonly unknown[])[]> {
  return rig.rows(`select ${await rig.render(source)}`);
}

/** [what follows `select`, the value it gives]. */
type Case = readonly [string, unknown];

function testValues(name: string, cases: readonly Case[]): void {
  test(name, async () => {
    const values: Case[] = [];
    for (const [source] of cases) values.push([source, (await select(source))[0]?.[0]]);
    assert.deepEqual(values, cases);
  });
}

testValues('texts: nulls give null, empty texts are values, characters and not bytes are counted', [
  ['{{ dbt.concat(["\'a\'", "\'ü\'", "\'\'"]) }}', 'aü'],
  ["{{ dbt.concat([\"'a'\", 'null']) }}", null],
  ['{{ dbt.length("\'naïve 😀\'") }}', '7'],
  ['{{ dbt.length("\'\'") }}', '0'],
  ["{{ dbt.length('null') }}", null],
  ['{{ dbt.position("\'ï\'", "\'naïve\'") }}', '3'],
  ['{{ dbt.position("\'x\'", "\'naïve\'") }}', '0'],
  ['{{ dbt.position("\'\'", "\'abc\'") }}', '1'],
  ["{{ dbt.position('null', \"'abc'\") }}", null],
  ['{{ dbt.replace("\'a.b.c\'", "\'.\'", "\'\'") }}', 'abc'],
  ['{{ dbt.replace("\'abc\'", "\'\'", "\'x\'") }}', 'abc'],
  ["{{ dbt.replace('null', \"'a'\", \"'b'\") }}", null],
  ['{{ dbt.right("\'naïve😀\'", 2) }}', 'e😀'],
  ['{{ dbt.right("\'abc\'", 0) }}', ''],
  ['{{ dbt.right("\'abc\'", 9) }}', 'abc'],
  ['{{ dbt.right("\'\'", 1) }}', ''],
  ["{{ dbt.right('null', 1) }}", null],
  ['{{ dbt.split_part("\'a|b|ü\'", "\'|\'", 1) }}', 'a'],
  ['{{ dbt.split_part("\'a|b|ü\'", "\'|\'", 3) }}', 'ü'],
  ['{{ dbt.split_part("\'a|b|ü\'", "\'|\'", -1) }}', 'ü'],
  ['{{ dbt.split_part("\'a|b|ü\'", "\'|\'", 4) }}', null],
  ['{{ dbt.split_part("\'\'", "\'|\'", 1) }}', ''],
  ['{{ dbt.split_part("\'a||c\'", "\'||\'", 2) }}', 'c'],
  ["{{ dbt.split_part('null', \"'|'\", 1) }}", null],
  ['{{ dbt._split_part_negative("\'a|b|ü\'", "\'|\'", -1) }}', 'ü'],
  ['{{ dbt._split_part_negative("\'a|b|ü\'", "\'|\'", -3) }}', 'a'],
  ["{{ dbt.string_literal(dbt.escape_single_quotes(\"it's 'so'\")) }}", "it's 'so'"],
  ["{{ dbt.string_literal('') }}", ''],
]);

testValues('hash: of the text of any value', [
  ['{{ dbt.hash("\'naïve\'") }}', createHash('md5').update('naïve').digest('hex')],
  ['{{ dbt.hash("\'\'") }}', 'd41d8cd98f00b204e9800998ecf8427e'],
  ['{{ dbt.hash(1) }}', 'c4ca4238a0b923820dcc509a6f75849b'],
  ["{{ dbt.hash('null') }}", null],
]);

testValues('casts', [
  ['{{ dbt.cast("\'1\'", dbt.type_int()) }}', 1],
  ["{{ dbt.safe_cast(\"'2024-02-29'\", 'date') }}", '2024-02-29'],
  ["{{ dbt.safe_cast('null', 'date') }}", null],
  ["{{ dbt.cast_bool_to_text('1 = 1') }}", 'true'],
  ["{{ dbt.cast_bool_to_text('1 = 0') }}", 'false'],
  ["{{ dbt.cast_bool_to_text('cast(null as boolean)') }}", null],
  ["typeof({{ dbt.cast('null', dbt.type_string()) }})", 'VARCHAR'],
  ["typeof({{ dbt.cast('null', dbt.type_timestamp()) }})", 'TIMESTAMP'],
  ["typeof({{ dbt.cast('null', dbt.type_float()) }})", 'FLOAT'],
  ["typeof({{ dbt.cast('null', dbt.type_numeric()) }})", 'DECIMAL(28,6)'],
  ["typeof({{ dbt.cast('null', dbt.type_bigint()) }})", 'BIGINT'],
  ["typeof({{ dbt.cast('null', dbt.type_int()) }})", 'INTEGER'],
  ["typeof({{ dbt.cast('null', dbt.type_boolean()) }})", 'BOOLEAN'],
]);

testValues('equals: null equals nothing unless the project asks for it', [
  ["{{ dbt.equals('1', '1') }}", true],
  ["{{ dbt.equals('1', '2') }}", false],
  ["{{ dbt.equals('null', 'null') }}", null],
]);

testValues('arrays', [
  ['{{ dbt.array_construct([1, 2]) }}', [1, 2]],
  ['{{ dbt.array_construct() }}', []],
  ['typeof({{ dbt.array_construct() }})', 'INTEGER[]'],
  ["typeof({{ dbt.array_construct([], 'text') }})", 'VARCHAR[]'],
  ["{{ dbt.array_construct([\"'a'\", 'null']) }}", ['a', null]],
  ["{{ dbt.array_append(dbt.array_construct([1]), '2') }}", [1, 2]],
  ["{{ dbt.array_append(dbt.array_construct(), 'null') }}", [null]],
  ['{{ dbt.array_concat(dbt.array_construct([1]), dbt.array_construct([1, 2])) }}', [1, 1, 2]],
  ['{{ dbt.array_concat(dbt.array_construct(), dbt.array_construct()) }}', []],
]);

testValues('aggregates: over the rows of a query', [
  ["{{ dbt.any_value('x') }} from (values ('a'), ('a')) t(x)", 'a'],
  ["{{ dbt.any_value('x') }} from (values ('a')) t(x) where false", null],
  ["{{ dbt.bool_or('x > 1') }} from (values (1), (2)) t(x)", true],
  ["{{ dbt.bool_or('x > 2') }} from (values (1), (2), (null)) t(x)", false],
  ["{{ dbt.bool_or('x > 2') }} from (values (cast(null as int))) t(x)", null],
  ["{{ dbt.listagg('x', \"'|'\", 'order by x desc') }} from (values ('a'), (null), ('ü')) t(x)", 'ü|a'],
  ["{{ dbt.listagg('x', \"', '\", 'order by x', 2) }} from (values ('c'), ('b'), ('a')) t(x)", 'a, b'],
  ["{{ dbt.listagg('x', \"','\", 'order by x', 9) }} from (values ('c'), ('b')) t(x)", 'b,c'],
  ["{{ dbt.listagg('x') }} from (values ('a')) t(x)", 'a'],
  ["{{ dbt.listagg('distinct x', \"','\", 'order by x') }} from (values ('b'), ('a'), ('b')) t(x)", 'a,b'],
  ["{{ dbt.listagg('x') }} from (values ('a')) t(x) where false", null],
]);

testValues('dateadd: back and forth, over the ends of months and years, for columns and all parts', [
  ["{{ dbt.dateadd('day', -1, \"date '2024-03-01'\") }}", '2024-02-29 00:00:00'],
  ["{{ dbt.dateadd('month', 1, \"date '2024-01-31'\") }}", '2024-02-29 00:00:00'],
  ["{{ dbt.dateadd('month', 1, \"date '2023-01-31'\") }}", '2023-02-28 00:00:00'],
  ["{{ dbt.dateadd('month', -1, \"date '2024-03-31'\") }}", '2024-02-29 00:00:00'],
  ["{{ dbt.dateadd('quarter', -1, \"date '2024-05-31'\") }}", '2024-02-29 00:00:00'],
  ["{{ dbt.dateadd('quarter', 1, \"date '2023-11-30'\") }}", '2024-02-29 00:00:00'],
  ["{{ dbt.dateadd('year', 1, \"date '2024-02-29'\") }}", '2025-02-28 00:00:00'],
  ["{{ dbt.dateadd('week', -1, \"date '2024-01-03'\") }}", '2023-12-27 00:00:00'],
  ["{{ dbt.dateadd('WEEK', 2, \"date '2024-01-03'\") }}", '2024-01-17 00:00:00'],
  ["{{ dbt.dateadd('hour', 25, \"timestamp '2024-12-31 23:30:00'\") }}", '2025-01-02 00:30:00'],
  ["{{ dbt.dateadd('minute', -1, \"timestamp '2024-01-01 00:00:30'\") }}", '2023-12-31 23:59:30'],
  ["{{ dbt.dateadd('second', 1, \"timestamp '2024-01-01 00:00:00.25'\") }}", '2024-01-01 00:00:01.25'],
  ["{{ dbt.dateadd('millisecond', 5, \"timestamp '2024-01-01 00:00:00'\") }}", '2024-01-01 00:00:00.005'],
  ["{{ dbt.dateadd('day', 'n', 'd') }} from (select 3 as n, date '2024-02-28' as d)", '2024-03-02 00:00:00'],
  ["{{ dbt.dateadd('day', 'n + 1', 'd') }} from (select 0 as n, date '2024-02-28' as d)", '2024-02-29 00:00:00'],
  ["{{ dbt.dateadd('day', 1, 'cast(null as date)') }}", null],
  ["{{ dbt.dateadd('day', 'null', \"date '2024-01-01'\") }}", null],
]);

testValues('datediff: boundaries that are crossed; weeks begin on Sunday', [
  ["{{ dbt.datediff(\"'2024-02-28'\", \"'2024-03-01'\", 'day') }}", '2'],
  ["{{ dbt.datediff(\"'2024-03-01'\", \"'2024-02-28'\", 'day') }}", '-2'],
  ["{{ dbt.datediff(\"'2024-01-01 23:59:59'\", \"'2024-01-02 00:00:00'\", 'day') }}", '1'],
  ["{{ dbt.datediff(\"'2024-01-31'\", \"'2024-02-01'\", 'month') }}", '1'],
  ["{{ dbt.datediff(\"'2024-01-01'\", \"'2024-01-31'\", 'month') }}", '0'],
  ["{{ dbt.datediff(\"'2023-12-31'\", \"'2024-01-01'\", 'quarter') }}", '1'],
  ["{{ dbt.datediff(\"'2024-04-01'\", \"'2024-03-31'\", 'quarter') }}", '-1'],
  ["{{ dbt.datediff(\"'2023-12-31'\", \"'2024-01-01'\", 'year') }}", '1'],
  ["{{ dbt.datediff(\"'2024-01-01 00:59'\", \"'2024-01-01 01:00'\", 'hour') }}", '1'],
  ["{{ dbt.datediff(\"'2024-01-01 00:00:59'\", \"'2024-01-01 00:01:00'\", 'minute') }}", '1'],
  ["{{ dbt.datediff(\"'2024-01-01 00:00:00.9'\", \"'2024-01-01 00:00:01.1'\", 'second') }}", '1'],
  ["{{ dbt.datediff(\"'2024-01-01 00:00:00'\", \"'2024-01-01 00:00:01'\", 'millisecond') }}", '1000'],
  // 2024-01-06 is a Saturday.
  ["{{ dbt.datediff(\"'2024-01-06'\", \"'2024-01-07'\", 'week') }}", '1'],
  ["{{ dbt.datediff(\"'2024-01-07'\", \"'2024-01-08'\", 'week') }}", '0'],
  ["{{ dbt.datediff(\"'2024-01-07'\", \"'2024-01-06'\", 'week') }}", '-1'],
  ["{{ dbt.datediff(\"'2024-01-01'\", \"'2024-01-01'\", 'week') }}", '0'],
  ["{{ dbt.datediff(\"'2023-12-01'\", \"'2024-03-01'\", 'week') }}", '13'],
  // Backwards by whole weeks dbt on DuckDB counts one too many, and the SQL is to be the same.
  ["{{ dbt.datediff(\"'2024-01-08'\", \"'2024-01-01'\", 'week') }}", '-2'],
  ["{{ dbt.datediff('cast(null as date)', \"'2024-03-01'\", 'day') }}", null],
  ["{{ dbt.datediff('cast(null as date)', \"date '2024-03-01'\", 'week') }}", null],
]);

testValues('dates', [
  ['{{ dbt.date(2024, 2, 29) }}', '2024-02-29'],
  ["{{ dbt.date('2000 + 24', 'm', 1) }} from (select 12 as m)", '2024-12-01'],
  ["{{ dbt.date_trunc('month', \"timestamp '2024-02-29 12:30:00'\") }}", '2024-02-01 00:00:00'],
  ["{{ dbt.date_trunc('week', \"timestamp '2024-02-29 12:30:00'\") }}", '2024-02-26 00:00:00'],
  ["{{ dbt.date_trunc('quarter', \"date '2024-12-31'\") }}", '2024-10-01 00:00:00'],
  ["{{ dbt.date_trunc('day', 'cast(null as date)') }}", null],
  ["{{ dbt.last_day(\"date '2024-02-01'\", 'month') }}", '2024-02-29'],
  ["{{ dbt.last_day(\"date '2023-12-31'\", 'month') }}", '2023-12-31'],
  ["{{ dbt.last_day(\"date '2024-02-01'\", 'quarter') }}", '2024-03-31'],
  ["{{ dbt.last_day(\"date '2024-12-31'\", 'quarter') }}", '2024-12-31'],
  ["{{ dbt.last_day(\"date '2024-02-01'\", 'year') }}", '2024-12-31'],
  ["{{ dbt.last_day('cast(null as date)', 'month') }}", null],
  ['typeof({{ dbt.current_timestamp() }})', 'TIMESTAMP WITH TIME ZONE'],
  ['typeof({{ dbt.snapshot_get_time() }})', 'TIMESTAMP'],
  ['typeof({{ dbt.current_timestamp_backcompat() }})', 'TIMESTAMP'],
  ['typeof({{ dbt.current_timestamp_in_utc_backcompat() }})', 'TIMESTAMP'],
  ['{{ dbt.current_timestamp() }}::timestamp = {{ dbt.snapshot_get_time() }}', true],
]);

test('the type of the time that snapshots write is asked of the engine', async () => {
  assert.equal(await rig.render('{{ get_snapshot_get_time_data_type() }}'), 'TIMESTAMP');
});

test('set operators leave no duplicates', async () => {
  const [first, second] = ['select unnest([1, 1, 2, null])', 'select unnest([2, 3])'];
  assert.deepEqual(await rig.rows(`${first} ${await rig.render('{{ dbt.except() }}')} ${second} order by 1`), [
    [1],
    [null],
  ]);
  assert.deepEqual(await rig.rows(`${first} ${await rig.render('{{ dbt.intersect() }}')} ${second}`), [[2]]);
});

test('generate_series: by the function of the engine, and by bits, are the same numbers', async () => {
  for (const bound of [1, 2, 3, 8, 9, 100]) {
    const expected = Array.from({ length: bound }, (_, i) => [i + 1]);
    for (const adapter of ['duckdb', 'another']) {
      const sql = await rig.render(`{{ dbt.generate_series(${bound}) }}`, { adapter });
      assert.deepEqual(
        (await rig.rows(sql)).map(([n]) => [Number(n)]),
        expected,
        `${adapter} ${bound}`,
      );
    }
  }
  await assert.rejects(rig.render('{{ dbt.get_powers_of_two(0) }}'), {
    message: 'raise_compiler_error: upper bound must be positive',
  });
});

test('date_spine: a row a period, up to and without an end that is a period away', async () => {
  const spine = async (part: string, start: string, end: string): Promise<readonly unknown[]> => {
    const sql = await rig.render(
      `{{ dbt.date_spine('${part}', "cast('${start}' as date)", "cast('${end}' as date)") }}`,
    );
    return (await rig.rows(`select date_${part} from (${sql}) order by 1`)).map(([day]) => String(day).slice(0, 10));
  };
  assert.deepEqual(await spine('day', '2024-02-28', '2024-03-02'), ['2024-02-28', '2024-02-29', '2024-03-01']);
  assert.deepEqual(await spine('month', '2023-11-30', '2024-03-01'), [
    '2023-11-30',
    '2023-12-30',
    '2024-01-30',
    '2024-02-29',
  ]);
  assert.deepEqual(await spine('week', '2024-01-01', '2024-01-22'), ['2024-01-01', '2024-01-08', '2024-01-15']);
  assert.deepEqual(await spine('year', '2020-02-29', '2022-12-31'), ['2020-02-29', '2021-02-28']);
});

test('engines without overrides get the defaults, and are told of what has none', async () => {
  const render = (source: string): Promise<string> => rig.render(source, { adapter: 'another' });
  const flat = async (source: string): Promise<string> => (await render(source)).replaceAll(/\s+/g, ' ').trim();
  assert.equal(await flat('{{ dbt.date(2024, 2, 29) }}'), "to_date('2024-02-29', 'YYYY-MM-DD')");
  assert.equal(await flat("{{ dbt.dateadd('day', 1, 'd') }}"), 'dateadd( day, 1, d )');
  assert.equal(await flat("{{ dbt.datediff('a', 'b', 'day') }}"), 'datediff( day, a, b )');
  assert.equal(await flat("{{ dbt.any_value('a') }}"), 'any_value(a)');
  assert.equal(await flat("{{ dbt.split_part('a', 'b', 1) }}"), 'split_part( a, b, 1 )');
  assert.equal(
    await flat("{{ dbt.listagg('a', \"','\", 'order by a') }}"),
    "listagg( a, ',' ) within group (order by a)",
  );
  assert.equal(
    await flat("{{ dbt.listagg('a', \"','\", 'order by a', 2) }}"),
    "array_to_string( array_slice( array_agg( a )within group (order by a) ,0 ,2 ), ',' )",
  );
  await assert.rejects(render('{{ dbt.current_timestamp() }}'), {
    message: 'raise_not_implemented: current_timestamp macro not implemented for adapter another',
  });
});

test('a macro of the project wins over ours, also where ours calls it', async () => {
  const project = '{% macro duckdb__dateadd(datepart, interval, from_date_or_timestamp) %}shifted{% endmacro %}';
  assert.equal(
    (await rig.render("{{ dbt.last_day('d', 'month') }}", { project })).replaceAll(/\s+/g, ' '),
    'cast( shifted as date)',
  );
});
