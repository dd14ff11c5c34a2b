// A tracking plan from its first line to a judged event, as its author would type it. The platform is not needed.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { crypt, makePlace, type Place } from '../support/platform.ts';

const URI = 'iglu:com.acme.test/bought/jsonschema/1-0-0';
const PLAN = `vendor: com.acme.test
events:
  bought:
    description: A sale.
    properties:
      sku: { type: string, maxLength: 5, required: true, description: Number of the product. }
`;

describe('a tracking plan', () => {
  let place: Place;
  const plan = (text: string): void => writeFileSync(join(place.project, 'tracking', 'shop.yml'), text);

  before(async () => {
    place = await makePlace();
    mkdirSync(join(place.project, 'tracking'));
    plan(PLAN);
  });
  after(() => rmSync(place.project, { recursive: true }));

  test('is checked, published, and then refuses a change inside a version', async () => {
    const first = await crypt(place, 'check', '--write');
    assert.deepEqual(
      [first.code, first.stdout],
      [0, 'crypt.yml is good. 1 schema checked: 0 errors, 0 warnings. Wrote schemas.lock; commit it.\n'],
    );
    assert.match(readFileSync(join(place.project, 'tracking', 'schemas.lock'), 'utf8'), /"maxLength": 5/);
    plan(PLAN.replace('maxLength: 5', 'maxLength: 9'));
    const changed = await crypt(place, 'check');
    assert.equal(changed.code, 2);
    assert.match(
      changed.stdout,
      /^tracking\/shop\.yml:6 {2}error .* maxLength of sku was 5, and is 9\n {4}→ Give it the version 1-1-0\.\n/,
    );
  });

  test('judges data as it was published', async () => {
    const path = join(place.project, 'sale.json');
    writeFileSync(path, '{"sku":"seventh"}');
    const bad = await crypt(place, 'schemas', 'try', URI, path);
    assert.equal(bad.code, 3);
    assert.match(bad.stdout, /\/sku +maxLength +has 7 characters, 5 at most/);
    writeFileSync(path, '{"sku":"a"}');
    assert.deepEqual(await crypt(place, 'schemas', 'try', URI, path), {
      code: 0,
      stdout: `It obeys ${URI}.\n`,
      stderr: '',
    });
    const none = await crypt(place, 'schemas', 'show', 'iglu:com.acme.test/bougth/jsonschema/1-0-0');
    assert.equal(none.code, 2);
    assert.match(none.stderr, new RegExp(`did you mean ${URI}\\?`));
  });
});
