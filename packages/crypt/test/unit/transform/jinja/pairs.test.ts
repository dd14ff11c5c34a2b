import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isCryptError } from '../../../../src/kernel/crypt-error.ts';
import { renderNative, renderSync } from '../../../../src/transform/jinja/render.ts';
import { parseTemplate } from '../../../../src/transform/jinja/syntax/parse-template.ts';
import { reprOf } from '../../../../src/transform/jinja/values/repr.ts';
import { pairsContext, readPairs, readSnippets, type Expected } from '../../../support/jinja-pairs.ts';

/** Templates where we differ on purpose, or where what differs is worth no code. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  // Parts of complex numbers; the template as a value.
  expressions: ['{{ i.real }}', '{{ self }}'],
  // Python's own dict takes this argument by place only.
  methods: ["{% set x = {'a': 1, 'b': 2} %}{{ x.get('z', default=9) }} {{ x }}"],
  // Nothing is broken into lines by pprint, and keys keep their order.
  filters: [
    '{{ d | pprint }}',
    '{{ rows | pprint }}',
    '{{ range(7) | urlencode }}',
    "{{ 'inf' | filesizeformat(true) }}",
  ],
  tests: ['{{ d.items() is filter }}', '{{ d.items() is test }}'],
  whitespace: [],
  // Jinja takes a colon after every head but this one.
  statements: [
    '{% with a = 1: %}{{ a }}{% endwith %}',
    '{% macro m(caller) %}{{ caller }}{% endmacro %}{{ m(5) }}',
    '{% for loop in [1] %}{% endfor %}',
    "{% include 'x' ignore missing %}",
  ],
  // Jinja takes these at the very end of a template as text without content.
  errors: ['{#', '{% raw %}'],
  modules: ['{{ modules.pytz.UTC.zone }}'],
  decimals: [],
  native: [],
};

function renderPair(name: string, source: string): Expected {
  try {
    const template = parseTemplate(source, 'pair');
    if (name !== 'native') return renderSync(template, pairsContext());
    const value = renderNative(template, pairsContext());
    return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'undefined'
      ? 'Undefined'
      : reprOf(value);
  } catch (error) {
    if (!isCryptError(error) || !error.code.startsWith('JINJA_')) throw error;
    return { error: error.code };
  }
}

/** Our decimals have no negative zero. */
function withoutMinusZero(text: Expected): Expected {
  return typeof text === 'string' ? text.replaceAll(/-(?=0(?:\.0*)?(?:E[-+]\d+)?(?![\d.]))/g, '') : text;
}

for (const [name, known] of Object.entries(KNOWN)) {
  test(`${name}: output is that of the reference, and what it refuses is refused`, () => {
    const pairs = readPairs(name);
    assert.ok(pairs.length > 100, `only ${pairs.length} pairs`);
    const different = pairs.filter(([source, reference]) => {
      const expected = name === 'decimals' ? withoutMinusZero(reference) : reference;
      const actual = renderPair(name, source);
      return typeof expected === 'string' ? actual !== expected : typeof actual === 'string';
    });
    assert.deepEqual(
      different.map(([source]) => source),
      known,
    );
  });
}

test('the snippets of the study', () => {
  for (const [title, source, expected] of readSnippets()) {
    const context = new Map([['x', null]]);
    if (expected.startsWith('!ERR')) {
      assert.throws(() => renderSync(parseTemplate(source, 't'), context), { code: 'JINJA_UNDEFINED' }, title);
    } else
      assert.equal(renderSync(parseTemplate(source, 't'), title === 'tests' ? context : new Map()), expected, title);
  }
});
