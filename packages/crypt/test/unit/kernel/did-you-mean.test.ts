import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { nearest } from '../../../src/kernel/did-you-mean.ts';

test('the nearest name within a third of the length is proposed', () => {
  const names = ['collector', 'portal', 'log', 'landing'];
  assert.equal(nearest('colector', names), 'collector');
  assert.equal(nearest('collecctors', names), 'collector');
  assert.equal(nearest('Portal', names), 'portal');
  assert.equal(nearest('lgo', names), 'log', 'letters that changed places are one edit');
  assert.equal(nearest('lxx', names), undefined, 'two edits are more than a third of three');
  assert.equal(nearest('lg', names), 'log');
  assert.equal(nearest('warehouse', names), undefined);
  assert.equal(nearest('portal', []), undefined);
});

test('a name that is there is its own nearest, and of equals the first wins', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 }), (names) => {
      for (const name of names) assert.equal(nearest(name, names), name);
    }),
  );
  assert.equal(nearest('bat', ['cat', 'hat']), 'cat');
});

test('one edit is always forgiven', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z]{3,12}$/), fc.nat(), (name, at) => {
      const cut = at % name.length;
      assert.equal(nearest(name.slice(0, cut) + name.slice(cut + 1), [name]), name);
      assert.equal(nearest(`${name.slice(0, cut)}_${name.slice(cut)}`, [name]), name);
    }),
  );
});
