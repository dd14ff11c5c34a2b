import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openMacroRig } from '../../../support/macros/macro-rig.ts';
test('x', async () => {
  const rig = await openMacroRig();
  assert.deepEqual(await rig.rows('select ' + (await rig.render("{{ dbt.dateadd('week', -1, \"date '2024-03-31'\") }}"))), []);
});
