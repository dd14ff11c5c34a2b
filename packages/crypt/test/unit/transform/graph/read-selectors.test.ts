import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { planSelection } from '../../../../src/transform/graph/plan-selection.ts';
import { readSelectors } from '../../../../src/transform/graph/read-selectors.ts';
import { openWorld, selected, SHOP } from '../../../support/selectable-shop.ts';

function read(definition: unknown) {
  return readSelectors({ selectors: [{ name: 'it', definition }] });
}

/** What a definition selects, whatever the types, without tests. */
function found(definition: unknown, others: readonly unknown[] = []): readonly string[] {
  const { book, problems } = readSelectors({ selectors: [{ name: 'it', definition }, ...others] }, 'empty');
  assert.deepEqual(
    problems.filter(({ severity }) => severity === 'error'),
    [],
  );
  return selected('ls', { selector: 'it' }, openWorld(SHOP, { selectors: book }));
}

const problemsOf = (definition: unknown) => read(definition).problems.map(({ code, message }) => [code, message]);
const invalid = (where: string, why: string) => [
  ['SELECT_SELECTORS_INVALID', `selectors.yml, ${where}: ${why}. No selector of it is used.`],
];
const definition = 'selectors[0].definition';

describe('selectors.yml', () => {
  it('takes a text, a mapping of one key, and a mapping of method and value', () => {
    assert.deepEqual(found('tag:nightly'), ['orders', 'stg_orders']);
    assert.deepEqual(found('1+revenue'), ['orders', 'revenue']);
    assert.deepEqual(found({ tag: 'nightly' }), ['orders', 'stg_orders']);
    assert.deepEqual(found({ 'config.materialized': 'incremental' }), ['orders']);
    assert.deepEqual(found({ method: 'fqn', value: 'orders' }), ['orders']);
  });

  it('takes relatives', () => {
    assert.deepEqual(found({ method: 'fqn', value: 'orders', parents: true, parents_depth: 1 }), [
      'orders',
      'seed:rates',
      'stg_orders',
    ]);
    assert.deepEqual(found({ method: 'fqn', value: 'revenue', children: true, children_depth: '1' }), [
      'exposure:board',
      'revenue',
      'semantic_model:money',
      'test:no_refunds',
    ]);
    assert.deepEqual(found({ method: 'exposure', value: 'board', childrens_parents: true }), [
      'exposure:board',
      'orders',
      'revenue',
      'seed:rates',
      'source:app.orders',
      'stg_orders',
    ]);
    // As in dbt, the number 0 is no limit.
    assert.deepEqual(found({ method: 'fqn', value: 'orders', parents: true, parents_depth: 0 }), [
      'orders',
      'seed:rates',
      'source:app.orders',
      'stg_orders',
    ]);
    assert.deepEqual(found({ method: 'fqn', value: 'orders', parents: false }), ['orders']);
  });

  it('takes values that are no texts', () => {
    assert.deepEqual(found({ method: 'config.meta.tier', value: 1 }), ['revenue']);
    assert.deepEqual(found({ method: 'config.meta.reviewed', value: true }), ['stg_orders']);
    assert.deepEqual(found({ method: 'config.meta.reviewed', value: false }), ['revenue']);
  });

  it('combines, and excludes', () => {
    assert.deepEqual(found({ union: ['revenue', { tag: 'raw' }] }), ['revenue', 'source:app.orders']);
    assert.deepEqual(found({ intersection: ['tag:nightly', { tag: 'finance' }] }), ['orders']);
    assert.deepEqual(found({ union: ['marts', { exclude: ['orders', { tag: 'finance' }] }] }), [
      'customers.v1',
      'customers.v2',
      'test:relationships_orders_rates',
      'test:unique_orders_id',
      'unit_test:orders.sums',
    ]);
    assert.deepEqual(found({ intersection: ['tag:nightly', { exclude: ['orders'] }] }), ['stg_orders']);
    assert.deepEqual(found({ method: 'tag', value: 'nightly', exclude: ['orders'] }), ['stg_orders']);
    assert.deepEqual(found({ union: [{ intersection: ['tag:nightly', 'tag:finance'] }, { union: ['dates'] }] }), [
      'model.lib.dates',
      'orders',
    ]);
    assert.deepEqual(found({ union: ['revenue', { exclude: [] }] }), ['revenue']);
    assert.deepEqual(found({ union: [] }), []);
  });

  it('takes other selectors, also later ones and by pattern', () => {
    const others = [
      { name: 'night', definition: 'tag:nightly' },
      { name: 'noon', definition: { method: 'selector', value: 'night' } },
    ];
    assert.deepEqual(found({ method: 'selector', value: 'night' }, others), ['orders', 'stg_orders']);
    assert.deepEqual(found({ method: 'selector', value: 'noon' }, others), ['orders', 'stg_orders']);
    assert.deepEqual(found({ union: ['selector:n*', 'revenue'] }, others), ['orders', 'revenue', 'stg_orders']);
    assert.deepEqual(found({ union: ['selector:night', { exclude: ['orders'] }] }, others), ['stg_orders']);
  });

  it('keeps what a named selector excluded, tests too', () => {
    const { book } = readSelectors({
      selectors: [
        { name: 'inner', definition: { union: ['orders', { exclude: ['test_name:unique', 'test_type:unit'] }] } },
        { name: 'outer', definition: { method: 'selector', value: 'inner' } },
      ],
    });
    assert.deepEqual(selected('test', { selector: 'outer' }, openWorld(SHOP, { selectors: book })), [
      'test:relationships_orders_rates',
    ]);
  });

  it('lets a criterion have its own mode of tests', () => {
    const { book } = readSelectors(
      { selectors: [{ name: 'it', definition: { method: 'fqn', value: 'orders', indirect_selection: 'cautious' } }] },
      'eager',
    );
    assert.deepEqual(selected('test', { selector: 'it' }, openWorld(SHOP, { selectors: book })), [
      'test:unique_orders_id',
      'unit_test:orders.sums',
    ]);
  });

  it('uses the default when nothing is said', () => {
    const { book } = readSelectors({
      selectors: [
        { name: 'one', definition: 'orders' },
        { name: 'two', default: true, description: 'both', definition: 'dates' },
      ],
    });
    assert.deepEqual([book.byDefault, book.byName.get('two')?.description], ['two', 'both']);
    const world = openWorld(SHOP, { selectors: book });
    assert.deepEqual(selected('run', {}, world), ['model.lib.dates']);
    assert.deepEqual(selected('run', { select: ['revenue'] }, world), ['revenue']);
    assert.deepEqual(selected('run', { selector: 'one', select: ['revenue'] }, world), ['orders']);
  });

  it('says what is wrong and where', () => {
    assert.deepEqual(problemsOf(['a']), invalid(definition, 'a definition is a text or a mapping'));
    assert.deepEqual(problemsOf(undefined), invalid(definition, 'a definition is a text or a mapping'));
    assert.deepEqual(
      problemsOf({ union: ['a'], tag: 'b' }),
      invalid(definition, 'beside union there must be nothing, but there is tag'),
    );
    assert.deepEqual(problemsOf({ union: 'a' }), invalid(`${definition}.union`, 'it must be a list'));
    assert.deepEqual(
      problemsOf({ union: ['a', { exclude: 'b' }] }),
      invalid(`${definition}.union[1].exclude`, 'it must be a list'),
    );
    assert.deepEqual(
      problemsOf({ union: [{ exclude: ['a'] }, { exclude: ['b'] }] }),
      invalid(`${definition}.union[1]`, 'a group may have one exclude'),
    );
    assert.deepEqual(
      problemsOf({ method: 'tag', values: 'x' }),
      invalid(definition, 'one key, or method and value, were expected, but there is method, values'),
    );
    assert.deepEqual(
      problemsOf({}),
      invalid(definition, 'one key, or method and value, were expected, but there is none'),
    );
    assert.deepEqual(problemsOf({ tag: null }), invalid(definition, 'a value must be a text, a number, true or false'));
    assert.deepEqual(
      problemsOf({ method: 'tag', value: 'x', indirect_selection: 'some' }),
      invalid(definition, 'indirect_selection must be one of eager, cautious, buildable, empty'),
    );
    assert.deepEqual(
      problemsOf({ method: 'tag', value: 'x', children: true, childrens_parents: true }),
      invalid(definition, 'childrens_parents and children do not go together'),
    );
    assert.deepEqual(
      problemsOf({ method: 'tag', value: 'x', children: true, children_depth: 'all' }),
      invalid(definition, 'children_depth must be a whole number'),
    );
    assert.deepEqual(
      problemsOf({ union: [{ exclude: ['a'], method: 'tag', value: 'b' }] }).map(([code]) => code),
      ['SELECT_KEY_IGNORED', 'SELECT_KEY_IGNORED'],
    );
    assert.deepEqual(
      problemsOf({ tags: 'x' }).map(([code]) => code),
      ['SELECT_METHOD_UNKNOWN'],
    );
    assert.deepEqual(
      readSelectors([]).problems.map(({ message }) => message),
      ['selectors.yml, the file: selectors must be a list. No selector of it is used.'],
    );
    assert.deepEqual(
      readSelectors({ selectors: [{ definition: 'a' }] }).problems.map(({ message }) => message),
      ['selectors.yml, selectors[0]: a selector needs a name. No selector of it is used.'],
    );
    const twice = {
      selectors: [
        { name: 'a', default: true, definition: 'a' },
        { name: 'b', default: true, definition: 'b' },
      ],
    };
    assert.deepEqual(
      readSelectors(twice).problems.map(({ message }) => message),
      ['selectors.yml, selectors[1]: both a and b are the default. No selector of it is used.'],
    );
    assert.deepEqual(readSelectors(undefined), { book: { byName: new Map(), byDefault: undefined }, problems: [] });
  });

  it('warns of what means nothing', () => {
    assert.deepEqual(read({ method: 'tag', value: 'x', childrn: true }).problems, [
      {
        code: 'SELECT_KEY_IGNORED',
        severity: 'warning',
        message: `selectors.yml, ${definition}: the key 'childrn' means nothing.`,
        hint: 'Did you mean children? Correct it, or take it out.',
      },
    ]);
    assert.deepEqual(
      read('tag:a tag:b').problems.map(({ code }) => code),
      ['SELECT_KEY_IGNORED'],
    );
  });

  it('refuses what is nested without end, and selectors in a circle', () => {
    let deep: unknown = 'a';
    for (let level = 0; level < 100_000; level++) deep = { union: [deep] };
    assert.deepEqual(
      read(deep).problems.map(({ code }) => code),
      ['SELECT_SELECTORS_INVALID'],
    );
    const { book } = readSelectors({
      selectors: [
        { name: 'a', definition: 'selector:b' },
        { name: 'b', definition: { union: ['selector:a', 'orders'] } },
      ],
    });
    const { ids, problems } = planSelection('run', { select: ['selector:a'] }, openWorld(SHOP, { selectors: book }));
    assert.deepEqual(
      [ids, problems.filter(({ severity }) => severity === 'error').map(({ code, message }) => [code, message])],
      [[], [['SELECT_SELECTOR_CYCLE', 'Selectors that name one another: a → b → a. Nothing was run.']]],
    );
  });

  it('looks each selector up once, however many name it', () => {
    const selectors = Array.from({ length: 40 }, (_, level) => ({
      name: `s${level}`,
      definition: level === 0 ? 'orders' : { union: [`selector:s${level - 1}`, `selector:s${level - 1}`] },
    }));
    const world = openWorld(SHOP, { selectors: readSelectors({ selectors }).book });
    assert.deepEqual(selected('run', { selector: 's39' }, world), ['orders']);
  });

  it('says which selector is not there', () => {
    const { book } = readSelectors({ selectors: [{ name: 'nightly', definition: 'orders' }] });
    for (const flags of [{ selector: 'nihtly' }, { select: ['selector:nihtly'] }]) {
      const { ids, problems } = planSelection('run', flags, openWorld(SHOP, { selectors: book }));
      assert.deepEqual(
        [ids, problems[0]?.code, problems[0]?.hint],
        [[], 'SELECT_SELECTOR_UNKNOWN', 'Did you mean nightly? It has: nightly.'],
      );
    }
  });
});
