import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { cleanText, oneLineJson, wellFormedJson } from '../../../src/enrich/clean-text.ts';

test('tabs become four spaces and control characters go', () => {
  assert.equal(cleanText('a\tb'), 'a    b');
  assert.equal(cleanText('a\r\nb\u0000c\u007fd\u0085e'), 'abcde');
  assert.equal(cleanText('\n'), '');
  assert.equal(cleanText('plain “quoted” 🙂'), 'plain “quoted” 🙂');
});

test('half an emoji becomes a replacement character', () => {
  assert.equal(cleanText('cut \ud83d'), 'cut \ufffd');
  assert.equal(cleanText('\ude42 cut'), '\ufffd cut');
});

test('clean text stays as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const clean = cleanText(text);
      assert.equal(cleanText(clean), clean);
      assert.equal(Buffer.from(clean).toString(), clean);
      assert.doesNotMatch(clean, /\p{Cc}/u);
    }),
  );
});

test('escaped halves of pairs in JSON are replaced, pairs and escaped backslashes are not', () => {
  assert.equal(wellFormedJson(String.raw`["\ud83d"]`), String.raw`["\ufffd"]`);
  assert.equal(wellFormedJson(String.raw`["\uDE42x\ud83d\ude42"]`), String.raw`["\ufffdx\ud83d\ude42"]`);
  assert.equal(wellFormedJson(String.raw`["\ud83d\ud83d\ude42"]`), String.raw`["\ufffd\ud83d\ude42"]`);
  assert.equal(wellFormedJson(String.raw`["\\ud83d"]`), String.raw`["\\ud83d"]`);
  assert.equal(wellFormedJson(String.raw`["\\\ud83d"]`), String.raw`["\\\ufffd"]`);
  assert.equal(wellFormedJson('["\ud83d\\ude42"]'), '["\ufffd\\ufffd"]');
});

test('JSON keeps its value but for halves of pairs, and its numbers to the letter', () => {
  const json = '{"n":9007199254740993,\n"d":1.0,\t"e":1E400,\r"s":"a\\nb"}';
  assert.equal(oneLineJson(json), '{"n":9007199254740993, "d":1.0, "e":1E400, "s":"a\\nb"}');
  fc.assert(
    fc.property(fc.json({ stringUnit: 'binary' }), (json) => {
      const line = oneLineJson(json);
      assert.doesNotMatch(line, /[\n\r\t]/);
      assert.equal(
        JSON.stringify(JSON.parse(line)),
        wellFormedJson(JSON.stringify(JSON.parse(json))).replaceAll('\\ufffd', '\ufffd'),
      );
    }),
  );
});
