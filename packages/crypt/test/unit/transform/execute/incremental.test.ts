import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import fc from 'fast-check';
import { openTransformRig, type TransformRig } from '../../../support/transform-rig.ts';

/** A model over the table `new_rows`, which each step of a test fills. */
async function rigOf(t: TestContext, config: string, select = 'select * from db.main.new_rows'): Promise<TransformRig> {
  const rig = await openTransformRig(t, {});
  await write(rig, config, select);
  return rig;
}

function write(rig: TransformRig, config: string, select: string): Promise<void> {
  return rig.write({
    'models/kept.sql': `{{ config(materialized='incremental'${config === '' ? '' : `, ${config}`}) }}\n${select}`,
  });
}

async function step(rig: TransformRig, rows: string, flags: Readonly<Record<string, boolean>> = {}): Promise<unknown> {
  await rig.rows(`create or replace table db.main.new_rows as ${rows}`);
  const { kept } = await rig.run(undefined, flags);
  return kept?.status === 'success' ? rig.rows('select * from db.main.kept order by all') : kept?.message;
}

const FIRST = "select 1 as id, 'a' as name union all select 2, 'b'";
const SECOND = "select 2 as id, 'B' as name union all select 3, 'c'";

test('append, and no strategy without a key, adds all rows', async (t) => {
  for (const config of ['', "incremental_strategy='append', unique_key='id'"]) {
    const rig = await rigOf(t, config);
    assert.deepEqual(await step(rig, FIRST), [
      [1, 'a'],
      [2, 'b'],
    ]);
    assert.deepEqual(await step(rig, SECOND), [
      [1, 'a'],
      [2, 'B'],
      [2, 'b'],
      [3, 'c'],
    ]);
  }
});

test('delete+insert, merge, and no strategy with a key, replace rows whose key comes again', async (t) => {
  for (const config of [
    "unique_key='id'",
    "incremental_strategy='delete+insert', unique_key=['id']",
    "incremental_strategy='merge', unique_key='id'",
  ]) {
    const rig = await rigOf(t, config);
    assert.deepEqual(await step(rig, FIRST), [
      [1, 'a'],
      [2, 'b'],
    ]);
    assert.deepEqual(
      await step(rig, SECOND),
      [
        [1, 'a'],
        [2, 'B'],
        [3, 'c'],
      ],
      config,
    );
    assert.deepEqual(
      await step(rig, SECOND),
      [
        [1, 'a'],
        [2, 'B'],
        [3, 'c'],
      ],
      'again changes nothing',
    );
  }
});

test('keys of several columns, conditions, and columns that a merge leaves alone', async (t) => {
  const rows = (mark: string): string =>
    `select 1 as a, 1 as b, '${mark}' as x, '${mark}' as y union all select 1, 2, '${mark}', '${mark}'`;
  const pair = await rigOf(t, "incremental_strategy='delete+insert', unique_key=['a', 'b']");
  await step(pair, rows('old'));
  assert.deepEqual(await step(pair, "select 1 as a, 2 as b, 'new' as x, 'new' as y"), [
    [1, 1, 'old', 'old'],
    [1, 2, 'new', 'new'],
  ]);
  const some = await rigOf(t, "incremental_strategy='merge', unique_key=['a', 'b'], merge_update_columns=['x']");
  await step(some, rows('old'));
  assert.deepEqual(await step(some, rows('new')), [
    [1, 1, 'new', 'old'],
    [1, 2, 'new', 'old'],
  ]);
  const rest = await rigOf(t, "incremental_strategy='merge', unique_key=['a', 'b'], merge_exclude_columns=['X']");
  await step(rest, rows('old'));
  assert.deepEqual(await step(rest, rows('new')), [
    [1, 1, 'old', 'new'],
    [1, 2, 'old', 'new'],
  ]);
  const limited = await rigOf(
    t,
    "incremental_strategy='merge', unique_key=['a', 'b'], incremental_predicates=['DBT_INTERNAL_DEST.b > 1']",
  );
  await step(limited, rows('old'));
  assert.deepEqual(await step(limited, "select 1 as a, 2 as b, 'new' as x, 'new' as y"), [
    [1, 1, 'old', 'old'],
    [1, 2, 'new', 'new'],
  ]);
});

test('is_incremental() is true when there is a table to add to, and --full-refresh makes it anew', async (t) => {
  const rig = await rigOf(
    t,
    "unique_key='id'",
    'select id, name, {{ is_incremental() }} as adds from db.main.new_rows',
  );
  assert.deepEqual(await step(rig, FIRST), [
    [1, 'a', false],
    [2, 'b', false],
  ]);
  assert.deepEqual(await step(rig, SECOND), [
    [1, 'a', false],
    [2, 'B', true],
    [3, 'c', true],
  ]);
  assert.deepEqual(await step(rig, SECOND, { FULL_REFRESH: true }), [
    [2, 'B', false],
    [3, 'c', false],
  ]);
  await write(
    rig,
    "unique_key='id', full_refresh=false",
    'select id, name, {{ is_incremental() }} as adds from db.main.new_rows',
  );
  assert.deepEqual(await step(rig, FIRST, { FULL_REFRESH: true }), [
    [1, 'a', true],
    [2, 'b', true],
    [3, 'c', false],
  ]);
});

test('a view of the name gives way to the table', async (t) => {
  const rig = await rigOf(t, '');
  await rig.rows('create view db.main.kept as select 7 as x');
  assert.deepEqual(await step(rig, FIRST), [
    [1, 'a'],
    [2, 'b'],
  ]);
  assert.deepEqual(
    await rig.rows("select table_name from system.information_schema.tables where table_catalog = 'db' order by 1"),
    [['kept'], ['new_rows']],
  );
});

test('on_schema_change: ignore, append_new_columns, sync_all_columns, fail', async (t) => {
  const wider = "select 3 as id, 'x' as extra";
  const of = async (choice: string, rows: string): Promise<unknown> => {
    const rig = await rigOf(t, `unique_key='id', on_schema_change='${choice}'`);
    await step(rig, FIRST);
    return step(rig, rows);
  };
  assert.deepEqual(await of('ignore', "select 3 as id, 'n' as name, 'x' as extra"), [
    [1, 'a'],
    [2, 'b'],
    [3, 'n'],
  ]);
  assert.deepEqual(await of('append_new_columns', wider), [
    [1, 'a', null],
    [2, 'b', null],
    [3, null, 'x'],
  ]);
  assert.deepEqual(await of('sync_all_columns', wider), [
    [1, null],
    [2, null],
    [3, 'x'],
  ]);
  assert.deepEqual(await of('sync_all_columns', "select 3000000000 as id, 'n' as name"), [
    [1, 'a'],
    [2, 'b'],
    [3_000_000_000, 'n'],
  ]);
  assert.match(
    String(await of('fail', wider)),
    /the columns of the model and of its table "db"\."main"\."kept" differ, and on_schema_change is fail: new \[<Column extra/,
  );
});

test('a run that fails after the columns changed leaves the table as it was', async (t) => {
  const rig = await rigOf(t, "unique_key='id'");
  await step(rig, FIRST);
  await write(
    rig,
    "unique_key='id', on_schema_change='append_new_columns', post_hook='select broken'",
    'select * from db.main.new_rows',
  );
  assert.match(
    String(await step(rig, "select 3 as id, 'x' as extra")),
    /^models\/kept\.sql:1:1: Binder Error: Referenced column "broken" was not found/,
  );
  assert.deepEqual(await rig.rows('select * from db.main.kept order by 1'), [
    [1, 'a'],
    [2, 'b'],
  ]);
});

test('a strategy of the project is its macro; one that nobody has is refused', async (t) => {
  const rig = await rigOf(t, "incremental_strategy='newest'");
  await rig.write({
    'macros/newest.sql':
      "{% macro get_incremental_newest_sql(args) %}delete from {{ args['target_relation'] }}; insert into {{ args['target_relation'] }} select * from {{ args['temp_relation'] }}{% endmacro %}",
  });
  await step(rig, FIRST);
  assert.deepEqual(await step(rig, SECOND), [
    [2, 'B'],
    [3, 'c'],
  ]);
  const none = await rigOf(t, "incremental_strategy='oldest'");
  assert.match(
    String(await step(none, FIRST)),
    /the incremental strategy 'oldest' is not valid for duckdb, which has append, delete\+insert, merge, microbatch; a project may define the macro 'get_incremental_oldest_sql'/,
  );
});

test('any history of rows gives with delete+insert and with merge what a map by key gives', async (t) => {
  const rigs = [
    await rigOf(t, "incremental_strategy='delete+insert', unique_key='id'"),
    await rigOf(t, "incremental_strategy='merge', unique_key='id'"),
  ];
  const batch = fc.uniqueArray(
    fc.record({ id: fc.integer({ min: 0, max: 5 }), value: fc.integer({ min: 0, max: 9 }) }),
    { selector: ({ id }) => id, minLength: 1, maxLength: 4 },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(batch, { minLength: 1, maxLength: 3 }), async (history) => {
      for (const rig of rigs) {
        const expected = new Map<number, number>();
        await rig.rows('drop table if exists db.main.kept');
        for (const rows of history) {
          await step(rig, rows.map(({ id, value }) => `select ${id} as id, ${value} as value`).join(' union all '));
          for (const { id, value } of rows) expected.set(id, value);
        }
        const stored = await rig.rows('select id, value from db.main.kept order by id');
        assert.deepEqual(
          stored,
          [...expected].toSorted(([a], [b]) => a - b),
        );
      }
    }),
    { numRuns: 6 },
  );
});

test('merges as the configuration of dbt-duckdb describes them', async (t) => {
  const old = "select 1 as id, 1 as n, 'a' as name union all select 2, 2, 'b'";
  const newer = "select 1 as id, 5 as n, 'A' as name union all select 2, 1, 'B' union all select 3, 0, 'C'";
  const of = async (config: string): Promise<unknown> => {
    const rig = await rigOf(t, `incremental_strategy='merge', ${config}`);
    await step(rig, old);
    return step(rig, newer);
  };
  assert.deepEqual(
    await of(
      "unique_key='id', merge_update_condition='DBT_INTERNAL_SOURCE.n > DBT_INTERNAL_DEST.n', merge_insert_condition='DBT_INTERNAL_SOURCE.n > 0'",
    ),
    [
      [1, 5, 'A'],
      [2, 2, 'b'],
    ],
  );
  assert.deepEqual(
    await of(
      "merge_on_using_columns=['id'], merge_update_set_expressions={'n': 'DBT_INTERNAL_DEST.n + DBT_INTERNAL_SOURCE.n'}",
    ),
    [
      [1, 6, 'A'],
      [2, 3, 'B'],
      [3, 0, 'C'],
    ],
  );
  assert.deepEqual(
    await of(
      "unique_key='id', merge_clauses={'when_matched': [{'action': 'delete', 'condition': 'DBT_INTERNAL_SOURCE.n > 4'}, {'action': 'do_nothing'}], 'when_not_matched': [{'action': 'insert', 'mode': 'explicit', 'insert': {'columns': ['id', 'n'], 'values': ['DBT_INTERNAL_SOURCE.id', '7']}}]}",
    ),
    [
      [2, 2, 'b'],
      [3, 7, null],
    ],
  );
  assert.match(
    String(await of("unique_key='id', merge_clauses={'when_matched': [{'action': 'upsert'}]}")),
    /has the action 'upsert'/,
  );
});

test('all that is wrong with the configuration of a merge is told at once', async (t) => {
  const of = async (config: string): Promise<string> => {
    const rig = await rigOf(t, `incremental_strategy='merge', unique_key='id', ${config}`);
    await step(rig, FIRST);
    return String(await step(rig, SECOND));
  };
  const many = await of(
    "merge_update_condition=3, merge_update_columns='name', merge_exclude_columns=[1], merge_update_set_expressions=[], merge_clauses={'when_matched': [], 'when_not_matched': ['x'], 'else': 1}",
  );
  assert.deepEqual(many.split('\n').slice(1, 8), [
    'merge_update_condition is a text, not 3',
    'merge_update_columns is a list of texts, not name',
    'merge_exclude_columns has texts in its list, not 1',
    'merge_update_set_expressions is a mapping, not []',
    'merge_clauses.when_matched has one clause at least',
    'merge_clauses.when_not_matched has mappings in its list, not x',
    'beside merge_clauses nothing comes of merge_update_condition, merge_update_columns, merge_exclude_columns: say it in the clauses',
  ]);
  assert.match(await of('merge_clauses=[]'), /merge_clauses is a mapping, not \[\]/);
  assert.match(await of("merge_clauses={'when_matched': 'x'}"), /merge_clauses.when_matched is a list/);
  assert.match(await of("merge_clauses={'x': []}"), /merge_clauses has when_matched, when_not_matched or both/);
  assert.match(
    await of("incremental_predicates={'a': 1}"),
    /incremental_predicates is a text or a list, not \{'a': 1\}/,
  );
});
