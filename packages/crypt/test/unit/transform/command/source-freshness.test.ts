import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judge } from '../../../../src/transform/execute/measure-freshness.ts';
import { openCommandRig } from '../../../support/command-rig.ts';

const SOURCES = `sources:
  - name: shop
    schema: main
    config: {loaded_at_field: came, freshness: {warn_after: {count: 12, period: hour}, error_after: {count: 24, period: hour}}}
    tables:
      - {name: fresh}
      - {name: filtered, identifier: fresh, config: {freshness: {filter: "id > 1"}}}
      - {name: asked, identifier: fresh, config: {loaded_at_field: null, loaded_at_query: "select max(came) - interval 13 hour from {{ this }}"}}
      - {name: empty, identifier: fresh, config: {freshness: {filter: "false"}}}
      - {name: gone}
      - {name: texts, identifier: fresh, config: {loaded_at_field: "'2024'"}}
      - {name: unwatched, config: {freshness: null}}
`;

test('age against limits; filter, query, an empty source, one that is not there', async (t) => {
  const rig = await openCommandRig(t, { 'models/sources.yml': SOURCES });
  await rig.sql(
    "create table fresh as select 1 as id, now()::timestamp at time zone 'UTC' as came union all select 2, (now() - interval 30 hour)::timestamp at time zone 'UTC' as came",
  );
  const { code, out } = await rig.run('source freshness');
  const { metadata, results } = await rig.artifact('sources.json');
  assert.equal(code, 1);
  assert.equal(metadata.dbt_schema_version, 'https://schemas.getdbt.com/dbt/sources/v3.json');
  assert.deepEqual(
    Object.fromEntries(
      results.map((result: { unique_id: string; status: string }) => [
        result.unique_id.split('.').at(-1),
        result.status,
      ]),
    ),
    { asked: 'warn', empty: 'error', filtered: 'error', fresh: 'pass', gone: 'runtime error', texts: 'runtime error' },
  );
  const [asked, empty] = results;
  assert.deepEqual(Object.keys(asked), [
    'unique_id',
    'max_loaded_at',
    'snapshotted_at',
    'max_loaded_at_time_ago_in_s',
    'status',
    'criteria',
    'adapter_response',
    'timing',
    'thread_id',
    'execution_time',
  ]);
  assert.deepEqual(asked.criteria, {
    warn_after: { count: 12, period: 'hour' },
    error_after: { count: 24, period: 'hour' },
    filter: null,
  });
  assert.ok(
    asked.max_loaded_at_time_ago_in_s > 13 * 3600 && asked.max_loaded_at_time_ago_in_s < 13 * 3600 + 60,
    String(asked.max_loaded_at_time_ago_in_s),
  );
  assert.equal(empty.max_loaded_at, '0001-01-01T00:00:00+00:00');
  assert.match(out, /1 of 6 WARN freshness of shop\.asked \.+ \[WARN in/);
  assert.match(out, /ERROR STALE freshness of shop\.filtered/);
  assert.match(out, /texts.*\n.*gives str and no timestamp/);
});

test('sources are selected; a good one exits 0, and --output says where the file goes', async (t) => {
  const rig = await openCommandRig(t, { 'models/sources.yml': SOURCES });
  await rig.sql('create table fresh as select 1 as id, now() as came');
  const { code, out } = await rig.run('source freshness -s source:shop.fresh -o target/own.json');
  assert.equal(code, 0, out);
  assert.equal((await rig.artifact('own.json')).results.length, 1);
});

test('limits are exceeded, not reached', () => {
  const limits = { warn_after: { count: 1, period: 'minute' }, error_after: { count: 1, period: 'day' } };
  assert.deepEqual(
    [60_000_000n, 60_000_001n, 86_400_000_000n, 86_400_000_001n].map((age) => judge(age, limits)),
    ['pass', 'warn', 'warn', 'error'],
  );
  assert.equal(judge(10n ** 18n, { warn_after: null, error_after: { count: null, period: null } }), 'pass');
});
