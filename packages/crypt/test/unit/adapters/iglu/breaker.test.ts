import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Breaker } from '../../../../src/adapters/iglu/breaker.ts';
import { ManualClock } from '../../../support/manual-clock.ts';

test('failures in a row close it; one answer opens it again', () => {
  const clock = new ManualClock();
  const breaker = new Breaker(clock);
  const fail = (times: number): void => {
    for (let i = 0; i < times; i++) breaker.failed('it answered 500');
  };
  fail(2);
  assert.equal(breaker.closedFor(), undefined);
  breaker.answered();
  fail(2);
  assert.equal(breaker.closedFor(), undefined);
  fail(1);
  assert.equal(breaker.closedFor(), 'it answered 500; it is left alone for 5 s');
  clock.advance(4_999);
  assert.equal(breaker.closedFor(), 'it answered 500; it is left alone for 1 s');
});

test('after its time one asks, and the others wait for what it finds', () => {
  const clock = new ManualClock();
  const breaker = new Breaker(clock);
  for (let i = 0; i < 3; i++) breaker.failed('x');
  clock.advance(5_000);
  assert.equal(breaker.closedFor(), undefined);
  assert.equal(breaker.closedFor(), 'x; it is left alone for 1 s');
  breaker.released();
  assert.equal(breaker.closedFor(), undefined);
  breaker.failed('y');
  assert.equal(breaker.closedFor(), 'y; it is left alone for 10 s');
  clock.advance(10_000);
  assert.equal(breaker.closedFor(), undefined);
  breaker.answered();
  assert.deepEqual([breaker.closedFor(), breaker.closedFor()], [undefined, undefined]);
});
