import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { up } from '../../../../src/cli/commands/up.ts';
import { runCommand } from '../../../support/command-context.ts';
import { refusal } from '../../../support/refusal.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

test('the testing API is refused where others could reach it, before anything is started', async (t) => {
  const folder = await tempFolder(t);
  for (const host of ['0.0.0.0', '::', '10.0.0.7', 'shop.example']) {
    await writeFile(join(folder, 'crypt.yml'), `name: shop\ncollector: { host: "${host}" }\n`);
    const { hint } = await refusal('UP_MICRO_HOST', () => runCommand(up, folder, ['up', '--micro']));
    assert.match(hint, /127\.0\.0\.1/);
  }
});
