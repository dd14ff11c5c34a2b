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
  await rig.write({ 'models/c.sql': 'select 3 as id' });
  assert.equal((await rig.run('build')).code, 0);
  assert.deepEqual(await listed('state:modified'), []);
  assert.deepEqual(await listed('result:success'), ['a', 'b', 'c']);
});
