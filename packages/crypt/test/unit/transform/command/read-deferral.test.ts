import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openCommandRig, type CommandRig } from '../../../support/command-rig.ts';
import type { TestContext } from 'node:test';

/** A shop that was built in the schema prod, with its manifest in state/. */
async function openShop(t: TestContext): Promise<CommandRig> {
  const rig = await openCommandRig(t, {
    'models/first.sql': "{{ config(materialized='table') }} select '{{ target.schema }}' as made",
    'models/between.sql': "{{ config(materialized='ephemeral') }} select * from {{ ref('first') }}",
    'models/last.sql': "{{ config(materialized='table') }} select * from {{ ref('between') }}",
  });
  assert.equal((await rig.run('build --target prod --target-path state')).code, 0);
  return rig;
}

test('what is not here is read from the state; what is here is not, unless the state is favoured', async (t) => {
  const rig = await openShop(t);
  assert.equal((await rig.run('run -s last')).code, 1);
  assert.equal((await rig.run('run -s last --defer --state state')).code, 0);
  assert.deepEqual(await rig.sql('select made from main.last'), [['prod']]);
  await rig.run('run -s first');
  await rig.run('run -s last --defer --state state');
  assert.deepEqual(await rig.sql('select made from main.last'), [['main']]);
  await rig.run('run -s last --defer --state state --favor-state');
  assert.deepEqual(await rig.sql('select made from main.last'), [['prod']]);
  // What is built itself is read here.
  await rig.run('build --defer --state state --favor-state');
  assert.deepEqual(await rig.sql('select made from main.last'), [['main']]);
});

test('a state that is not named, or not there, is said', async (t) => {
  const rig = await openShop(t);
  assert.match((await rig.run('run --defer')).out, /--defer needs --state/);
  assert.match((await rig.run('clone')).out, /clone needs --state/);
  assert.match((await rig.run('run --defer --state nowhere')).out, /there is no manifest\.json in/);
});

test('clone points at the relations of the state, and leaves what is there', async (t) => {
  const rig = await openShop(t);
  const { code, out } = await rig.run('clone --state state');
  assert.equal(code, 0, out);
  assert.deepEqual(
    await rig.sql(
      "select table_name, table_type from information_schema.tables where table_schema = 'main' order by 1",
    ),
    [
      ['first', 'VIEW'],
      ['last', 'VIEW'],
    ],
  );
  assert.deepEqual(await rig.sql('select made from main.last'), [['prod']]);
  await rig.run('run -s first');
  assert.equal((await rig.run('clone --state state')).code, 0);
  assert.deepEqual(await rig.sql('select made from main.first'), [['main']]);
});
