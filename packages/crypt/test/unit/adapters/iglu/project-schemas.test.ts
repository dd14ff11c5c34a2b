import assert from 'node:assert/strict';
import { mkdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { ProjectSchemas } from '../../../../src/adapters/iglu/project-schemas.ts';
import { listTracking, readTracking } from '../../../../src/adapters/iglu/read-tracking.ts';
import { nodeFiles } from '../../../../src/adapters/node/node-files.ts';
import { indexTracking } from '../../../../src/schemas/index-tracking.ts';
import { documentOf, keyOf } from '../../../support/schema-of.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const URI = 'iglu:com.acme/product/jsonschema/1-0-0';
const PATH = 'schemas/com.acme/product/jsonschema/1-0-0';

test('files are read by path; hidden ones, other folders’ depths and what is too large are not', async (t) => {
  const folder = await tempFolder(t);
  const deep = 'a/b/c/d/e/f/g/h/i';
  const texts = {
    'shop.yml': '\uFEFFvendor: x',
    'more/b.yaml': 'b',
    '.hidden/a.yml': 'h',
    'node_modules/x.yml': 'n',
    [`${deep}/x.yml`]: 'd',
    'big.yml': 'x'.repeat(3 << 20),
    'schemas.lock': 'y'.repeat(3 << 20),
  };
  for (const [path, text] of Object.entries(texts)) {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  await symlink(folder, join(folder, 'more', 'loop'));
  const entries = await listTracking(folder, nodeFiles);
  const read = (await readTracking(folder, nodeFiles, entries)).filter(({ path }) => !path.includes('loop'));
  assert.deepEqual(
    read.map(({ path, text, problem }) => [path, text.slice(0, 9), problem]),
    [
      ['big.yml', '', 'it is larger than 2097152 bytes'],
      ['more/b.yaml', 'b', undefined],
      ['schemas.lock', 'yyyyyyyyy', undefined],
      ['shop.yml', 'vendor: x', undefined],
    ],
  );
  assert.deepEqual(await listTracking(join(folder, 'none'), nodeFiles), []);
});

test('a project’s schemas are in memory, and read again only when a file changed', async (t) => {
  const folder = await tempFolder(t);
  let indexed = 0;
  const index: typeof indexTracking = (files) => (indexed++, indexTracking(files));
  const source = await ProjectSchemas.open({
    folder: join(folder, 'tracking'),
    files: nodeFiles,
    index: (files) => index(files).texts,
  });
  assert.deepEqual([await source.read(keyOf(URI)), indexed], [{ outcome: 'missing' }, 0]);
  const path = join(folder, 'tracking', PATH);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, JSON.stringify(documentOf(URI)));
  assert.deepEqual([await source.refresh(), await source.refresh()], [true, false]);
  assert.deepEqual(await source.read(keyOf(URI)), { outcome: 'found', text: JSON.stringify(documentOf(URI)) });
  assert.deepEqual(source.list(), [URI]);
  await utimes(path, 1, 1);
  assert.equal(await source.refresh(), true);
  await rm(path);
  assert.deepEqual([await source.refresh(), await source.read(keyOf(URI))], [true, { outcome: 'missing' }]);
  assert.equal(indexed, 3);
});

test('a folder with too many files is said to be one', async (t) => {
  const folder = await tempFolder(t);
  await writeFile(join(folder, 'x.yml'), 'a');
  const names = Array.from({ length: 10_001 }, () => 'x.yml');
  const files = { ...nodeFiles, list: async () => names };
  const entries = await listTracking(folder, files);
  const last = (await readTracking(folder, { ...files, readFile: async () => Buffer.from('a') }, entries)).at(-1);
  assert.deepEqual(last, {
    path: '.',
    text: '',
    problem: 'there are more than 10000 files, and the rest were not read',
  });
});
