import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Balance } from '../../../../src/contracts/status.ts';
import { judgeBalance, judgeLine } from '../../../../src/serve/portal/judge-balance.ts';
import { makeBalance } from '../../../support/serve-fixtures.ts';

const lineOf = (unexplained: number) => ({ hop: 'load', says: '', left: 1, right: { x: 1 }, unexplained });

const verdictOf = (fields: Partial<Balance>) => {
  const { verdict, unexplained } = judgeBalance(makeBalance(fields));
  return [verdict, unexplained];
};

suite('verdict on the balance', () => {
  test('equal totals and no unexplained line are balanced', () => {
    assert.deepEqual(verdictOf({}), ['balanced', 0]);
  });

  test('nothing received is balanced, and says so', () => {
    const zero = { eventsReceived: 0, stored: 0, duplicate: 0, stillFailing: 0, inFlightEvents: 0 };
    assert.match(judgeBalance(makeBalance(zero)).says, /Nothing has come in/);
  });

  test('what cannot be told is unknown, never balanced', () => {
    assert.deepEqual(verdictOf({ unexplained: null }), ['unknown', null]);
    assert.deepEqual(verdictOf({ lines: [] }), ['unknown', null]);
    assert.equal(judgeBalance(undefined).verdict, 'unknown');
  });

  test('a loss in one line and a gain in another do not cancel', () => {
    assert.deepEqual(verdictOf({ lines: [lineOf(2), lineOf(-2)] }), ['unbalanced', 4]);
  });

  test('totals that do not add up are unbalanced even when no line says so', () => {
    assert.deepEqual(verdictOf({ stored: 97 }), ['unbalanced', 3]);
    assert.deepEqual(verdictOf({ stored: 103 }), ['unbalanced', 3]);
    assert.deepEqual(verdictOf({ stillFailing: 9 }), ['unbalanced', 1]);
  });

  test('a repaired event is a stored one, and one that a rule drops has its own place', () => {
    assert.deepEqual(verdictOf({ stored: 103, repaired: 3, stillFailing: 7 }), ['balanced', 0]);
    assert.deepEqual(verdictOf({ dropped: 4, stillFailing: 6 }), ['balanced', 0]);
  });

  test('the sum that the platform states counts as well', () => {
    assert.deepEqual(verdictOf({ unexplained: 1 }), ['unbalanced', 1]);
  });

  test('a line is judged by its own difference', () => {
    assert.deepEqual([judgeLine(lineOf(0)).word, judgeLine(lineOf(-1)).word], ['balanced', 'not balanced']);
  });
});
