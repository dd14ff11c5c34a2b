import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  endLine,
  exitCodeOf,
  renderFound,
  renderLine,
  renderTotals,
  skipLine,
  startLine,
  type ShownNode,
} from '../../../../src/transform/command/render-line.ts';

const model: ShownNode = { resource_type: 'model', name: 'orders', schema: 'main', materialized: 'table' };
const dataTest: ShownNode = { resource_type: 'test', name: 'unique_orders_id', schema: 'main_dbt_test__audit' };
const good = { outcome: 'success', message: '', failures: null, seconds: 0.051 } as const;

test('lines are as people of dbt know them', () => {
  const line = (text: ReturnType<typeof startLine>): string => renderLine('14:00:00', text, false);
  assert.equal(
    line(startLine('1 of 28', model)),
    '14:00:00  1 of 28 START sql table model main.orders ...................................... [RUN]',
  );
  assert.equal(
    line(endLine('1 of 28', model, good)),
    '14:00:00  1 of 28 OK created sql table model main.orders ................................. [OK in 0.05s]',
  );
  assert.match(
    line(endLine('2 of 28', { ...model, resource_type: 'seed' }, { ...good, message: 'INSERT 100' })),
    /2 of 28 OK loaded seed file main\.orders \.+ \[INSERT 100 in 0\.05s\]$/,
  );
  assert.match(
    line(endLine('3 of 28', dataTest, { ...good, outcome: 'fail', failures: 2 })),
    /3 of 28 FAIL 2 unique_orders_id \.+ \[FAIL 2 in 0\.05s\]$/,
  );
  assert.match(
    line(endLine('3 of 28', dataTest, { ...good, outcome: 'warn', failures: 1 })),
    /WARN 1 unique_orders_id \.+ \[WARN 1 in/,
  );
  assert.match(
    line(endLine('3 of 28', dataTest, { ...good, outcome: 'pass', failures: 0 })),
    /PASS unique_orders_id \.+ \[PASS in/,
  );
  assert.match(
    line(endLine('4 of 28', model, { ...good, outcome: 'error' })),
    /ERROR creating sql table model main\.orders \.+ \[ERROR in/,
  );
  assert.match(line(skipLine('5 of 28', model, null)), /5 of 28 SKIP relation main\.orders \.+ \[SKIP\]$/);
  assert.match(line(skipLine('5 of 28', dataTest, null)), /SKIP test unique_orders_id \.+ \[SKIP\]$/);
});

test('colours only repeat what a word says', () => {
  assert.ok(renderLine('14:00:00', endLine('1 of 1', model, good), true).endsWith('[\u001B[32mOK in 0.05s\u001B[0m]'));
});

test('totals, exit code and what was found', () => {
  assert.equal(
    renderTotals(['success', 'pass', 'warn', 'fail', 'error', 'skipped', 'no-op']),
    'Done. PASS=2 WARN=1 ERROR=2 SKIP=1 NO-OP=1 TOTAL=7',
  );
  assert.deepEqual([exitCodeOf(['success', 'warn', 'skipped']), exitCodeOf(['pass', 'fail'])], [0, 1]);
  assert.equal(
    renderFound({ test: 1, model: 2, seed: 1, source: 1, unit_test: 1, macro: 500 }),
    'Found 2 models, 1 seed, 1 data test, 1 source, 1 unit test, 500 macros',
  );
});
