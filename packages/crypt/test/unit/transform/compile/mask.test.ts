import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeMask } from '../../../../src/transform/compile/mask.ts';

test('values of secret variables are replaced, the longest first; others are not', () => {
  const mask = makeMask({ DBT_ENV_SECRET_A: 'key', DBT_ENV_SECRET_B: 'key-2', DBT_ENV_SECRET_C: ' ', HOME: 'plain' });
  assert.equal(mask('key-2 and key, plain and  '), '***** and *****, plain and  ');
  assert.equal(makeMask({})('key'), 'key');
});
