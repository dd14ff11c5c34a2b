// Held to what dbt 1.11.14 makes of these files.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseFilesOf, told } from '../../../../support/project-folder.ts';

const PACKAGE = {
  'dbt_packages/pk/dbt_project.yml': 'name: pk\n',
  'dbt_packages/pk/models/s.yml': `
sources:
  - name: raw
    description: d0
    schema: sch0
    database: db0
    tags: [t0]
    meta: {a: 0}
    quoting: {identifier: false}
    config: {event_time: at0, tags: [ct0]}
    freshness: {warn_after: {count: 1, period: day}}
    loaded_at_field: f0
    tables:
      - name: one
        description: one0
        identifier: one_id
        tags: [tt0]
        meta: {b: 0}
        quoting: {schema: false}
        config: {tags: [ctt0]}
        freshness: {error_after: {count: 2, period: day}}
        loaded_at_field: tf0
        external: {location: x, own: 1}
        columns: [{name: id, data_tests: [not_null], description: c0}, {name: other}]
      - {name: three, freshness: {error_after: {count: 2, period: day}}}
`,
};

const DAYS = { count: 2, period: 'day' };
const NO_PERIOD = { count: null, period: null };

test("what a project says of a package's source takes its place, key by key", async (t) => {
  const { manifest, errors, warnings } = await parseFilesOf(t, {
    ...PACKAGE,
    'models/o.yml': `
sources:
  - name: raw
    overrides: pk
    database: db1
    tables:
      - {name: one, identifier: one_new, columns: [{name: id, data_tests: [unique], description: c1}]}
      - name: nope
  - {name: gone, overrides: pk, description: x}
`,
  });
  assert.deepEqual(told(errors), []);
  const one = manifest.sources['source.pk.raw.one'];
  assert.deepEqual(Object.keys(manifest.sources), ['source.pk.raw.one', 'source.pk.raw.three']);
  assert.equal(one?.relation_name, '"db1"."sch0".one_new');
  assert.deepEqual(
    [one.tags, one.meta, one.source_meta, one.loaded_at_field, one.description, one.original_file_path],
    [['ctt0', 't0', 'tt0'], { a: 0, b: 0 }, { a: 0 }, 'tf0', 'one0', 'models/s.yml'],
  );
  assert.deepEqual(one.freshness, { warn_after: NO_PERIOD, error_after: NO_PERIOD, filter: null });
  assert.deepEqual([one.unrendered_database, one.config['event_time']], ['db0', null]);
  assert.deepEqual(Object.keys(one.columns), ['id']);
  const unsaid = { file_format: null, row_format: null, tbl_properties: null, partitions: null };
  assert.deepEqual(one.external, { location: 'x', ...unsaid, own: 1 });
  const three = manifest.sources['source.pk.raw.three'];
  assert.deepEqual(three?.freshness, { warn_after: NO_PERIOD, error_after: DAYS, filter: null });
  assert.equal(three.relation_name, '"db1"."sch0".three');
  assert.deepEqual(
    Object.values(manifest.nodes).map(({ unique_id, tags }) => [unique_id, tags]),
    [['test.pk.source_unique_raw_one_id.afa85b421c', ['t0', 'tt0']]],
  );
  const advice = "disable the package's source with +enabled: false, and write one of your own";
  assert.deepEqual(told(warnings), [
    `PROJECT_DEPRECATED models/o.yml:4:5: 'overrides' of the source 'raw' is deprecated in dbt; ${advice}`,
    `PROJECT_DEPRECATED models/o.yml:9:18: 'overrides' of the source 'gone' is deprecated in dbt; ${advice}`,
    "PROJECT_UNUSED models/o.yml:8:9: the source 'raw' of the package 'pk' has no table 'nope', which is overridden here",
    "PROJECT_UNUSED models/o.yml:9:18: the package 'pk' has no source 'gone', which is overridden here",
  ]);
});

test('an override that speaks of all: config and freshness go whole', async (t) => {
  const { manifest, errors } = await parseFilesOf(t, {
    ...PACKAGE,
    'models/o.yml': `
sources:
  - name: raw
    overrides: pk
    tags: [p]
    meta: {p: 1}
    config: {meta: {q: 1}, event_time: pat}
    freshness: null
    loaded_at_field: pf
    quoting: {database: true}
    tables: [{name: one, loaded_at_field: ptf, freshness: {warn_after: {count: 2, period: day}}}]
`,
  });
  assert.deepEqual(told(errors), []);
  const one = manifest.sources['source.pk.raw.one'];
  assert.deepEqual(one?.config, {
    enabled: true,
    event_time: 'pat',
    freshness: { warn_after: DAYS, error_after: NO_PERIOD, filter: null },
    loaded_at_field: 'ptf',
    loaded_at_query: null,
    meta: { p: 1, q: 1, b: 0 },
    tags: ['ctt0', 'p', 'tt0'],
    static_analysis: null,
  });
  assert.equal(one.relation_name, '"db0"."sch0"."one_id"');
});

test('overrides that are none, that come twice, or say what is not understood are refused', async (t) => {
  const { errors } = await parseFilesOf(t, {
    ...PACKAGE,
    'models/o.yml': `
sources:
  - {name: raw, overrides: pk}
  - {name: raw, overrides: pk}
  - {name: a, overrides: [pk]}
  - {name: b, overrides: pk, tables: [{name: c, config: {enabled: false}}]}
`,
  });
  assert.deepEqual(told(errors), [
    "PROJECT_DUPLICATE models/o.yml:4:17: the source 'raw' of the package 'pk' is overridden twice; the other is at models/o.yml:3:17",
    "PROJECT_PROPERTY models/o.yml:5:15: 'overrides' of the source 'a' is no name of a package",
    "PROJECT_PROPERTY models/o.yml:6:49: 'config' is no key of a table of the source 'b', which overrides another",
  ]);
});

test('properties of a node that is off are those of one of its name that is on', async (t) => {
  const { manifest, errors } = await parseFilesOf(t, {
    'dbt_project.yml': 'name: p\nprofile: p\nseeds:\n  pk: {+enabled: false}\n',
    'seeds/kinds.csv': 'id\n1\n',
    'seeds/own.csv': 'id\n1\n',
    'dbt_packages/pk/dbt_project.yml': 'name: pk\n',
    'dbt_packages/pk/seeds/kinds.csv': 'id\n1\n',
    'dbt_packages/pk/seeds/s.yml': 'seeds: [{name: kinds, config: {column_types: {id: bigint}}}]\n',
  });
  assert.deepEqual(told(errors), []);
  assert.deepEqual(
    Object.values(manifest.nodes).map(({ unique_id, patch_path, config }) => [
      unique_id,
      patch_path,
      config['column_types'],
    ]),
    [
      ['seed.p.kinds', 'pk://seeds/s.yml', { id: 'bigint' }],
      ['seed.p.own', null, {}],
    ],
  );
});
