import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { init } from '../../../../src/cli/commands/init.ts';
import { runCommand } from '../../../support/command-context.ts';
import { refusal } from '../../../support/refusal.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

test('--dbt-alias writes a file that calls this program with what it was called with', async (t) => {
  const folder = await tempFolder(t);
  const { code, out } = await runCommand(init, folder, ['init', '--dbt-alias', 'bin'], {
    environment: { PATH: `/usr/bin:${join(folder, 'bin')}` },
  });
  assert.deepEqual([code, out], [0, `Wrote ${join(folder, 'bin/dbt')}. Try it: dbt --version\n`]);
  assert.equal((await stat(join(folder, 'bin/dbt'))).mode & 0o777, 0o755);
  await writeFile(join(folder, 'bin/crypt'), '#!/bin/sh\nfor word in "$@"; do echo "[$word]"; done\n', { mode: 0o755 });
  const said = execFileSync(join(folder, 'bin/dbt'), ['run', '--vars', '{a: 1}'], {
    env: { PATH: `${join(folder, 'bin')}:/usr/bin:/bin` },
    encoding: 'utf8',
  });
  assert.equal(said, '[run]\n[--vars]\n[{a: 1}]\n');
  // No crypt.yml is made, and a second time is as the first.
  await assert.rejects(stat(join(folder, 'crypt.yml')));
  assert.match((await runCommand(init, folder, ['init', '--dbt-alias', 'bin'])).out, /is not on your PATH/);
});

test('ALIAS_EXISTS: another dbt is left as it is', async (t) => {
  const folder = await tempFolder(t);
  await writeFile(join(folder, 'dbt'), '#!/usr/bin/python\n');
  await refusal('ALIAS_EXISTS', () => runCommand(init, folder, ['init', '--dbt-alias', folder]));
  assert.equal(await readFile(join(folder, 'dbt'), 'utf8'), '#!/usr/bin/python\n');
});
