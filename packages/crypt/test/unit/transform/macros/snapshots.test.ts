// Snapshots over several runs on DuckDB; the clock is the test's.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { source, withBed, type Rows } from '../../../support/macros/snapshot-bed.ts';

const COLUMNS = 'id, name, updated, dbt_updated_at, dbt_valid_from, dbt_valid_to';

const CHECK = { strategy: 'check', check_cols: ['name'], updated_at: null };

test('timestamp: inserts, updates, and rows that did not change, over four runs', () =>
  withBed({}, async ({ snapshot, versions, rig }) => {
    await snapshot(2, source([1, 'a', 1], [2, 'b', 1]));
    assert.deepEqual(await versions(), [
      [1, 'a', 1, 1, 1, null],
      [2, 'b', 1, 1, 1, null],
    ]);
    await snapshot(4, source([1, 'ü', 3], [2, 'other, not later', 1], [3, null, 2]));
    const expected: Rows = [
      [1, 'a', 1, 1, 1, 3],
      [1, 'ü', 3, 3, 3, null],
      [2, 'b', 1, 1, 1, null],
      [3, null, 2, 2, 2, null],
    ];
    assert.deepEqual(await versions(), expected);
    await snapshot(5, source([1, 'ü', 3], [2, 'other, not later', 1], [3, null, 2]));
    assert.deepEqual(await versions(), expected);
    await snapshot(6, source([1, 'back', 2], [3, 'late', null]));
    assert.deepEqual(await versions(), expected);
    assert.deepEqual(await rig.rows("select dbt_scd_id = md5('1|2024-01-03 00:00:00') from kept where name = 'ü'"), [
      [true],
    ]);
  }));

test('check: changes from and to null are seen; times are those of the runs', () =>
  withBed(CHECK, async ({ snapshot, versions }) => {
    await snapshot(1, source([1, 'a', 1], [2, null, 1], [3, 'c', 1]));
    await snapshot(2, source([1, null, 1], [2, 'b', 1], [3, 'c', 9]));
    await snapshot(3, source([1, 'a', 1], [2, 'b', 1], [3, 'c', 9]));
    assert.deepEqual(await versions('id, name, dbt_updated_at, dbt_valid_from, dbt_valid_to'), [
      [1, 'a', 1, 1, 2],
      [1, null, 2, 2, 3],
      [1, 'a', 3, 3, null],
      [2, null, 1, 1, 2],
      [2, 'b', 2, 2, null],
      [3, 'c', 1, 1, null],
    ]);
  }));

test('check of all columns: a column that is added begins new versions, once; earlier ones have null there', () =>
  withBed({ ...CHECK, check_cols: 'all' }, async ({ snapshot, versions }) => {
    await snapshot(1, source([1, 'a', 1], [2, 'b', 1]));
    const wider = `select *, 'x' as "Added One" from (${source([1, 'a', 1], [2, 'b', 1])})`;
    await snapshot(2, wider);
    await snapshot(3, wider);
    const columns = 'id, name, "Added One", dbt_valid_from, dbt_valid_to';
    const expected = [
      [1, 'a', null, 1, 2],
      [1, 'a', 'x', 2, null],
      [2, 'b', null, 1, 2],
      [2, 'b', 'x', 2, null],
    ];
    assert.deepEqual(await versions(columns), expected);
    // Another spelling is the same column, and one that is gone is not compared.
    await snapshot(4, `select ID, NAME, 'x' as "added one" from (${source([1, 'a', 1], [2, 'b', 1])})`);
    assert.deepEqual(await versions(columns), expected);
  }));

test('check with a column of times that does not move: the version has no length, and an id of its own', () =>
  withBed({ ...CHECK, updated_at: 'updated' }, async ({ snapshot, versions, rig }) => {
    await snapshot(2, source([1, 'a', 1]));
    await snapshot(3, source([1, 'b', 1]));
    await snapshot(4, source([1, 'a', 1]));
    const rows = await versions('id, name, dbt_valid_from, dbt_valid_to');
    assert.deepEqual(
      rows.filter(([, , , to]) => to === null),
      [[1, 'a', 1, null]],
    );
    assert.equal(rows.length, 3);
    assert.deepEqual(await rig.rows('select count(distinct dbt_scd_id) from kept'), [['3']]);
  }));

test('hard_deletes ignore: a row that is gone stays', () =>
  withBed({}, async ({ snapshot, versions }) => {
    await snapshot(2, source([1, 'a', 1]));
    await snapshot(3, source());
    assert.deepEqual(await versions(), [[1, 'a', 1, 1, 1, null]]);
  }));

test('hard_deletes invalidate: its version ends at the run, once; when it comes back as it was, it begins there', () =>
  withBed({ hard_deletes: 'invalidate' }, async ({ snapshot, versions, rig }) => {
    await snapshot(2, source([1, 'a', 1], [2, 'b', 1]));
    await snapshot(4, source([2, 'b', 1]));
    await snapshot(5, source([2, 'b', 1]));
    assert.deepEqual(await versions(), [
      [1, 'a', 1, 1, 1, 4],
      [2, 'b', 1, 1, 1, null],
    ]);
    await snapshot(6, source([1, 'a', 1], [2, 'b', 1]));
    await snapshot(7, source([1, 'a', 1], [2, 'b', 1]));
    assert.deepEqual(await versions(), [
      [1, 'a', 1, 1, 1, 4],
      [1, 'a', 1, 1, 4, null],
      [2, 'b', 1, 1, 1, null],
    ]);
    await snapshot(9, source([1, 'a', 8], [2, 'b', 1]));
    assert.deepEqual((await versions()).slice(1, 3), [
      [1, 'a', 1, 1, 4, 8],
      [1, 'a', 8, 8, 8, null],
    ]);
    assert.deepEqual(await rig.rows('select count(*), count(distinct dbt_scd_id) from kept'), [['4', '4']]);
  }));

test('hard_deletes new_record: a version says that it is gone, and ends when it comes back', () =>
  withBed({ hard_deletes: 'new_record' }, async ({ snapshot, versions, rig }) => {
    const columns = `${COLUMNS}, dbt_is_deleted`;
    await snapshot(2, source([1, 'a', 1], [2, 'b', 1]));
    assert.deepEqual(await versions(columns), [
      [1, 'a', 1, 1, 1, null, 'False'],
      [2, 'b', 1, 1, 1, null, 'False'],
    ]);
    await snapshot(4, source([2, 'b', 1]));
    await snapshot(5, source([2, 'b', 1]));
    const gone: Rows = [
      [1, 'a', 1, 1, 1, 4, 'False'],
      [1, 'a', 1, 4, 4, null, 'True'],
    ];
    assert.deepEqual((await versions(columns)).slice(0, 2), gone);
    await snapshot(6, source([1, 'a', 1], [2, 'b', 1]));
    await snapshot(7, source([1, 'a', 1], [2, 'b', 1]));
    assert.deepEqual(await versions(columns), [
      gone[0],
      [1, 'a', 1, 4, 4, 4, 'True'],
      [1, 'a', 1, 1, 4, null, 'False'],
      [2, 'b', 1, 1, 1, null, 'False'],
    ]);
    await snapshot(9, source([1, 'new', 8], [2, 'b', 1]));
    assert.deepEqual((await versions(columns)).slice(2, 4), [
      [1, 'a', 1, 1, 4, 8, 'False'],
      [1, 'new', 8, 8, 8, null, 'False'],
    ]);
    assert.deepEqual(await rig.rows('select count(*), count(distinct dbt_scd_id) from kept'), [['5', '5']]);
  }));

test('dbt_valid_to_current: versions that have not ended have its time; nulls of before it count as such too', () =>
  withBed({ hard_deletes: 'new_record' }, async ({ snapshot, versions }) => {
    const config = { dbt_valid_to_current: "timestamp '2024-01-31'" };
    await snapshot(2, source([1, 'a', 1]));
    await snapshot(3, source([1, 'b', 2], [2, 'x', 1]), config);
    await snapshot(4, source([2, 'x', 1]), config);
    await snapshot(6, source([1, 'c', 5], [2, 'x', 1]), config);
    assert.deepEqual(await versions('id, name, dbt_valid_from, dbt_valid_to, dbt_is_deleted'), [
      [1, 'a', 1, 2, 'False'],
      [1, 'b', 2, 4, 'False'],
      [1, 'b', 4, 5, 'True'],
      [1, 'c', 5, 31, 'False'],
      [2, 'x', 1, 31, 'False'],
    ]);
  }));

test('keys may be lists and expressions; columns may be given other names', () =>
  withBed({ hard_deletes: 'invalidate' }, async ({ snapshot, rig }) => {
    const names = {
      dbt_valid_from: 'began',
      dbt_valid_to: '"until"',
      dbt_scd_id: 'version',
      dbt_updated_at: 'changed',
      dbt_is_deleted: 'gone',
    };
    const config = { unique_key: ['id', 'lower(name)'], snapshot_table_column_names: names };
    await snapshot(2, source([1, 'a', 1], [1, 'b', 1]), config);
    await snapshot(4, source([1, 'A', 3]), config);
    const rows = await rig.rows(
      'select id, name, day(began), day("until") from kept order by name collate nocase, began',
    );
    assert.deepEqual(rows, [
      [1, 'a', '1', '3'],
      [1, 'A', '3', null],
      [1, 'b', '1', '4'],
    ]);
    assert.deepEqual(await rig.rows('select column_name from (describe kept)'), [
      ['id'],
      ['name'],
      ['updated'],
      ['version'],
      ['changed'],
      ['began'],
      ['until'],
    ]);
  }));

test('a strategy of the project, and one of a package; one that is not there is told', () =>
  withBed({}, async ({ rig }) => {
    const project = '{% macro snapshot_mine_strategy(a) %}mine {{ a }}{% endmacro %}';
    assert.equal(await rig.render("{{ strategy_dispatch('mine')(1) }}", { project }), 'mine 1');
    assert.equal(
      await rig.render("{{ strategy_dispatch('dbt.get_true')(1) }}", {
        values: {
          dbt: {
            kind: 'dict',
            values: new Map([['snapshot_get_true_strategy', { kind: 'function', name: 'x', call: () => 'packaged' }]]),
            keys: undefined,
          },
        },
      }),
      'packaged',
    );
    await assert.rejects(rig.render("{{ strategy_dispatch('no') }}"), {
      message: "raise_compiler_error: The specified strategy macro 'no' was not found in package 'None'",
    });
    await assert.rejects(rig.render("{{ strategy_dispatch('other.check') }}"), {
      message: "raise_compiler_error: Could not find package 'other', called with 'other.check'",
    });
    for (const check_cols of [[], 'name', null]) {
      const config = { check_cols, unique_key: 'id' };
      await assert.rejects(
        rig.render('{{ snapshot_check_strategy(model, "a", "b", {}, true) }}', { config }),
        /Invalid value for 'check_cols'/,
      );
    }
  }));

test('a query may end with a comment', () =>
  withBed(CHECK, async ({ snapshot, versions }) => {
    await snapshot(1, `${source([1, 'a', 1])} -- no more`);
    await snapshot(2, `${source([1, 'b', 1])} -- no more`);
    assert.deepEqual(await versions('id, name, dbt_valid_from, dbt_valid_to'), [
      [1, 'a', 1, 2],
      [1, 'b', 2, null],
    ]);
  }));

test('times of another type than the clock of the warehouse are warned of', () =>
  withBed({ updated_at: 'cast(updated as date)' }, async ({ snapshot, rig }) => {
    await snapshot(1, source([1, 'a', 1]));
    assert.deepEqual(rig.told.warnings, ['TIMESTAMP is not DATE']);
  }));
