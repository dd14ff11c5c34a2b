import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { isCryptError } from '../../../../../src/kernel/crypt-error.ts';
import { renderSync } from '../../../../../src/transform/jinja/render.ts';
import { parseTemplate } from '../../../../../src/transform/jinja/syntax/parse-template.ts';
import type { Template } from '../../../../../src/transform/jinja/syntax/tree.ts';

function problemsOf(source: string): readonly string[] {
  try {
    parseTemplate(source, 'm.sql');
  } catch (error) {
    assert.ok(isCryptError(error, 'JINJA_SYNTAX'));
    return error.message.split('\n');
  }
  return [];
}

test('several errors of one template are told, each with its place', () => {
  const source = 'select {{ a b }},\n  {{ c + }}\n{% if %}\n{% set 1 = 2 %}\n{% endif %}\n{{ fine }}';
  assert.deepEqual(problemsOf(source), [
    "m.sql:1:13: expected the end of the tag, }}, found 'b'",
    'm.sql:2:10: expected a value, found the end of the tag, }}',
    'm.sql:3:7: expected an expression, found the end of the tag, %}',
    "m.sql:4:8: expected a name to assign to, found '1'",
  ]);
});

test('an open block is told where it begins, and an end too many where it stands', () => {
  assert.deepEqual(problemsOf('a\n{% for x in y %}\n{% if x %}b{% endif %}'), [
    'm.sql:2:1: the {% for %} of line 2 has no {% endfor %} or {% else %}',
  ]);
  assert.deepEqual(problemsOf('{% if x %}{% endfor %}'), [
    "m.sql:1:14: found 'endfor', but {% if %} of line 1, column 1 waits for elif or else or endif",
  ]);
  assert.deepEqual(problemsOf('{% endmacro %}'), ["m.sql:1:4: found 'endmacro', and no block is open here"]);
});

test('a misspelt tag is guessed', () => {
  assert.deepEqual(problemsOf('{% macr x() %}'), ["m.sql:1:4: there is no tag 'macr'; did you mean 'macro'?"]);
  assert.deepEqual(problemsOf('{% if x %}{% endfi %}'), [
    "m.sql:1:14: found 'endfi', but {% if %} of line 1, column 1 waits for elif or else or endif",
  ]);
});

test('an open bracket is named', () => {
  assert.deepEqual(problemsOf("{{ ref('a' }}"), ["m.sql:1:12: found '}', and '(' of line 1, column 7 is open"]);
});

test('lines are counted with any line end', () => {
  assert.deepEqual(problemsOf('a\r\nb\rc\n{{ ) }}'), ["m.sql:4:4: ')' closes nothing that is open"]);
});

test('a text without tags is its own result and has no tree to walk', () => {
  const source = 'select 1 -- { % }\n';
  assert.deepEqual(parseTemplate(source, 'm.sql'), {
    name: 'm.sql',
    source: 'select 1 -- { % }',
    body: [{ kind: 'text', at: 0, text: 'select 1 -- { % }' }],
    literal: 'select 1 -- { % }',
  } satisfies Template);
});

test('a tree kept as JSON renders as it did', () => {
  const source =
    "{% macro m(a, b=1.5) %}{{ a ~ b }}{% endmacro %}{{ m([1, -2][0:1]) }}{% for k, v in {'x': 2}.items() if v is not none %}{{ k }}{{ loop.last }}{% endfor %}{{ 123456789012345678901234 }}";
  const tree = parseTemplate(source, 'm.sql');
  const kept = JSON.parse(JSON.stringify(tree)) as Template;
  assert.deepEqual(kept, tree);
  assert.equal(renderSync(kept, new Map()), '[1]1.5xTrue123456789012345678901234');
});

test('nesting is bounded in every direction', () => {
  for (const source of [
    `{{ ${'('.repeat(5_000)}1${')'.repeat(5_000)} }}`,
    `{{ ${'['.repeat(5_000)} }}`,
    `{{ ${'not '.repeat(5_000)}1 }}`,
    `{{ ${'-'.repeat(5_000)}1 }}`,
    `{{ 1${' + 1'.repeat(5_000)} }}`,
    `{{ a${'.b'.repeat(5_000)} }}`,
    `{{ a${' | b'.repeat(5_000)} }}`,
    `{{ a${' if b else c'.repeat(5_000)} }}`,
    `{{ a${' or b'.repeat(5_000)} }}`,
    '{% if a %}'.repeat(5_000),
    '{% for a in b %}'.repeat(5_000),
    '{{ a('.repeat(5_000),
  ])
    assert.throws(() => parseTemplate(source, 'm.sql'), { code: 'JINJA_SYNTAX' }, source.slice(0, 20));
});

test('any text either parses or is refused with places inside of it', () => {
  const parts = [
    '{{',
    '}}',
    '{%',
    '%}',
    '{#',
    '#}',
    '-',
    '+',
    ' ',
    '\n',
    'if',
    'endif',
    'for',
    'in',
    'x',
    'set',
    '=',
    'macro',
    'endmacro',
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    "'",
    '"',
    '\\',
    '|',
    '.',
    '1',
    '1.5',
    ',',
    ':',
    '*',
    '**',
    'raw',
    'endraw',
    'is',
    'not',
    'else',
    'é',
    '\u{1F600}',
    '~',
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...parts), { maxLength: 40 }), (chosen) => {
      const source = chosen.join('');
      const lines = source.split('\n');
      try {
        parseTemplate(source, 't');
      } catch (error) {
        assert.ok(isCryptError(error, 'JINJA_SYNTAX'), String(error));
        for (const { line, column } of error.params['problems'] as { line: number; column: number }[])
          assert.ok(line >= 1 && line <= lines.length && column >= 1 && column <= (lines[line - 1] ?? '').length + 1);
      }
    }),
    { numRuns: 3_000 },
  );
});

test('what is not in a tag comes out as it went in', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (before, after) => {
      const plain = (text: string): string => text.replaceAll('{', '(').replaceAll('\r', '');
      const [left, right] = [plain(before), `${plain(after)}.`];
      assert.equal(renderSync(parseTemplate(`${left}{{ 'x' }}${right}`, 't'), new Map()), `${left}x${right}`);
    }),
    { numRuns: 500 },
  );
});

test('the settings for white space do as in Jinja', () => {
  const source = 'a\n  {% if true %}\n  b\n  {% endif %}\n{# c #}\nd\n';
  const render = (options: object): string => renderSync(parseTemplate(source, 't', options), new Map());
  assert.equal(render({ trimBlocks: true }), 'a\n    b\n  d');
  assert.equal(render({ lstripBlocks: true }), 'a\n\n  b\n\n\nd');
  assert.equal(render({ trimBlocks: true, lstripBlocks: true, keepTrailingNewline: true }), 'a\n  b\nd\n');
});
