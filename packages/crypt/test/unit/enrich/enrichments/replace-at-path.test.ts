import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { parseJsonPath } from '../../../../src/config/enrichments/json-path.ts';
import { replaceAtPath } from '../../../../src/enrich/enrichments/replace-at-path.ts';
import { ExactNumber, type ExactJson } from '../../../../src/kernel/exact-json.ts';
import { parseJson } from '../../../../src/kernel/parse-json.ts';

/** With `!` behind every text and number that the path leads to. */
function replaced(data: ExactJson, path: string): ExactJson {
  const steps = parseJsonPath(path);
  assert.ok(typeof steps !== 'string', path);
  return replaceAtPath(data, steps, (value) => `${value instanceof ExactNumber ? value.text : value}!`);
}

test('a path leads into members, lists of names, all items, and all members', () => {
  const users = [{ email: 'a', age: 3 }, { email: 'b' }, 'c', null];
  const data = { users, by: { x: { email: 'd' }, y: 'e' }, 'e-mail': 'f' };
  const answers: readonly (readonly [string, ExactJson])[] = [
    ['$.users[*].email', { ...data, users: [{ email: 'a!', age: 3 }, { email: 'b!' }, 'c', null] }],
    ['$.users.*.email', { ...data, users: [{ email: 'a!', age: 3 }, { email: 'b!' }, 'c', null] }],
    ['$.users[ * ]', { ...data, users: [{ email: 'a!', age: '3!' }, { email: 'b!' }, 'c!', null] }],
    ['$.users', { ...data, users: [{ email: 'a!', age: '3!' }, { email: 'b!' }, 'c!', null] }],
    ['$.users.email', data],
    ['$.by.*.email', { ...data, by: { x: { email: 'd!' }, y: 'e' } }],
    ['$.by.*', { ...data, by: { x: { email: 'd!' }, y: 'e!' } }],
    ['$.by', { ...data, by: { x: { email: 'd!' }, y: 'e!' } }],
    ["$['e-mail']", { ...data, 'e-mail': 'f!' }],
    ['$.e-mail', { ...data, 'e-mail': 'f!' }],
    ['$["by"]["y"]', { ...data, by: { x: { email: 'd' }, y: 'e!' } }],
    ["$.by['x', 'y'].email", { ...data, by: { x: { email: 'd!' }, y: 'e' } }],
    ["$.['by'].y", { ...data, by: { x: { email: 'd' }, y: 'e!' } }],
    ['$.constructor.name', data],
    ['$.users.length', data],
    ['$.users[*].email.more', data],
  ];
  for (const [path, expected] of answers) assert.deepEqual(replaced(data, path), expected, path);
  assert.equal(replaced(data, '$.by.z'), data, 'what does not change is the same object');
  const after = replaced(data, '$.by.y') as typeof data;
  assert.equal(after.users, users, 'what lies beside the path is shared');
});

test('an exact number is a value, not an object with a text', () => {
  const data = { big: new ExactNumber('9007199254740993') };
  assert.deepEqual(replaced(data, '$.big.text'), data);
  assert.deepEqual(replaced(data, '$.big'), { big: '9007199254740993!' });
  assert.deepEqual(replaced(data, '$.*'), { big: '9007199254740993!' });
});

test('members that are named like a prototype are members', () => {
  const data = parseJson(
    '{"__proto__":{"email":"a"},"constructor":"b","toString":["c"],"d":{"__proto__":1}}',
  ) as ExactJson;
  let after = data;
  for (const path of ['$.__proto__.email', '$.constructor', '$.toString', '$.hasOwnProperty', '$.d.__proto__'])
    after = replaced(after, path);
  const expected = '{"__proto__":{"email":"a!"},"constructor":"b!","toString":["c!"],"d":{"__proto__":"1!"}}';
  assert.equal(JSON.stringify(after), expected);
  assert.equal(Object.getPrototypeOf(after), Object.prototype);
  assert.equal(({} as Record<string, unknown>)['email'], undefined);
});

test('data of any shape keeps its shape, and is not changed in place', () => {
  const json = fc.jsonValue({ maxDepth: 5, stringUnit: 'binary' });
  const steps = fc.constantFrom('.a', '.*', '[*]', "['a','b']", '.__proto__');
  fc.assert(
    fc.property(json, fc.array(steps, { minLength: 1, maxLength: 4 }), (value, path) => {
      const data = value as ExactJson;
      const before = JSON.stringify(data);
      const after = replaced(data, `$${path.join('')}`);
      assert.equal(JSON.stringify(data), before);
      assert.deepEqual(shapeOf(after), shapeOf(data));
    }),
  );
});

function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).map(([key, item]) => [key, shapeOf(item)]);
  return typeof value === 'string' || typeof value === 'number' ? 'value' : value;
}
