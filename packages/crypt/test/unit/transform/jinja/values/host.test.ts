import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { renderAsync, renderSync } from '../../../../../src/transform/jinja/render.ts';
import { parseTemplate } from '../../../../../src/transform/jinja/syntax/parse-template.ts';
import { fromValue, hostFunction, toValue, type HostData } from '../../../../../src/transform/jinja/values/host.ts';
import { reprOf } from '../../../../../src/transform/jinja/values/repr.ts';
import { setOf } from '../../../../../src/transform/jinja/values/dict.ts';
import { float, tuple } from '../../../../../src/transform/jinja/values/value.ts';

test('data goes in and comes out as it was', () => {
  const data = fc.letrec<{ data: HostData }>((tie) => ({
    data: fc.oneof(
      { maxDepth: 4 },
      fc.constant(null),
      fc.boolean(),
      fc.maxSafeInteger(),
      fc
        .double({ noNaN: true, noDefaultInfinity: true })
        .filter((value) => !Object.is(value, -0) && (!Number.isInteger(value) || Number.isSafeInteger(value))),
      fc.string(),
      fc.array(tie('data')),
      fc.dictionary(fc.string(), tie('data')),
    ),
  })).data;
  fc.assert(
    fc.property(data, (value) =>
      assert.deepEqual(fromValue(toValue(value)), value === null ? null : structuredClone(normal(value))),
    ),
    { numRuns: 500 },
  );
});

/** Dictionaries of fast-check have no prototype. */
function normal(value: HostData): HostData {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as HostData[]).map(normal);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, normal(item)]));
}

test('whole numbers are ints, others floats, and both keep their kind', () => {
  assert.equal(
    reprOf(toValue([1, 1.5, 10n ** 30n, 2 ** 60])),
    '[1, 1.5, 1000000000000000000000000000000, 1152921504606846976]',
  );
  assert.deepEqual(fromValue([float(2), tuple([1]), setOf([3])]), [2, [1], [3]]);
});

test('what is no data is refused', () => {
  assert.throws(() => fromValue(hostFunction('f', [], () => null)), { code: 'JINJA_TYPE' });
  assert.throws(() => fromValue({ kind: 'undefined', reason: "'x' is undefined", chains: false }), {
    code: 'JINJA_UNDEFINED',
  });
});

test('arguments come by place or by name, and mistakes are told', () => {
  const context = new Map([['f', hostFunction('f', ['a', 'b'], ([a, b]) => [a ?? 'no', b ?? 'no'], 1)]]);
  const render = (source: string): string => renderSync(parseTemplate(source, 't'), context);
  assert.equal(
    render('{{ f(1) }}{{ f(1, 2) }}{{ f(b=2, a=1) }}{{ f(*[1], **{"b": 3}) }}'),
    "[1, 'no'][1, 2][1, 2][1, 3]",
  );
  assert.throws(() => render('{{ f() }}'), { code: 'JINJA_TYPE', message: "t:1:5: f() is missing the argument 'a'" });
  assert.throws(() => render('{{ f(1, 2, 3) }}'), {
    code: 'JINJA_TYPE',
    message: 't:1:5: f() takes at most 2 arguments (3 given)',
  });
  assert.throws(() => render('{{ f(1, a=2) }}'), {
    code: 'JINJA_TYPE',
    message: "t:1:5: f() got multiple values for argument 'a'",
  });
  assert.throws(() => render('{{ f(1, c=2) }}'), { code: 'JINJA_TYPE', message: /unexpected keyword argument 'c'/ });
});

test("the time that functions of the host take is not the template's", async () => {
  let nowMs = 0;
  const context = new Map([
    [
      'f',
      hostFunction('f', [], async () => {
        await Promise.resolve();
        nowMs += 10_000;
        return null;
      }),
    ],
  ]);
  const clock = { monotonicMs: () => nowMs };
  const source = '{% for i in range(5000) %}{% endfor %}{% do f() %}{% for i in range(5000) %}{% endfor %}done';
  assert.equal(await renderAsync(parseTemplate(source, 't'), context, { clock, limits: { ms: 100 } }), 'done');
});
