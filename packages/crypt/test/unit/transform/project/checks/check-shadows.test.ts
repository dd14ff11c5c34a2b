import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { assetUrl } from '../../../../../src/kernel/asset.ts';
import { parseFilesOf, told } from '../../../../support/project-folder.ts';

const PACKAGE = {
  'models/a.sql': 'select 1',
  'dbt_packages/q/dbt_project.yml': 'name: q\n',
  'dbt_packages/q/macros/m.sql':
    '{% materialization view, default %}{% endmaterialization %}\n{% test unique(model) %}{% endtest %}\n{% materialization odd, default %}{% endmaterialization %}{% macro date_trunc(x) %}{% endmacro %}',
};
const internal = [{ name: 'dbt', folder: fileURLToPath(assetUrl('')).replace(/\/$/, '') }];

test('PROJECT_SHADOW: a package that has its own of what is built in', async (t) => {
  const { errors, warnings } = await parseFilesOf(t, PACKAGE, { question: { internal } });
  const built = "which is built in; the built-in one is taken; to have the package's, write in a macro of your own";
  assert.deepEqual(
    [told(errors), told(warnings)],
    [
      [],
      [
        `PROJECT_SHADOW dbt_packages/q/macros/m.sql:1:1: the package 'q' has its own materialization 'view', ${built}: return(q.materialization_view_default())`,
        `PROJECT_SHADOW dbt_packages/q/macros/m.sql:2:1: the package 'q' has its own test 'unique', ${built}: return(q.test_unique(**kwargs))`,
      ],
    ],
  );
});

test('the root project may let packages have their own materializations', async (t) => {
  const settings =
    'name: p\nprofile: p\nflags: {require_explicit_package_overrides_for_builtin_materializations: false}\n';
  const files = { ...PACKAGE, 'dbt_project.yml': settings };
  const { warnings } = await parseFilesOf(t, files, { question: { internal } });
  assert.equal(
    told(warnings)[0],
    "PROJECT_SHADOW dbt_packages/q/macros/m.sql:1:1: the package 'q' has its own materialization 'view', which is built in; its own is taken",
  );
});
