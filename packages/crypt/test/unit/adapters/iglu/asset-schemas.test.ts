import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { AssetSchemas } from '../../../../src/adapters/iglu/asset-schemas.ts';
import { nodeFiles } from '../../../../src/adapters/node/node-files.ts';
import { keyOf } from '../../../support/schema-of.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

test('files in their places are schemas, and others are passed over', async (t) => {
  const folder = await tempFolder(t);
  const files = [
    'com.acme/product/jsonschema/1-0-0',
    'com.acme/product/jsonschema/1-0-1',
    'com.acme/product/jsonschema/README',
    'com.acme/product/avro/1-0-0',
    'com.acme/NOTES',
    'LICENSE',
  ];
  for (const path of files) {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), `text of ${path}`);
  }
  const source = new AssetSchemas(folder, nodeFiles);
  const uris = ['iglu:com.acme/product/jsonschema/1-0-0', 'iglu:com.acme/product/jsonschema/1-0-1'];
  assert.deepEqual(await source.list(), uris.map(keyOf));
  assert.deepEqual(await source.read(keyOf(uris[0] ?? '')), {
    outcome: 'found',
    text: 'text of com.acme/product/jsonschema/1-0-0',
  });
  for (const uri of [
    'iglu:com.acme/product/jsonschema/1-0-2',
    'iglu:Com.Acme/product/jsonschema/1-0-0',
    'iglu:../product/jsonschema/1-0-0',
  ]) {
    assert.deepEqual(await source.read(keyOf(uri)), { outcome: 'missing' });
  }
});

test('the folder is gone through once, and may be absent', async (t) => {
  const folder = await tempFolder(t);
  let lists = 0;
  const files = { ...nodeFiles, list: (path: string) => (lists++, nodeFiles.list(path)) };
  const source = new AssetSchemas(folder, files);
  for (let i = 0; i < 3; i++) await source.read(keyOf('iglu:com.acme/product/jsonschema/1-0-0'));
  const once = lists;
  await source.list();
  assert.deepEqual([lists, once > 0], [once, true]);
  assert.deepEqual(await new AssetSchemas(join(folder, 'none'), files).list(), []);
});
