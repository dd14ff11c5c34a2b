import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { COMMAND_SCOPES, type SelectingCommand } from '../../../../src/transform/graph/command-scope.ts';
import { planSelection, type SelectionFlags } from '../../../../src/transform/graph/plan-selection.ts';
import { makeNode, openWorld, selected, SHOP, table } from '../../../support/selectable-shop.ts';

/** Types that a command selects of a project that has everything. */
function typesOf(command: SelectingCommand, flags: SelectionFlags = {}): readonly string[] {
  const ids = planSelection(command, flags, openWorld(SHOP)).ids;
  return [...new Set(ids.map((id) => id.split('.')[0] ?? ''))].toSorted();
}

describe('command scope', () => {
  it('is what each command may work on', () => {
    const runnable = ['exposure', 'function', 'model', 'saved_query', 'seed', 'snapshot', 'test', 'unit_test'];
    // Functions are compiled only by those who have them in `nodes`, but selected all the same: so in dbt.
    const compiled = ['analysis', 'function', 'model', 'seed', 'snapshot', 'test'];
    const table: Readonly<Record<SelectingCommand, readonly string[]>> = {
      run: ['model'],
      test: ['test', 'unit_test'],
      build: runnable,
      seed: ['seed'],
      snapshot: ['snapshot'],
      compile: compiled,
      show: compiled,
      ls: [...runnable, 'metric', 'semantic_model', 'source'].toSorted(),
      'docs generate': compiled,
      'source freshness': ['source'],
      clone: ['model', 'seed', 'snapshot'],
    };
    for (const command of Object.keys(COMMAND_SCOPES) as SelectingCommand[])
      assert.deepEqual(typesOf(command), table[command], command);
  });

  it('takes only sources that say how fresh they must be', () => {
    assert.deepEqual(selected('source freshness', {}), ['source:app.orders']);
  });

  it('leaves out what has no code, but lists and documents it; a seed has none and needs none', () => {
    const nodes = table(
      makeNode('model.shop.blank', [], { raw_code: ' \n' }),
      makeNode('seed.shop.rates', [], { raw_code: '' }),
    );
    const world = openWorld({ nodes });
    assert.deepEqual(selected('build', {}, world), ['seed:rates']);
    assert.deepEqual(selected('ls', {}, world), ['blank', 'seed:rates']);
    assert.deepEqual(selected('docs generate', {}, world), ['blank', 'seed:rates']);
  });

  it('is narrowed by resource types, added and taken away', () => {
    assert.deepEqual(typesOf('build', { resourceTypes: ['model', 'SEED'] }), ['model', 'seed']);
    assert.deepEqual(
      typesOf('build', { resourceTypes: ['all'], excludeResourceTypes: ['test', 'unit_test', 'model'] }),
      ['exposure', 'function', 'saved_query', 'seed', 'snapshot'],
    );
    assert.deepEqual(
      typesOf('ls', { resourceTypes: ['default', 'analysis'] }),
      typesOf('ls', { resourceTypes: ['all'] }),
    );
    assert.deepEqual(typesOf('ls').includes('analysis'), false);
    assert.deepEqual(typesOf('test', { excludeResourceTypes: ['unit_test'] }), ['test']);
    assert.deepEqual(typesOf('test', { resourceTypes: ['model'] }), []);
  });

  it('refuses a type that is not one, and the flag where there is none', () => {
    const problem = (command: SelectingCommand, flags: SelectionFlags) =>
      planSelection(command, flags, openWorld(SHOP)).problems.map(({ code, message, hint }) => [code, message, hint]);
    assert.deepEqual(problem('clone', { resourceTypes: ['models'] }), [
      [
        'SELECT_RESOURCE_TYPE_INVALID',
        "'models' is not a resource type that clone takes. Nothing was run.",
        'Did you mean model? It takes: model, seed, snapshot.',
      ],
    ]);
    assert.deepEqual(problem('run', { excludeResourceTypes: ['model'] }), [
      [
        'SELECT_RESOURCE_TYPE_INVALID',
        "'model' is not a resource type that run takes. Nothing was run.",
        'It takes: none; leave the flag out.',
      ],
    ]);
    assert.equal(problem('build', { resourceTypes: ['constructor'] })[0]?.[0], 'SELECT_RESOURCE_TYPE_INVALID');
  });
});
