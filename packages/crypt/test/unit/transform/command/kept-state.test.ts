import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openCommandRig } from '../../../support/command-rig.ts';

test('state: without --state is the last whole build that was good, result: the last run', async (t) => {
  const rig = await openCommandRig(t, {
    'models/a.sql': 'select 1 as id',
    'models/b.sql': "select * from {{ ref('a') }}",
    'models/c.sql': 'select 1 as id',
  });
  const listed = async (selection: string): Promise<readonly string[]> => {
    const { code, out } = await rig.run(['ls', '--select', ...selection.split(' '), '--output', 'name']);
    assert.equal(code, 0, out);
    return out.split('\n').filter((name) => name !== '');
  };
  const none = await rig.run('ls --select state:modified');
  assert.equal(none.code, 2);
  assert.match(none.out, /state: needs manifest\.json of an earlier run, and there is none/);
  assert.equal((await rig.run('build')).code, 0);
  assert.deepEqual(await listed('state:modified'), []);
  await rig.write({ 'models/a.sql': 'select 2 as id', 'models/c.sql': 'select nothing' });
  assert.deepEqual(await listed('state:modified+'), ['a', 'b', 'c']);
  // A part of the project, or a build that failed, is no state of it.
  assert.equal((await rig.run('build --select a')).code, 0);
  assert.equal((await rig.run('build')).code, 1);
  assert.deepEqual(await listed('state:modified'), ['a', 'c']);
  assert.deepEqual(await listed('result:error'), ['c']);
  assert.deepEqual(await listed('result:success,state:modified'), ['a']);
  await rig.write({ 'models/c.sql': 'select 3 as id' });
  assert.equal((await rig.run('build')).code, 0);
  assert.deepEqual(await listed('state:modified'), []);
  assert.deepEqual(await listed('result:success'), ['a', 'b', 'c']);
});

test('a build of less than everything, or without artifacts, is not kept', async (t) => {
  const rig = await openCommandRig(t, { 'models/state/a.sql': 'select 1 as id', 'models/b.sql': 'select 1 as id' });
  const hasNone = async (): Promise<void> => {
    const { code, out } = await rig.run('ls --select state:modified');
    assert.equal(code, 2, out);
  };
  for (const line of [
    'build --exclude b',
    'build --empty',
    'build --resource-type model',
    'run',
    'build --no-write-json',
  ])
    assert.equal((await rig.run(line)).code, 0, line);
  await hasNone();
  await rig.write({
    'selectors.yml':
      'selectors:\n  - name: some\n    default: true\n    definition: {method: path, value: models/state}\n',
  });
  assert.equal((await rig.run('build')).code, 0);
  await hasNone();
});
