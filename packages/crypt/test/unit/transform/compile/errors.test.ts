import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fail, runErrors, type RunCode } from '../../../../src/transform/compile/errors.ts';

/** Where each is provoked: run-node, incremental, seed and context tests. */
const CODES: readonly RunCode[] = [
  'RUN_COMPILER',
  'RUN_DATABASE',
  'RUN_REF',
  'RUN_DISPATCH',
  'RUN_MATERIALIZATION',
  'RUN_CONFIG',
  'RUN_TEST',
  'RUN_SEED',
  'RUN_UNSUPPORTED',
];

test('every error says its place, what happened, and the macros that lead there', () => {
  assert.deepEqual(Object.keys(runErrors), CODES);
  for (const code of CODES) {
    const place = { template: 'models/a.sql', line: 3, column: 8, stack: ['cents (models/a.sql:3:8)'] };
    const { message, kind } = fail(code, { reason: 'it went wrong', advice: 'do better', place });
    assert.deepEqual(
      [message, kind],
      ['models/a.sql:3:8: it went wrong; do better\n  in cents (models/a.sql:3:8)', 'user'],
    );
    assert.equal(fail(code, { reason: 'it went wrong' }).message, 'it went wrong');
  }
});
