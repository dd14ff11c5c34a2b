import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { isCryptError } from '../../../../src/kernel/crypt-error.ts';
import { modules } from '../../../../src/transform/jinja/modules/modules.ts';
import { renderSync } from '../../../../src/transform/jinja/render.ts';
import type { RenderOptions } from '../../../../src/transform/jinja/run/state.ts';
import { parseTemplate } from '../../../../src/transform/jinja/syntax/parse-template.ts';
import { fromValue, hostFunction, toValue } from '../../../../src/transform/jinja/values/host.ts';
import type { Value } from '../../../../src/transform/jinja/values/value.ts';

const NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  '__defineGetter__',
  'call',
  'apply',
  'bind',
  'kind',
  'type',
  'data',
  'items_',
  'length',
  'push',
  'then',
  'next',
  '__class__',
  '__globals__',
  '__subclasses__',
  '__init__',
  'func_globals',
  'gi_frame',
  'mro',
];

function context(): ReadonlyMap<string, Value> {
  return new Map<string, Value>([
    ['d', toValue({ a: 1 })],
    ['l', [1]],
    ['s', 'x'],
    ['i', 1],
    ['f', hostFunction('f', ['x'], ([x]) => x ?? null)],
    ['modules', modules({ nowMs: () => 0 })],
  ]);
}

function render(source: string, options: RenderOptions = {}): string {
  return renderSync(parseTemplate(source, 't'), context(), options);
}

test('no name reaches an object of JavaScript', () => {
  const targets = [
    'd',
    'l',
    's',
    'i',
    'f',
    '1.5',
    '(1,)',
    'none',
    'true',
    'range(3)',
    'd.items()',
    'd.get',
    's.upper',
    'namespace()',
    'cycler(1)',
    'joiner()',
    'range',
    '(l | map("string"))',
    'modules',
    'modules.datetime',
    'modules.datetime.date',
    'modules.datetime.date(2024, 1, 1)',
    'modules.re.compile("a")',
    'modules.re.match("a", "a")',
    'modules.pytz.utc',
  ];
  for (const target of targets)
    for (const name of NAMES) {
      // A cycler of Jinja has a method of this name.
      if (target === 'cycler(1)' && name === 'next') continue;
      assert.equal(render(`{{ (${target}).${name} is defined }}`), 'False', `${target}.${name}`);
      assert.equal(render(`{{ (${target})['${name}'] is defined }}`), 'False', `${target}['${name}']`);
      assert.equal(render(`{{ ((${target}) | attr('${name}')) is defined }}`), 'False', `${target}|attr`);
    }
  for (const name of NAMES) assert.equal(render(`{{ ${name} is defined }}`), 'False', name);
});

test('names of filters and tests are looked up in tables alone', () => {
  for (const name of NAMES.filter((candidate) => candidate !== 'length')) {
    assert.throws(() => render(`{{ 1 | ${name} }}`), { code: 'JINJA_UNDEFINED' });
    assert.throws(() => render(`{{ 1 is ${name} }}`), { code: 'JINJA_UNDEFINED' });
  }
});

test('a dict may have any key, and nothing is polluted by it', () => {
  const text = render(
    "{% set x = {'__proto__': {'polluted': 1}} %}{% do x.update({'constructor': 2}) %}{{ x['__proto__'].polluted }}{{ x.constructor }}{{ x }}",
  );
  assert.equal(text, "12{'__proto__': {'polluted': 1}, 'constructor': 2}");
  assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
  const out = fromValue(toValue(JSON.parse('{"__proto__": {"polluted": 1}}')));
  assert.deepEqual(Object.keys(out as object), ['__proto__']);
  assert.equal((out as Record<string, unknown>)['polluted'], undefined);
  assert.equal(
    render('{% set ns = namespace() %}{% set ns.__proto__ = 1 %}{{ ns.__proto__ }}{{ ns.x is defined }}'),
    '1False',
  );
  assert.equal(render("{{ '{0.__class__}{0[constructor]}'.format('a') }}"), '');
  assert.equal(render('{% macro m() %}{{ kwargs.__proto__ }}{% endmacro %}{{ m(__proto__=5) }}'), '5');
});

/** Two values that are small in memory and endless when they are written or compared. */
const DOUBLED =
  '{% set ns = namespace(x=[1], y=[1]) %}{% for i in range(150) %}{% set ns.x = [ns.x, ns.x] %}{% set ns.y = [ns.y, ns.y] %}{% endfor %}';

const BOMBS: readonly string[] = [
  "{{ 'x' * 1000000000 }}",
  '{{ [0] * 1000000000 }}',
  '{{ (0,) * 1000000000 }}',
  '{{ 2 ** 1000000000 }}',
  '{{ range(1000000000) | list }}',
  "{{ 'x'.ljust(1000000000) }}",
  "{{ 'x'.zfill(1000000000) }}",
  "{{ 'x' | center(1000000000) }}",
  "{{ '%1000000000d' % 1 }}",
  "{{ '%.1000000000f' % 1 }}",
  "{{ '{:1000000000}'.format(1) }}",
  "{{ '{:.1000000000f}'.format(1.5) }}",
  "{% set ns = namespace(s='x') %}{% for i in range(100) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}",
  "{% set ns = namespace(s='x') %}{% for i in range(100) %}{% set ns.s = ns.s + ns.s %}{% endfor %}",
  "{% set ns = namespace(s='x') %}{% for i in range(100) %}{% set ns.s = ns.s.replace('x', 'xx') %}{% endfor %}",
  "{% set ns = namespace(s='x') %}{% for i in range(100) %}{% set ns.s = ns.s | replace('', 'x') %}{% endfor %}",
  "{% set ns = namespace(s='x') %}{% for i in range(100) %}{% set ns.s = [ns.s, ns.s] | join %}{% endfor %}",
  "{% set ns = namespace(s='x') %}{% for i in range(100) %}{% set ns.s = '%s%s' % (ns.s, ns.s) %}{% endfor %}",
  "{% set ns = namespace(s='x') %}{% for i in range(100) %}{% set ns.s = '{0}{0}'.format(ns.s) %}{% endfor %}",
  '{% set l = [1] %}{% for i in range(100) %}{% do l.extend(l) %}{% endfor %}',
  '{% set ns = namespace(n=3) %}{% for i in range(100) %}{% set ns.n = ns.n * ns.n %}{% endfor %}',
  '{% set ns = namespace(l=[1]) %}{% for i in range(100) %}{% set ns.l = ns.l + ns.l %}{% endfor %}',
  '{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}',
  '{% macro m(x) %}{{ m(((((((((x))))))))) }}{% endmacro %}{{ m(1) }}',
  '{% for i in [1] recursive %}{{ loop([1]) }}{% endfor %}',
  '{% macro m() %}{{ caller() }}{% endmacro %}{% macro n() %}{% call m() %}{{ n() }}{% endcall %}{% endmacro %}{{ n() }}',
  '{{ modules.itertools.count() | list }}',
  '{% for i in modules.itertools.count() %}{% endfor %}',
  '{{ modules.itertools.product(range(100), repeat=100) | list }}',
  '{% set l = [] %}{% for i in range(1000) %}{% set l = [l] %}{% endfor %}{% set ns = namespace(x=[]) %}{% for i in range(1000) %}{% set ns.x = [ns.x] %}{% endfor %}{{ ns.x == [ns.x] }}',
  '{% set ns = namespace(x=()) %}{% for i in range(1000) %}{% set ns.x = (ns.x,) %}{% endfor %}{{ {ns.x: 1} }}',
  '{% set x = [] %}{% do x.append(x) %}{{ x | tojson }}',
  ...[
    '{{ ns.x }}',
    '{{ ns.x == ns.y }}',
    '{{ ns.x | tojson }}',
    '{{ ns.x < ns.y }}',
    '{{ ns.x | string | length }}',
  ].map((use) => `${DOUBLED}${use}`),
  '{% set ns = namespace(x=(1,)) %}{% for i in range(150) %}{% set ns.x = (ns.x, ns.x) %}{% endfor %}{{ {ns.x: 1} }}',
  "{{ '%.9999999f' % 1.5 }}",
  "{{ '{:.9999999f}'.format(1.5) }}",
];

test('what would fill the memory or take for ever ends with an error', () => {
  const limits = { steps: 200_000, chars: 10_000_000 };
  for (const source of BOMBS)
    assert.throws(
      () => render(source, { limits }),
      (error) => isCryptError(error, 'JINJA_LIMIT', 'JINJA_VALUE', 'JINJA_ARITHMETIC'),
      source,
    );
});

test('rounding to no digits that are there is quick', () => {
  assert.equal(
    render('{{ 5 | round(-1000000000) }} {{ 5.5 | round(-1000000000) }} {{ 2.5 | round(1000000000) }}'),
    '0 0.0 2.5',
  );
});

test('steps, characters and time are bounded', () => {
  const loops =
    '{% for a in range(1000) %}{% for b in range(1000) %}{% for c in range(1000) %}{% endfor %}{% endfor %}{% endfor %}';
  assert.throws(() => render(loops, { limits: { steps: 100_000 } }), {
    code: 'JINJA_LIMIT',
    message: /more than 100000 steps/,
  });
  assert.throws(() => render('{% for a in range(1000) %}0123456789{% endfor %}', { limits: { chars: 5_000 } }), {
    code: 'JINJA_LIMIT',
    message: /writes more than 5000 characters/,
  });
  let nowMs = 0;
  const clock = { monotonicMs: () => (nowMs += 10) };
  assert.throws(() => render(loops, { clock, limits: { ms: 50 } }), {
    code: 'JINJA_LIMIT',
    message: /more than 50 ms/,
  });
});

test('a cycle of a collection is printed as in Python', () => {
  assert.equal(render('{% set x = [1] %}{% do x.append(x) %}{{ x }}'), '[1, [...]]');
  assert.equal(render('{% set x = {} %}{% do x.update(k=x) %}{{ x }}'), "{'k': {...}}");
});

test('any expression gives a text or an error of ours', () => {
  const atom = fc.constantFrom(
    'd',
    'l',
    's',
    'i',
    'f',
    '1',
    '-1',
    "'a'",
    '1.5',
    'none',
    'true',
    '[]',
    '{}',
    '(1, 2)',
    'x',
    'range(3)',
    '2 ** 80',
  );
  const { expression } = fc.letrec<{ expression: string }>((tie) => ({
    expression: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      atom,
      fc
        .tuple(
          tie('expression'),
          fc.constantFrom('+', '-', '*', '/', '//', '%', '~', '==', '<', 'in', 'not in', 'and', 'or'),
          tie('expression'),
        )
        .map(([a, o, b]) => `(${a} ${o} ${b})`),
      fc
        .tuple(
          tie('expression'),
          fc.constantFrom(
            'list',
            'first',
            'join',
            'length',
            'sort',
            'tojson',
            'int',
            'float',
            'round',
            'upper',
            'sum',
            'unique',
            'min',
            'string',
            'reverse',
            'abs',
          ),
        )
        .map(([a, f]) => `(${a} | ${f})`),
      fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `(${a})[${b}]`),
      fc
        .tuple(tie('expression'), fc.constantFrom('items()', 'upper()', 'get(1)', 'append(1)', 'a', 'split()', 'x.y'))
        .map(([a, m]) => `(${a}).${m}`),
      fc.tuple(tie('expression'), tie('expression'), tie('expression')).map(([a, b, c]) => `(${a} if ${b} else ${c})`),
      fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `{${a}: ${b}}`),
      fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `f(${a}, *[${b}])`),
    ),
  }));
  fc.assert(
    fc.property(expression, (source) => {
      try {
        render(`{{ ${source} }}`, { limits: { steps: 10_000 } });
      } catch (error) {
        assert.ok(isCryptError(error) && error.code.startsWith('JINJA_'), `${source}: ${String(error)}`);
      }
    }),
    { numRuns: 3_000 },
  );
});
