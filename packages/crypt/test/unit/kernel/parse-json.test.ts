import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { isJsonObject, parseJson, textAt } from '../../../src/kernel/parse-json.ts';
import { JSON_DEPTH_MAX } from '../../../src/kernel/limits.ts';
import { refusal } from '../../support/refusal.ts';

test('what JSON.stringify writes is read back equal', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
      const text = JSON.stringify(value);
      assert.equal(JSON.stringify(parseJson(text)), text);
    }),
  );
});

test('a key with escapes is itself, whatever keys were read before it', () => {
  for (const seen of [String.raw`\\`, String.raw`a\\`, String.raw`\\u00e9`]) {
    assert.equal(Object.keys(parseJson(`{"h":[],"${seen}":0}`) as object)[1], JSON.parse(`"${seen}"`));
    for (const escaped of [String.raw`\n`, String.raw`\"`, String.raw`\u00e9`, String.raw`a\"`, String.raw`\\n`]) {
      for (const space of ['', ' ', '\n\t ']) {
        const text = `{"h":1,"${escaped}"${space}:[true,null,-0.5,"\\n"]}`;
        const value = new Map(Object.entries(parseJson(text) as object));
        const expected = new Map<unknown, unknown>([['h', 1]]);
        expected.set(JSON.parse(`"${escaped}"`), [true, null, -0.5, '\n']);
        assert.deepEqual(value, expected, text);
      }
    }
  }
});

test('keys of any characters are read back, also beside each other', () => {
  const keys = fc.uniqueArray(
    fc.string({ unit: fc.constantFrom('\\', '"', '\n', 'u', 'n', 'a', '{', ':'), maxLength: 4 }),
  );
  fc.assert(
    fc.property(keys, (names) => {
      const text = `{${names.map((name, at) => `${JSON.stringify(name)}:${at}`).join(',')}}`;
      assert.deepEqual(Object.keys(parseJson(text) as object), names);
    }),
    { numRuns: 1_000 },
  );
});

function nested(depth: number): string {
  return `${'[{"a":'.repeat(depth / 2)}1${'}]'.repeat(depth / 2)}`;
}

test('nesting is accepted to the limit and refused one level deeper', async () => {
  assert.ok(isJsonObject((parseJson(nested(JSON_DEPTH_MAX)) as unknown[])[0] as never));
  const error = await refusal('JSON_REFUSED', () => parseJson(nested(JSON_DEPTH_MAX + 2)));
  assert.equal(error.message, 'This is not JSON we accept: it nests deeper than 64 levels.');
  await refusal('JSON_REFUSED', () => parseJson('[[1]]', 1));
});

test('brackets within strings do not count as nesting', () => {
  const text = `["${'['.repeat(200)}","\\"${'{'.repeat(200)}","\\\\"]`;
  assert.deepEqual(parseJson(text, 1), JSON.parse(text));
});

test('a refusal quotes nothing of the input, whatever the input is', async () => {
  const inputs = fc.oneof(
    fc.string(),
    fc.nat().map((secret) => `position ${secret}`),
    fc.nat().map((secret) => `in JSON at position ${secret}`),
    fc.string().map((secret) => `{"password": ${secret}`),
  );
  await fc.assert(
    fc.asyncProperty(inputs, async (input) => {
      try {
        parseJson(input);
      } catch {
        const error = await refusal('JSON_REFUSED', () => parseJson(input));
        const told =
          /^This is not JSON we accept: it is malformed(?: at character (\d+))? \((\d+) characters\)\.$/.exec(
            error.message,
          );
        assert.ok(told, error.message);
        assert.equal(Number(told[2]), input.length);
        assert.ok(Number(told[1] ?? 0) <= input.length, 'a position lies within the input');
        assert.equal(error.cause, undefined);
      }
    }),
    { examples: [['position 123456789'], ['in JSON at position 987654321'], ['{"a":1,}'], ['']] },
  );
});

test('a malformed text is placed when the engine says where', async () => {
  const error = await refusal('JSON_REFUSED', () => parseJson('{"a": 1 "b": 2}'));
  assert.match(error.message, /malformed at character 8 \(15 characters\)/);
});

test('__proto__ becomes an own member and reaches no prototype', () => {
  const value = parseJson('{"__proto__": {"admin": true}, "constructor": 1}');
  assert.ok(isJsonObject(value));
  assert.deepEqual(Object.keys(value), ['__proto__', 'constructor']);
  assert.equal(Object.getPrototypeOf(value), Object.prototype);
  assert.equal('admin' in {}, false);
  assert.equal((value as { admin?: unknown }).admin, undefined);
});

test('only objects are objects', () => {
  assert.deepEqual(
    [{}, [], null, 'x', 1, true, undefined].map((value) => isJsonObject(value)),
    [true, false, false, false, false, false, false],
  );
});

test('a text member is read, and anything else is the default', () => {
  const object = { a: 'x', b: 1, c: null };
  assert.deepEqual(
    ['a', 'b', 'c', 'd'].map((key) => textAt(object, key, '-')),
    ['x', '-', '-', '-'],
  );
  assert.equal(textAt(object, 'd'), '');
});
