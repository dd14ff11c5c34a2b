import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { planSelection, type SelectionWorld } from '../../../../src/transform/graph/plan-selection.ts';
import type { SelectableManifest, SelectableNode } from '../../../../src/transform/graph/selectable-manifest.ts';
import { listed, makeNode, openWorld, SHOP, table } from '../../../support/selectable-shop.ts';

type Change = Readonly<Record<string, unknown>>;

const WORDS = ['body', 'configs', 'relation', 'persisted_descriptions', 'macros', 'contract'];

/** The words after `modified.` under which `before` and `now` differ, and `modified` itself. */
function differs(
  part: keyof SelectableManifest,
  before: Change,
  now: Change,
  id = 'model.shop.m',
  more: Partial<SelectionWorld> = {},
): readonly string[] {
  const manifest = (change: Change): SelectableManifest => ({ nodes: {}, [part]: table(makeNode(id, [], change)) });
  const previous = { manifest: manifest(before) };
  const isSelected = (select: string) => listed(select, manifest(now), { previous, ...more }).length > 0;
  assert.notEqual(isSelected('state:modified'), isSelected('state:unmodified'));
  return [
    ...WORDS.filter((word) => isSelected(`state:modified.${word}`)),
    ...(isSelected('state:modified') ? ['modified'] : []),
  ];
}

const node = (before: Change, now: Change) => differs('nodes', before, now);

describe('state', () => {
  it('finds what is new, old, modified and unmodified', () => {
    const { 'model.shop.revenue': gone, ...rest } = SHOP.nodes;
    assert.ok(gone !== undefined);
    const changed = {
      ...rest,
      'model.shop.orders': { ...rest['model.shop.orders'], raw_code: 'select 2' } as SelectableNode,
    };
    const previous = { manifest: { ...SHOP, nodes: changed, exposures: {}, unit_tests: {} } };
    const find = (select: string) => listed(select, SHOP, { previous });
    const all = listed('fqn:* source:*');
    assert.deepEqual(find('state:new'), ['exposure:board', 'revenue', 'unit_test:orders.sums']);
    assert.deepEqual(
      find('state:old'),
      all.filter((id) => !find('state:new').includes(id)),
    );
    // A new exposure is not modified: so in dbt.
    assert.deepEqual(find('state:modified'), ['orders', 'revenue', 'seed:rates', 'unit_test:orders.sums']);
    assert.deepEqual(
      find('state:unmodified'),
      all.filter((id) => !find('state:modified').includes(id)),
    );
    assert.deepEqual(find('state:modified+1,resource_type:model'), [
      'customers.v1',
      'customers.v2',
      'orders',
      'revenue',
    ]);
  });

  it('compares models part by part', () => {
    assert.deepEqual(node({}, {}), []);
    assert.deepEqual(node({ raw_code: 'a' }, { raw_code: 'b' }), ['body', 'modified']);
    assert.deepEqual(
      node({ unrendered_config: { materialized: 'view' } }, { unrendered_config: { materialized: 'table' } }),
      ['configs', 'modified'],
    );
    assert.deepEqual(node({ unrendered_config: {} }, { unrendered_config: { meta: null } }), ['configs', 'modified']);
    assert.deepEqual(
      node({ unrendered_config: { meta: { a: 1, b: 2 } } }, { unrendered_config: { meta: { b: 2, a: 1 } } }),
      [],
    );
    assert.deepEqual(node({ config: { materialized: 'view' } }, { config: { materialized: 'table' } }), []);
    for (const key of ['database', 'schema', 'alias'])
      assert.deepEqual(node({ unrendered_config: {} }, { unrendered_config: { [key]: 'x' } }), [
        'relation',
        'modified',
      ]);
    assert.deepEqual(node({ unrendered_config: { tags: ['a'], group: 'x' } }, { unrendered_config: {} }), []);
    assert.deepEqual(node({ fqn: ['a', 'm'] }, { fqn: ['b', 'm'] }), ['modified']);
    assert.deepEqual(node({ access: 'public' }, { access: 'private' }), ['modified']);
    assert.deepEqual(node({ latest_version: 1 }, { latest_version: 2 }), ['modified']);
    assert.deepEqual(node({ description: 'a' }, { description: 'b' }), []);
    const persisted = (docs: object, change: Change) => ({ config: { persist_docs: docs }, ...change });
    assert.deepEqual(
      node(persisted({ relation: true }, { description: 'a' }), persisted({ relation: true }, { description: 'b' })),
      ['persisted_descriptions', 'modified'],
    );
    const column = (description: string) => ({ columns: { id: { name: 'id', description } } });
    assert.deepEqual(node(persisted({ columns: true }, column('a')), persisted({ columns: true }, column('b'))), [
      'persisted_descriptions',
      'modified',
    ]);
    assert.deepEqual(node(persisted({ relation: true }, column('a')), persisted({ relation: true }, column('b'))), []);
    const contract = (enforced: boolean, checksum: string) => ({ contract: { enforced, checksum } });
    assert.deepEqual(node(contract(false, 'a'), contract(false, 'b')), []);
    assert.deepEqual(node(contract(false, 'a'), contract(true, 'a')), ['contract', 'modified']);
    assert.deepEqual(node(contract(true, 'a'), contract(true, 'b')), ['contract', 'modified']);
    assert.deepEqual(node(contract(true, 'a'), contract(true, 'a')), []);
  });

  it('compares the other kinds of nodes', () => {
    const seed = (checksum: unknown) => ({ checksum });
    assert.deepEqual(
      differs('nodes', seed({ name: 'sha256', checksum: 'a' }), seed({ name: 'sha256', checksum: 'a' }), 'seed.shop.m'),
      [],
    );
    assert.deepEqual(
      differs('nodes', seed({ name: 'sha256', checksum: 'a' }), seed({ name: 'sha256', checksum: 'b' }), 'seed.shop.m'),
      ['body', 'modified'],
    );
    assert.deepEqual(
      differs('nodes', seed({ name: 'none', checksum: '' }), seed({ name: 'none', checksum: '' }), 'seed.shop.m'),
      ['body', 'modified'],
    );
    const generic = { test_metadata: { name: 'unique' } };
    assert.deepEqual(differs('nodes', { ...generic, raw_code: 'a' }, { ...generic, raw_code: 'b' }, 'test.shop.m'), [
      'body',
    ]);
    assert.deepEqual(differs('nodes', { raw_code: 'a' }, { raw_code: 'b' }, 'test.shop.m'), ['body', 'modified']);
    const written = (unrendered_config: object) => ({ unrendered_config });
    assert.deepEqual(differs('nodes', written({ severity: 'warn' }), written({ severity: 'error' }), 'test.shop.m'), [
      'configs',
      'modified',
    ]);
    assert.deepEqual(differs('nodes', written({ meta: 1 }), written({ meta: 2 }), 'test.shop.m'), []);
    assert.deepEqual(differs('sources', { identifier: 'a' }, { identifier: 'b' }, 'source.shop.m'), [
      'relation',
      'modified',
    ]);
    assert.deepEqual(differs('sources', { database: 'a' }, { database: 'b' }, 'source.shop.m'), [
      'relation',
      'modified',
    ]);
    const state = { unrenderedSources: true };
    assert.deepEqual(differs('sources', { database: 'a' }, { database: 'b' }, 'source.shop.m', { state }), []);
    assert.deepEqual(
      differs('sources', { unrendered_schema: 'a' }, { unrendered_schema: 'b' }, 'source.shop.m', { state }),
      ['relation', 'modified'],
    );
    for (const key of ['quoting', 'freshness', 'loaded_at_field', 'external'])
      assert.deepEqual(differs('sources', { [key]: 'a' }, { [key]: 'b' }, 'source.shop.m'), ['modified'], key);
    assert.deepEqual(differs('sources', { description: 'a', tags: ['a'] }, { description: 'b' }, 'source.shop.m'), []);
    for (const key of ['type', 'owner', 'maturity', 'url', 'description', 'label'])
      assert.deepEqual(differs('exposures', { [key]: 'a' }, { [key]: 'b' }, 'exposure.shop.m'), ['modified'], key);
    assert.deepEqual(
      differs(
        'exposures',
        { depends_on: { nodes: ['a', 'b'] } },
        { depends_on: { nodes: ['b', 'a'] } },
        'exposure.shop.m',
      ),
      [],
    );
    assert.deepEqual(differs('exposures', written({ tags: ['a'] }), written({ tags: ['b'] }), 'exposure.shop.m'), [
      'configs',
      'modified',
    ]);
    for (const key of ['type', 'description', 'label'])
      assert.deepEqual(differs('metrics', { [key]: 'a' }, { [key]: 'b' }, 'metric.shop.m'), ['modified'], key);
    assert.deepEqual(differs('metrics', written({ group: 'a' }), written({ group: 'b' }), 'metric.shop.m'), []);
    for (const key of [
      'model',
      'description',
      'defaults',
      'entities',
      'dimensions',
      'measures',
      'primary_entity',
      'group',
    ])
      assert.deepEqual(
        differs('semantic_models', { [key]: 'a' }, { [key]: 'b' }, 'semantic_model.shop.m'),
        ['modified'],
        key,
      );
    assert.deepEqual(
      differs('semantic_models', { config: { meta: 1 } }, { config: { meta: 2 } }, 'semantic_model.shop.m'),
      ['configs', 'modified'],
    );
    const query = (query_params: object) => ({ query_params });
    assert.deepEqual(
      differs('saved_queries', query({ metrics: ['a'] }), query({ metrics: ['b'] }), 'saved_query.shop.m'),
      ['modified'],
    );
    assert.deepEqual(differs('saved_queries', query({ limit: 1 }), query({ limit: 2 }), 'saved_query.shop.m'), []);
    const exported = (alias: string) => ({ exports: [{ name: 'e', unrendered_config: { alias } }] });
    assert.deepEqual(differs('saved_queries', exported('a'), exported('b'), 'saved_query.shop.m'), ['modified']);
    assert.deepEqual(differs('saved_queries', { tags: ['a'] }, { tags: ['b'] }, 'saved_query.shop.m'), ['modified']);
    assert.deepEqual(differs('unit_tests', { checksum: 'a' }, { checksum: 'b' }, 'unit_test.shop.m'), ['modified']);
    for (const key of ['arguments', 'returns', 'overloads'])
      assert.deepEqual(differs('functions', { [key]: 'a' }, { [key]: 'b' }, 'function.shop.m'), ['modified'], key);
  });

  it('finds what uses a macro that changed, came or went, however far away', () => {
    const macro = (macro_sql: string, macros: readonly string[] = []) => ({ macro_sql, depends_on: { macros } });
    const now = {
      nodes: table(
        ...['near', 'far', 'fresh', 'lost', 'none'].map((name) =>
          makeNode(`model.p.${name}`, [], { depends_on: { nodes: [], macros: [`macro.p.${name}`] } }),
        ),
      ),
      macros: {
        'macro.p.near': macro('b'),
        'macro.p.far': macro('c', ['macro.p.mid']),
        'macro.p.mid': macro('d', ['macro.p.near', 'macro.p.far']),
        'macro.p.fresh': macro('e'),
        'macro.p.none': macro('f'),
      },
    };
    const before = {
      nodes: now.nodes,
      macros: {
        ...now.macros,
        'macro.p.near': macro('a'),
        'macro.p.lost': macro('z'),
        'macro.p.fresh': undefined as never,
      },
    };
    delete (before.macros as Record<string, unknown>)['macro.p.fresh'];
    const found = ['model.p.far', 'model.p.fresh', 'model.p.lost', 'model.p.near'];
    assert.deepEqual(listed('state:modified.macros', now, { previous: { manifest: before } }), found);
    assert.deepEqual(listed('state:modified', now, { previous: { manifest: before } }), found);
  });

  it('tells of broken contracts: a warning, and of a versioned model an error', () => {
    const model = (change: Change) => ({ nodes: table(makeNode('model.shop.m', [], change)) });
    const old = {
      config: { materialized: 'table' },
      contract: { enforced: true, checksum: 'a' },
      columns: {
        id: { name: 'id', data_type: 'int', constraints: [{ type: 'not_null' }] },
        price: { name: 'price', data_type: 'numeric(10,2)' },
        day: { name: 'day', data_type: 'date' },
      },
      constraints: [{ type: 'unique' }, { type: 'check' }],
    };
    const now = {
      config: { materialized: 'view' },
      contract: { enforced: true, checksum: 'b' },
      columns: { id: { name: 'id', data_type: 'text' }, price: { name: 'price', data_type: 'NUMERIC(12,2)' } },
    };
    const problemsOf = (before: Change, after: Change | undefined, nowMs = 0) => {
      const manifest = after === undefined ? { nodes: {} } : model(after);
      const world = openWorld(manifest, {
        previous: { manifest: model(before) },
        state: { enforcedConstraints: ['not_null', 'unique'], nowMs },
      });
      return planSelection('run', { select: ['state:modified.contract'] }, world)
        .problems.filter(({ code }) => code === 'SELECT_CONTRACT_BROKEN')
        .map(({ severity, message }) => [severity, message]);
    };
    const broken = 'The contract of model.shop.m is broken since the earlier run: ';
    const changes =
      'column day was removed; column id was int and is text; column id lost its constraint not_null; it lost its constraint unique; it is now view, which keeps no constraints.';
    assert.deepEqual(problemsOf(old, now), [['warning', broken + changes]]);
    assert.deepEqual(problemsOf({ ...old, version: 1 }, now), [['error', broken + changes]]);
    assert.deepEqual(problemsOf(old, { ...old, contract: { enforced: false } }), [
      ['warning', `${broken}it is not enforced any more.`],
    ]);
    assert.deepEqual(problemsOf(old, undefined), [['warning', `${broken}the model was deleted or renamed.`]]);
    assert.deepEqual(problemsOf(old, { config: { enabled: false } }), [
      ['warning', `${broken}the model was disabled.`],
    ]);
    assert.deepEqual(problemsOf(old, { ...old, contract: { enforced: true, checksum: 'a' } }), []);
    assert.deepEqual(problemsOf({ ...old, contract: { enforced: false } }, undefined), []);
    assert.deepEqual(problemsOf({ ...old, deprecation_date: '2026-01-01' }, undefined, Date.parse('2026-06-01')), []);
  });

  it('refuses words it does not know, and to compare with nothing', () => {
    const problem = (select: string, world: Partial<SelectionWorld> = {}) => {
      const { ids, problems } = planSelection('ls', { select: [select] }, openWorld(SHOP, world));
      return [ids, problems[0]?.code, problems[0]?.hint];
    };
    assert.deepEqual(problem('state:modified'), [
      [],
      'SELECT_STATE_MISSING',
      'Say where the artifacts of the earlier run are: --state <folder>. Without it, `state:` compares with the last whole `crypt build` in which nothing failed, and `result:` with the last run.',
    ]);
    assert.deepEqual(problem('result:error')[1], 'SELECT_STATE_MISSING');
    assert.deepEqual(problem('source_status:fresher')[1], 'SELECT_STATE_MISSING');
    assert.deepEqual(
      problem('source_status:fresher', { previous: { sources: { results: [] } } })[1],
      'SELECT_STATE_MISSING',
    );
    const [, code, hint] = problem('state:modifed', { previous: { manifest: SHOP } });
    assert.deepEqual(
      [code, String(hint).startsWith('Did you mean modified? Expected: new, old, modified,')],
      ['SELECT_VALUE_INVALID', true],
    );
    assert.equal(problem('state:__proto__', { previous: { manifest: SHOP } })[1], 'SELECT_VALUE_INVALID');
    for (const value of [
      'resource_type:modle',
      'test_type:unique',
      'version:next',
      'version:constructor',
      'source:a.b.c.d',
      'exposure:a.b.c',
      'metric:a.b.c',
      'path:../a',
      'path:/etc',
    ])
      assert.equal(problem(value)[1], 'SELECT_VALUE_INVALID', value);
  });
});
