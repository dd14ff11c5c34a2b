import assert from 'node:assert/strict';
import { test } from 'node:test';
import { externalPlace } from '../../../../../src/transform/project/properties/external-place.ts';
import { parseFilesOf } from '../../../../support/project-folder.ts';

const SOURCE = { name: 'a', identifier: 'file_a', schema: 'raw', database: 'db', tags: [], config: {} };

function place(meta: { readonly [key: string]: string }): string | null {
  return externalPlace({ ...SOURCE, meta });
}

test('a place has fields of the source and of its meta, in three spellings', () => {
  assert.equal(place({}), null);
  assert.equal(place({ external_location: 'data/{name}.{kind}', kind: 'csv' }), "'data/a.csv'");
  assert.equal(
    place({ external_location: "read_csv('{identifier}.csv', columns={{'x': 'int'}})" }),
    "read_csv('file_a.csv', columns={'x': 'int'})",
  );
  assert.equal(place({ external_location: "'{schema}/{nothing}'" }), "'raw/{nothing}'");
  assert.equal(place({ external_location: '100%%/%(name)s/{name}', formatter: 'oldstyle' }), "'100%/a/{name}'");
  assert.equal(place({ external_location: '$$/$name/${database}', formatter: 'template' }), "'$/a/db'");
  assert.equal(place({ external_location: '{__proto__}{constructor}' }), "'{__proto__}{constructor}'");
});

test('the place of a source is its name in the manifest', async (t) => {
  const { manifest } = await parseFilesOf(t, {
    'models/s.yml':
      'sources:\n  - {name: s, config: {external_location: "in/{name}.parquet"}, tables: [{name: a}, {name: b, config: {meta: {external_location: "f({name})"}, external_location: "f({name})"}}]}\n',
  });
  assert.deepEqual(
    Object.values(manifest.sources).map(({ relation_name }) => relation_name),
    ["'in/a.parquet'", 'f(b)'],
  );
});
