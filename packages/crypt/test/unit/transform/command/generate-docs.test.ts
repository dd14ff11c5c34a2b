import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { renderPage } from '../../../../src/transform/command/generate-docs.ts';
import { openCommandRig } from '../../../support/command-rig.ts';

const SHOP = {
  'models/first.sql': "{{ config(materialized='table') }} select 1 as id, 'a' as name",
  'models/last.sql': "select * from {{ ref('first') }}",
  'models/m.yml':
    'models: [{name: first, description: "</script><b>bold</b>", columns: [{name: ID, description: the key}]}]\nsources: [{name: raw, schema: main, tables: [{name: first}]}]\n',
};

test('docs generate writes the catalog and one page that holds everything', async (t) => {
  const rig = await openCommandRig(t, SHOP);
  await rig.run('run');
  const { code, out } = await rig.run('docs generate');
  assert.equal(code, 0, out);
  const { metadata, nodes, sources, errors } = await rig.artifact('catalog.json');
  assert.equal(metadata.dbt_schema_version, 'https://schemas.getdbt.com/dbt/catalog/v1.json');
  assert.deepEqual(nodes['model.shop.first'], {
    metadata: { type: 'BASE TABLE', schema: 'main', name: 'first', database: 'db', comment: null, owner: null },
    columns: {
      id: { type: 'INTEGER', index: 1, name: 'id', comment: null },
      name: { type: 'VARCHAR', index: 2, name: 'name', comment: null },
    },
    stats: {
      has_stats: {
        id: 'has_stats',
        label: 'Has Stats?',
        value: false,
        include: false,
        description: 'Indicates whether there are statistics for this table',
      },
    },
    unique_id: 'model.shop.first',
  });
  assert.deepEqual(
    [Object.keys(nodes).toSorted(), Object.keys(sources), errors],
    [['model.shop.first', 'model.shop.last'], ['source.shop.raw.first'], null],
  );
  const page = await readFile(join(rig.folder, 'target/index.html'), 'utf8');
  const data = JSON.parse(/<script type="application\/json" id="data">(.*?)<\/script>/s.exec(page)?.[1] ?? '');
  const first = data.resources.find(({ id }: { id: string }) => id === 'model.shop.first');
  assert.deepEqual(
    [first.description, first.children, first.columns[0]],
    ['</script><b>bold</b>', ['model.shop.last'], { name: 'id', type: 'INTEGER', description: 'the key' }],
  );
  assert.equal(
    (await rig.artifact('manifest.json')).nodes['model.shop.last'].compiled_code,
    'select * from "db"."main"."first"',
  );
});

test('--empty-catalog asks the warehouse nothing, --no-compile compiles nothing', async (t) => {
  const rig = await openCommandRig(t, SHOP);
  assert.equal((await rig.run('docs generate --empty-catalog --no-compile --static')).code, 0);
  assert.deepEqual((await rig.artifact('catalog.json')).nodes, {});
  assert.equal((await rig.artifact('manifest.json')).nodes['model.shop.last'].compiled_code ?? null, null);
  assert.ok((await readFile(join(rig.folder, 'target/static_index.html'))).length > 0);
});

test('docs serve gives three files on loopback, and no other', async (t) => {
  const rig = await openCommandRig(t, SHOP);
  await rig.run('docs generate --empty-catalog');
  const stop = new AbortController();
  let url = '';
  const serving = rig.run('docs serve --port 0', {
    interrupted: stop.signal,
    out: (text) => {
      url = /http:\S+\//.exec(text)?.[0] ?? url;
    },
  });
  while (url === '') await new Promise((resolve) => setImmediate(resolve));
  assert.match(url, /^http:\/\/127\.0\.0\.1:/);
  const status = async (path: string): Promise<number> => (await fetch(url + path)).status;
  assert.deepEqual(
    [await status(''), await status('catalog.json'), await status('../profiles.yml'), await status('run_results.json')],
    [200, 200, 404, 404],
  );
  stop.abort();
  assert.equal((await serving).code, 0);
});

test('no data ends the script that it lies in', () => {
  assert.equal(renderPage('<s>{{DATA}}</s>', JSON.stringify(['</s>', '$&'])), '<s>["\\u003c/s>","$&"]</s>');
});
