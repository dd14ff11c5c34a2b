import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runNode } from '../../../../src/transform/execute/run-node.ts';
import { runOperation } from '../../../../src/transform/execute/run-operation.ts';
import { openTransformRig } from '../../../support/transform-rig.ts';

test('a configuration that is required, a validator that refuses, and a materialization without an end', async (t) => {
  const rig = await openTransformRig(t, {
    'macros/kinds.sql': `
{% materialization needy, default %}{% do config.require('owner') %}{{ return({'relations': []}) }}{% endmaterialization %}
{% materialization picky, default %}{% do config.get('size', validator=validation.any('small', 'large')) %}{{ return({'relations': []}) }}{% endmaterialization %}
{% materialization endless, default %}{% call statement('main') %}select 1{% endcall %}{% endmaterialization %}
{% materialization silent, default %}{{ return({'relations': []}) }}{% endmaterialization %}`,
    'models/a.sql': "{{ config(materialized='needy') }}select 1 as x",
    'models/b.sql': "{{ config(materialized='picky', size='huge') }}select 1 as x",
    'models/c.sql': "{{ config(materialized='endless') }}select 1 as x",
    'models/d.sql': "{{ config(materialized='silent') }}select 1 as x",
  });
  const { a, b, c, d } = await rig.run();
  assert.match(a?.message ?? '', /^macros\/kinds\.sql:2:\d+: 'a' needs the configuration 'owner'/);
  assert.match(b?.message ?? '', /the value 'huge' is none of small, large/);
  assert.match(c?.message ?? '', /the materialization 'endless' did not return its relations/);
  assert.match(d?.message ?? '', /ran no statement 'main'/);
});

test('ref, source and dispatch name what was meant', async (t) => {
  const rig = await openTransformRig(t, {
    'models/orders.sql': 'select 1 as x',
    'macros/m.sql':
      "{% macro ask() %}{{ ref('oders') }}{% endmacro %}{% macro of(name='a.b') %}{{ adapter.dispatch(name) }}{% endmacro %}",
  });
  const world = await rig.world();
  await assert.rejects(runOperation(world, 'ask', new Map(), rig.engine), {
    code: 'RUN_REF',
    message:
      "macros/m.sql:1:24: there is no model, seed or snapshot 'oders'; did you mean 'orders'?\n  in ask (ask:1:1)",
  });
  await assert.rejects(runOperation(world, 'of', new Map(), rig.engine), {
    code: 'RUN_DISPATCH',
    message: /did you mean adapter\.dispatch\('b', macro_namespace='a'\)\?/,
  });
  await assert.rejects(runOperation(world, 'asks', new Map(), rig.engine), {
    code: 'RUN_DISPATCH',
    message: "there is no macro 'asks'; did you mean 'ask'?",
  });
});

test('a test whose answer is no answer, and a model in Python, say so', async (t) => {
  const rig = await openTransformRig(t, {
    'models/p.py': 'def model(dbt, session):\n    return None\n',
    'tests/odd.sql': '{{ config(warn_if=", \'maybe\'") }}select 1 as x',
  });
  const { p, odd } = await rig.run();
  assert.match(p?.message ?? 'models in Python are not run', /models in Python are not run/);
  assert.equal(odd?.status, 'error');
});

test('models that do not need one another run at once, each in its own transaction', async (t) => {
  const names = Array.from({ length: 24 }, (_, i) => `m${i}`);
  const rig = await openTransformRig(
    t,
    Object.fromEntries(
      names.map((name, i) => [
        `models/${name}.sql`,
        `{{ config(materialized='${i % 3 === 0 ? 'view' : i % 3 === 1 ? 'table' : 'incremental'}') }}select ${i} as x from range(1000)`,
      ]),
    ),
  );
  for (let round = 0; round < 2; round++) {
    const world = await rig.world();
    const results = await Promise.all(
      names.map((name) => runNode(world, world.manifest.nodes[`model.shop.${name}`] ?? assert.fail(name), rig.engine)),
    );
    assert.deepEqual(
      results.map(({ status, message }) => (status === 'success' ? status : message)),
      names.map(() => 'success'),
    );
  }
  const counts = await rig.rows(
    names.map((name) => `select count(*), max(x) from db.main.${name}`).join(' union all '),
  );
  assert.deepEqual(
    counts,
    names.map((_, i) => [i % 3 === 2 ? 2000 : 1000, i]),
  );
});
