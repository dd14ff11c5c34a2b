import assert from 'node:assert/strict';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { check } from '../../../../src/cli/commands/check.ts';
import { runCommand, type CommandResult } from '../../../support/command-context.ts';
import { refusal } from '../../../support/refusal.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const GOOD =
  'vendor: com.acme\nevents:\n  bought:\n    description: A sale.\n    properties:\n      sku: { type: string, maxLength: 5, description: x }\n';
const URI = 'iglu:com.acme/bought/jsonschema/1-0-0';

async function project(t: TestContext, plan: string, config = 'name: shop\n'): Promise<string> {
  const folder = await tempFolder(t);
  await mkdir(join(folder, 'tracking'));
  await writeFile(join(folder, 'crypt.yml'), config);
  await writeFile(join(folder, 'tracking', 'shop.yml'), plan);
  return folder;
}

function run(folder: string, ...line: readonly string[]): Promise<CommandResult> {
  return runCommand(check, folder, ['check', ...line]);
}

test('a good plan is advised to be published, is, and then has nothing to say', async (t) => {
  const folder = await project(t, GOOD);
  assert.deepEqual(await run(folder), {
    code: 0,
    out: `tracking/shop.yml:3  warning  ${URI} is not published\n    → Publish it, and commit schemas.lock: crypt check --write\ncrypt.yml is good. 1 schema checked: 0 errors, 1 warning.\n`,
    note: '',
  });
  const good = 'crypt.yml is good. 1 schema checked: 0 errors, 0 warnings.';
  assert.deepEqual(await run(folder, '--write'), {
    code: 0,
    out: `${good} Wrote schemas.lock; commit it.\n`,
    note: '',
  });
  const lock = await readFile(join(folder, 'tracking', 'schemas.lock'), 'utf8');
  assert.deepEqual(Object.keys((JSON.parse(lock) as { schemas: object }).schemas), [URI]);
  assert.deepEqual(await run(folder, '--write'), { code: 0, out: `${good}\n`, note: '' });
  assert.deepEqual(await run(folder), { code: 0, out: `${good}\n`, note: '' });
});

test('errors end with 2, and keep everything from being published', async (t) => {
  const folder = await project(t, GOOD);
  await run(folder, '--write');
  const before = await readFile(join(folder, 'tracking', 'schemas.lock'), 'utf8');
  await writeFile(join(folder, 'tracking', 'shop.yml'), GOOD.replace('maxLength: 5', 'maxLength: 6'));
  const { code, out, note } = await run(folder, '--write');
  assert.equal(code, 2);
  assert.match(
    out,
    /^tracking\/shop\.yml:6 {2}error {2}iglu:com\.acme\/bought\/jsonschema\/1-0-0 is published, and was changed: maxLength of sku was 5, and is 6\n {4}→ Give it the version 1-1-0\.\ncrypt\.yml is good\. 1 schema checked: 1 error, 0 warnings\.\n$/,
  );
  assert.equal(note, 'Nothing was published: there are errors.\n');
  assert.equal(await readFile(join(folder, 'tracking', 'schemas.lock'), 'utf8'), before);
  const machine = await run(folder, '--json');
  assert.deepEqual(
    [machine.code, JSON.parse(machine.out)],
    [
      2,
      {
        schemas: 1,
        errors: 1,
        warnings: 0,
        written: false,
        problems: [
          {
            path: 'tracking/shop.yml',
            line: 6,
            severity: 'error',
            message: `${URI} is published, and was changed: maxLength of sku was 5, and is 6`,
            hint: 'Give it the version 1-1-0.',
          },
        ],
      },
    ],
  );
});

test('a history that comes from elsewhere is taken as it is when asked to', async (t) => {
  const folder = await project(t, GOOD);
  await writeFile(
    join(folder, 'tracking', 'next.yml'),
    GOOD.replace('type: string, maxLength: 5', 'type: integer').replace('bought:', 'bought:\n    version: 1-1-0'),
  );
  assert.equal((await run(folder, '--write')).code, 2);
  assert.equal((await run(folder, '--write', '--accept-breaks')).code, 0);
  assert.equal((await run(folder)).code, 0);
});

test('a project without a plan is checked all the same, and nothing is written', async (t) => {
  const folder = await tempFolder(t);
  await writeFile(join(folder, 'crypt.yml'), 'name: shop\ntracking: { folder: none }\n');
  const out = 'crypt.yml is good. 0 schemas checked: 0 errors, 0 warnings.\n';
  assert.deepEqual(await run(folder, '--write'), { code: 0, out, note: '' });
  await assert.rejects(stat(join(folder, 'none')));
});

test('crypt.yml itself is checked', async (t) => {
  const folder = await project(t, GOOD, 'name: Shop\n');
  await refusal('CONFIG_REFUSED', () => run(folder));
});
