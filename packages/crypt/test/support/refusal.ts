import assert from 'node:assert/strict';
import { CryptError } from '../../src/kernel/crypt-error.ts';

/** Runs `work`, which must throw an error of ours with `code`, and returns it. */
export async function refusal(code: string, work: () => unknown): Promise<CryptError> {
  let thrown: unknown;
  try {
    await work();
  } catch (error) {
    thrown = error;
  }
  assert.ok(thrown instanceof CryptError, `expected ${code}, got ${String(thrown)}`);
  assert.equal(thrown.code, code, thrown.message);
  return thrown;
}
