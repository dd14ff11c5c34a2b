import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { nodeFiles } from '../../../../src/adapters/node/node-files.ts';
import { writeManifest } from '../../../../src/transform/project/write-manifest.ts';
import { parseFolder, projectFolder } from '../../../support/project-folder.ts';

test('the manifest is written as it is', async (t) => {
  const folder = await projectFolder(t, { 'models/a.sql': 'select 1' });
  const { manifest } = await parseFolder(folder);
  await writeManifest(nodeFiles, `${folder}/target`, manifest);
  assert.deepEqual(
    JSON.parse(await readFile(`${folder}/target/manifest.json`, 'utf8')),
    JSON.parse(JSON.stringify(manifest)),
  );
});
