import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { nodeFiles } from '../../../src/adapters/node/node-files.ts';
import { readProject } from '../../../src/config/read-config.ts';

test('a package.json says where the project is; one that does not is passed over', async () => {
  const root = mkdtempSync(join(tmpdir(), 'crypt-named-'));
  mkdirSync(join(root, 'shop'));
  mkdirSync(join(root, 'app'));
  writeFileSync(join(root, 'shop', 'crypt.yml'), 'name: shop\n');
  writeFileSync(join(root, 'package.json'), '{"crypt": {"project": "shop"}}');
  writeFileSync(join(root, 'app', 'package.json'), '{"name": "app"}');
  const project = await readProject(join(root, 'app'), nodeFiles, {});
  assert.deepEqual([project.config.name, project.folder], ['shop', join(root, 'shop')]);
  rmSync(root, { recursive: true });
});
