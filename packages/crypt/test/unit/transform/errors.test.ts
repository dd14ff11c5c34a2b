import assert from 'node:assert/strict';
import { test } from 'node:test';
import { extractBlocks } from '../../../src/transform/jinja/extract-blocks.ts';
import { renderSync } from '../../../src/transform/jinja/render.ts';
import { parseTemplate } from '../../../src/transform/jinja/syntax/parse-template.ts';
import { hostFunction } from '../../../src/transform/jinja/values/host.ts';
import { tuple } from '../../../src/transform/jinja/values/value.ts';

const CASES: Readonly<Record<string, readonly [string, string]>> = {
  JINJA_SYNTAX: ['{{ 1 + }}', 't.sql:1:8: expected a value, found the end of the tag, }}'],
  JINJA_UNDEFINED: ['{{ x.y }}', "t.sql:1:4: 'x' is undefined"],
  JINJA_TYPE: ["{{ 1 + 'a' }}", "t.sql:1:6: unsupported operand type(s) for +: 'int' and 'str'"],
  JINJA_VALUE: ['{% set a, b = [1] %}', 't.sql:1:1: not enough values to unpack (expected 2, got 1)'],
  JINJA_LOOKUP: ['{{ [].pop() }}', 't.sql:1:10: pop from empty list'],
  JINJA_ARITHMETIC: ['{{ 1 / 0 }}', 't.sql:1:6: division by zero'],
  JINJA_LIMIT: ["{{ 'x' * 100000000 }}", 't.sql:1:8: a text has more than 16777216 characters'],
  JINJA_ASYNC: ['{{ later() }}', "t.sql:1:9: 'later' has to wait, and this rendering cannot"],
  JINJA_TEMPLATE: ["{% include 'head.sql' %}", 't.sql:1:1: head.sql: this rendering has no other templates'],
};

for (const [code, [source, message]] of Object.entries(CASES)) {
  test(`${code} says where and what`, () => {
    const context = new Map([['later', hostFunction('later', [], async () => tuple([]))]]);
    assert.throws(() => renderSync(parseTemplate(source, 't.sql'), context), {
      name: 'CryptError',
      code,
      kind: 'user',
      message,
    });
  });
}

test('JINJA_BLOCKS says where a block begins', () => {
  assert.throws(() => extractBlocks('\n {% docs a %}', 'd.md'), {
    code: 'JINJA_BLOCKS',
    message: 'd.md:2:2: the docs that begins here has no enddocs',
  });
});
