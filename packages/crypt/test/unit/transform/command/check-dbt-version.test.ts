import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openCommandRig } from '../../../support/command-rig.ts';

const SETTINGS = 'name: shop\nversion: "1.0"\nprofile: shop\n';
const rigOf = async (t: Parameters<typeof openCommandRig>[0], required: string): ReturnType<typeof openCommandRig> =>
  openCommandRig(t, {
    'dbt_project.yml': `${SETTINGS}require-dbt-version: ${required}\n`,
    'models/a.sql': 'select 1 as id',
  });

test('PROJECT_VERSION: a project that requires another dbt is refused, unless --no-version-check', async (t) => {
  const rig = await rigOf(t, '[">=1.0.0", "<1.5.0"]');
  const { code, out } = await rig.run('parse');
  assert.equal(code, 2);
  assert.match(
    out,
    /dbt_project\.yml:4:1: 'shop' requires dbt >=1\.0\.0, <1\.5\.0, and what runs here stands for dbt 1\.11\.14\n {4}→ Correct require-dbt-version, or pass --no-version-check\./,
  );
  assert.equal((await rig.run('parse --no-version-check')).code, 0);
});

test('what is met, and what is no version', async (t) => {
  assert.equal((await (await rigOf(t, '">=1.8.0,<2.0.0"')).run('parse')).code, 0);
  assert.match((await (await rigOf(t, '"~1.2"')).run('parse')).out, /'~1\.2' is no version, such as '>=1\.8\.0'/);
});

test("a package's requirement counts too", async (t) => {
  const rig = await openCommandRig(t, {
    'dbt_packages/dates/dbt_project.yml': 'name: dates\nrequire-dbt-version: ">=2.0.0"\n',
  });
  assert.match(
    (await rig.run('parse')).out,
    /dbt_packages\/dates\/dbt_project\.yml:2:1: 'dates' requires dbt >=2\.0\.0/,
  );
});
