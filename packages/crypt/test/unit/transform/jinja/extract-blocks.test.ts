import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { extractBlocks } from '../../../../src/transform/jinja/extract-blocks.ts';

function brief(source: string, kinds?: ReadonlySet<string>): readonly string[] {
  return extractBlocks(source, 'm.sql', kinds).map(({ kind, name, contents }) => `${kind} ${name}: ${contents}`);
}

test('blocks are cut out with the text between them', () => {
  const source =
    "x\n{% macro a(b, c='%}') %}1{{ '{% endmacro %}' }}{% endmacro %}\n{%- docs d -%}  hey  {%- enddocs -%} \ny";
  assert.deepEqual(extractBlocks(source, 'm.sql'), [
    { kind: 'data', name: '', contents: 'x\n', full: 'x\n', at: 0 },
    {
      kind: 'macro',
      name: 'a',
      contents: "1{{ '{% endmacro %}' }}",
      full: "{% macro a(b, c='%}') %}1{{ '{% endmacro %}' }}{% endmacro %}",
      at: 2,
    },
    { kind: 'docs', name: 'd', contents: 'hey', full: '\n{%- docs d -%}  hey  {%- enddocs -%} \n', at: 63 },
    { kind: 'data', name: '', contents: 'y', full: 'y', at: 102 },
  ]);
});

test('comments, raw blocks and texts hide tags', () => {
  assert.deepEqual(
    brief('{# {% macro a() %} #}{% raw %}{% macro b() %}{% endraw %}{% macro c() %}{# {% endmacro %} #}{% endmacro %}'),
    ['data : {# {% macro a() %} #}{% raw %}{% macro b() %}{% endraw %}', 'macro c: {# {% endmacro %} #}'],
  );
});

test('which tags make blocks is chosen', () => {
  const source = '{% test t(model) %}a{% endtest %}{% macro m() %}b{% endmacro %}{% snapshot s %}c{% endsnapshot %}';
  assert.deepEqual(brief(source, new Set(['test'])), [
    'test t: a',
    'data : {% macro m() %}b{% endmacro %}{% snapshot s %}c{% endsnapshot %}',
  ]);
  assert.deepEqual(brief(source, new Set(['snapshot'])).at(-1), 'snapshot s: c');
});

test('blocks that cannot be told apart are refused with their place', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['{% macro a() %}', 'm.sql:1:1: the macro that begins here has no endmacro'],
    [
      '{% macro a() %}{% macro b() %}{% endmacro %}',
      "m.sql:1:16: a macro begins inside the macro 'a', which has no endmacro",
    ],
    ['{% if x %}{% macro b() %}{% endmacro %}{% endif %}', 'm.sql:1:11: a macro cannot stand inside {% if %}'],
    ['a\n{% endif %}', 'm.sql:2:1: found endif, and no {% if %} is open'],
    ['{% for x in y %}{% endif %}', 'm.sql:1:17: found endif, and {% for %} is open'],
    ['{# a', 'm.sql:1:1: this comment has no end, #}'],
    ["{{ 'a }}", 'm.sql:1:4: this text has no closing quote'],
    ['{{ a', 'm.sql:1:1: this tag has no end, }}'],
    ['{% raw %} a', 'm.sql:1:1: this raw block has no end, {% endraw %}'],
  ];
  for (const [source, message] of cases)
    assert.throws(() => extractBlocks(source, 'm.sql'), { code: 'JINJA_BLOCKS', message }, source);
});

test('the parts of a file join to the file, and offsets are theirs', () => {
  const part = fc.constantFrom(
    'select 1 ',
    '{% macro a() %}x{% endmacro %}',
    ' {%- docs d -%} y {%- enddocs -%} ',
    '{{ x }}',
    '{# c #}',
    '{% if a %}b{% endif %}',
    '\n',
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      const source = parts.join('');
      const blocks = extractBlocks(source, 't');
      assert.equal(blocks.map(({ full }) => full).join(''), source);
      for (const { full, at } of blocks) assert.equal(source.slice(at, at + full.length), full);
    }),
    { numRuns: 300 },
  );
});
