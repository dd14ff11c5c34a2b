import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { bindMacro, macrosOf, renderAsync, renderNative, renderSync } from '../../../../src/transform/jinja/render.ts';
import { placeOf } from '../../../../src/transform/jinja/run/locate.ts';
import { guardCall, MacroReturn } from '../../../../src/transform/jinja/run/macro.ts';
import type { Context, RenderOptions } from '../../../../src/transform/jinja/run/state.ts';
import { parseTemplate } from '../../../../src/transform/jinja/syntax/parse-template.ts';
import { hostFunction, toValue } from '../../../../src/transform/jinja/values/host.ts';
import { reprOf } from '../../../../src/transform/jinja/values/repr.ts';
import type { Eventual, PyFunction, Value } from '../../../../src/transform/jinja/values/value.ts';

function sync(source: string, context: Context = new Map(), options: RenderOptions = {}): string {
  return renderSync(parseTemplate(source, 'm.sql'), context, options);
}

function macro(source: string, name = 'macros.sql'): PyFunction {
  const template = parseTemplate(source, name);
  const [only] = macrosOf(template);
  assert.ok(only !== undefined);
  return bindMacro(template, only);
}

const RETURN = hostFunction('return', ['data'], ([data]) => {
  // oxlint-disable-next-line typescript/only-throw-error
  throw new MacroReturn(data ?? null);
});

/** A function that answers later, and notes when it began and ended. */
function slow(log: string[]): PyFunction {
  return hostFunction('slow', ['x'], async ([x]) => {
    log.push(`begin ${reprOf(x ?? null)}`);
    await sleep(1);
    log.push(`end ${reprOf(x ?? null)}`);
    return x ?? null;
  });
}

const EVERYWHERE = `{% macro m(a, b=slow('d')) %}{{ a }}{{ b }}{{ slow(caller() | trim) }}{% endmacro %}
{%- set x = slow(1) + slow(2) * slow(3) %}{{ x }}|
{%- for i in slow([1, 2, 3]) if slow(i) != 2 %}{{ slow(i) }}{% if slow(loop.last) %}!{% endif %}{% if slow(i) == 9 %}{% break %}{% endif %}{% endfor %}|
{%- call m(slow('a')) %} {{ slow('c') }} {% endcall %}|
{%- set s | upper | replace('A', slow('z')) %}a{{ slow('b') }}{% endset %}{{ s }}|
{%- filter lower %}Q{{ slow('W') }}{% endfilter %}|
{%- with k = slow('k') %}{{ k }}{% endwith %}|
{%- if slow(false) %}no{% elif slow(0) %}no{% else %}{{ slow('e') }}{% endif %}|
{%- do slow('x') %}{{ [slow(1), slow(2)] }}{{ {slow('k'): slow('v')} }}{{ slow([5, 6])[slow(1)] }}{{ slow('y') ~ slow('z') }}{{ slow(1) < slow(2) < slow(3) }}|
{{- 'p' if slow(true) else slow('q') }}{{ slow(false) or slow('r') }}{{ slow(1) and slow('t') }}{{ not slow(0) }}{{ -slow(4) }}{{ slow('v') is string }}{{ slow([3, 1]) | sort | join(slow('-')) }}`;

test('what is waited for gives the text that is there at once, in the same order', async () => {
  const [waiting, instant]: [string[], string[]] = [[], []];
  const now = hostFunction(
    'slow',
    ['x'],
    ([x]) => (instant.push(`begin ${reprOf(x ?? null)}`, `end ${reprOf(x ?? null)}`), x ?? null),
  );
  const template = parseTemplate(EVERYWHERE, 'm.sql');
  const expected = renderSync(template, new Map([['slow', now]]));
  assert.equal(expected, "7|13!|adc|zB|qw|k|e|[1, 2]{'k': 'v'}6yzTrue|prtTrue-4True1-3");
  assert.equal(await renderAsync(template, new Map([['slow', slow(waiting)]])), expected);
  assert.deepEqual(waiting, instant);
  assert.equal(await renderAsync(template, new Map([['slow', now]])), expected);
});

test('a long loop of waits keeps no stack', async () => {
  const context = new Map([['f', hostFunction('f', ['x'], async ([x]) => x ?? null)]]);
  const text = await renderAsync(parseTemplate('{% for i in range(20000) %}{{ f(1) }}{% endfor %}', 'm.sql'), context);
  assert.equal(text.length, 20_000);
});

test('a synchronous rendering refuses what has to wait, and tells where', () => {
  const context = new Map([['run_query', hostFunction('run_query', ['sql'], async () => null)]]);
  assert.throws(() => sync("a\n{{ run_query('x') }}", context), {
    code: 'JINJA_ASYNC',
    message: "m.sql:2:13: 'run_query' has to wait, and this rendering cannot",
  });
});

test('a failure later is told as one at once', async () => {
  const source = "{% macro inner(x) %}{{ x + 'a' }}{% endmacro %}{{ inner(f(1)) }}";
  const later = new Map([['f', hostFunction('f', ['x'], async ([x]) => x ?? null)]]);
  const expected = {
    code: 'JINJA_TYPE',
    message: "m.sql:1:26: unsupported operand type(s) for +: 'int' and 'str'\n  in inner (m.sql:1:56)",
  };
  await assert.rejects(renderAsync(parseTemplate(source, 'm.sql'), later), expected);
  assert.throws(() => sync(source, new Map([['f', hostFunction('f', ['x'], ([x]) => x ?? null)]])), expected);
});

test('an error of the host passes as it is', async () => {
  const broken = new TypeError('of the host');
  const context = new Map([['f', hostFunction('f', [], () => Promise.reject(broken))]]);
  await assert.rejects(renderAsync(parseTemplate('{{ f() }}', 'm.sql'), context), (error) => error === broken);
});

test('macros of other templates see the names of the rendering, and the stack names their files', () => {
  const context = new Map<string, Value>([['who', 'me']]);
  context.set('outer', macro('{% macro outer(x) %}\n  {{ inner(x) }}{% endmacro %}', 'macros/outer.sql'));
  context.set('inner', macro('{% macro inner(x) %}{{ who }}: {{ x.nope.nope }}{% endmacro %}', 'macros/inner.sql'));
  assert.equal(sync("{{ outer({'nope': {'nope': 1}}) }}", context), '\n  me: 1');
  assert.throws(() => sync('{{ outer(5) }}', context), {
    code: 'JINJA_UNDEFINED',
    message:
      "macros/inner.sql:1:37: 'int object' has no attribute 'nope'\n  in inner (macros/outer.sql:2:11)\n  in outer (m.sql:1:9)",
  });
});

test('return gives a value from any depth of the macro, and rendering goes on', async () => {
  const context = new Map<string, Value>([['return', RETURN]]);
  context.set(
    'm',
    macro(
      '{% macro m(x) %}text{% for i in [1, 2] %}{% if i == 2 %}{{ return([x, i]) }}{% endif %}{% endfor %}{% endmacro %}',
    ),
  );
  context.set(
    'later',
    hostFunction('later', ['x'], async ([x]) => x ?? null),
  );
  context.set('n', macro('{% macro n(x) %}{{ return(later(x)) }}{% endmacro %}'));
  assert.equal(sync("{{ m('a')[1] + 1 }}{{ m('b') }}", context), "3['b', 2]");
  assert.equal(await renderAsync(parseTemplate('{{ n(4) + 1 }}{{ m(1) }}', 'm.sql'), context), '5[1, 2]');
  assert.throws(() => sync("{{ m('a') + 1 }}", context), { message: /^m\.sql:1:11: can only concatenate list/ });
});

test('a function of the host may try something, and say where it is', () => {
  const places: string[] = [];
  const context = new Map<string, Value>();
  const attempt = hostFunction('attempt', ['macro'], ([callable], site) => {
    const call = (): Eventual<Value> => (callable as PyFunction).call({ positional: [], named: new Map() }, site);
    return guardCall<Value>(site, call, () => 'failed');
  });
  const where = hostFunction('where', [], (_, site) => {
    const { template, line, column, stack } = placeOf(site);
    places.push(`${template}:${line}:${column} ${stack.join(' ')}`);
    return '';
  });
  context.set('attempt', attempt).set('where', where);
  context.set('bad', macro('{% macro bad() %}\n{{ where() }}{{ 1 + none }}{% endmacro %}'));
  assert.equal(sync('{{ attempt(bad) }}{{ where() }}', context), 'failed');
  assert.deepEqual(places, ['macros.sql:2:9 bad (m.sql:1:11)', 'm.sql:1:27 ']);
  assert.throws(() => sync('{{ attempt(bad) }}{{ 1 + none }}', context), {
    message: /^m\.sql:1:24: unsupported[^\n]*$/,
  });
});

test('names, filters, tests and members that are nearly right are guessed', () => {
  const context = new Map<string, Value>([
    ['orders', 1],
    ['d', toValue({ amount: 1 })],
  ]);
  const messages: readonly (readonly [string, string])[] = [
    ['{{ oders + 1 }}', "m.sql:1:10: 'oders' is undefined; did you mean 'orders'?"],
    ['{{ 1 | lenght }}', "m.sql:1:8: there is no filter 'lenght'; did you mean 'length'?"],
    ['{{ 1 is strin }}', "m.sql:1:6: there is no test 'strin'; did you mean 'string'?"],
    ['{{ d.amuont + 1 }}', "m.sql:1:13: 'dict object' has no attribute 'amuont'; did you mean 'amount'?"],
    ["{{ 'a'.uper() }}", "m.sql:1:12: 'str object' has no attribute 'uper'; did you mean 'upper'?"],
    ["{{ 'a'.split(sepp=1) }}", "m.sql:1:13: split() got an unexpected keyword argument 'sepp'; did you mean 'sep'?"],
  ];
  for (const [source, message] of messages) assert.throws(() => sync(source, context), { message }, source);
});

test('while a project is parsed, what is undefined gives itself', () => {
  const chain = { undefined: 'chain' } as const;
  assert.equal(sync("[{{ a.b['c'](1).d }}]{{ a is defined }}{{ a or 'x' }}", new Map(), chain), '[]Falsex');
  assert.throws(() => sync('{{ a + 1 }}', new Map(), chain), { code: 'JINJA_UNDEFINED' });
});

test('native rendering asks functions once and gives their values', () => {
  let calls = 0;
  const context = new Map<string, Value>([['var', hostFunction('var', ['name'], () => (calls++, [1, 2]))]]);
  assert.equal(reprOf(renderNative(parseTemplate("{{ var('x') }}", 'y.yml'), context)), '[1, 2]');
  assert.equal(reprOf(renderNative(parseTemplate("{{ var('x') | length > 1 }}", 'y.yml'), context)), 'True');
  assert.equal(renderNative(parseTemplate('plain', 'y.yml'), context), 'plain');
  assert.equal(calls, 2);
  assert.throws(() => renderNative(parseTemplate("{{ 'x' | as_number }}", 'y.yml'), context), { code: 'JINJA_VALUE' });
});

test('templates may be included and imported where they are passed', () => {
  const files = new Map([
    ['lib', '{% macro hi(x) %}hi {{ x }}{{ y }}{% endmacro %}{% set answer = 42 %}{% set _own = 1 %}'],
    ['part', '[{{ x }}{{ y }}]'],
  ]);
  const templates = (name: string) => (files.has(name) ? parseTemplate(files.get(name) ?? '', name) : undefined);
  const context = new Map<string, Value>([['y', 'Y']]);
  const render = (source: string): string => sync(source, context, { templates });
  assert.equal(render("{% import 'lib' as l %}{{ l.hi(1) }}{{ l.answer }}{{ l._own is defined }}"), 'hi 142False');
  assert.equal(render("{% from 'lib' import hi as h, answer with context %}{{ h(2) }}{{ answer }}"), 'hi 2Y42');
  assert.equal(
    render(
      "{% set x = 1 %}{% include 'part' %}{% include 'part' without context %}{% include ['no', 'part'] %}{% include 'no' ignore missing %}",
    ),
    '[1Y][][1Y]',
  );
  assert.throws(() => render("{% include 'no' %}"), { code: 'JINJA_TEMPLATE' });
});

test('one tree serves renderings at the same time', async () => {
  const template = parseTemplate(
    '{% set ns = namespace(n=0) %}{% for i in [1, 2, 3] %}{% set ns.n = ns.n + f(i) %}{% endfor %}{{ who }}{{ ns.n }}',
    'm.sql',
  );
  const render = (who: string): Promise<string> =>
    renderAsync(
      template,
      new Map<string, Value>([
        ['who', who],
        ['f', hostFunction('f', ['x'], async ([x]) => (await sleep(1), x ?? null))],
      ]),
    );
  assert.deepEqual(await Promise.all([render('a'), render('b'), render('c')]), ['a6', 'b6', 'c6']);
});
