import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { parseCriterion } from '../../../../src/transform/graph/parse-criterion.ts';
import { parseSelection } from '../../../../src/transform/graph/parse-selection.ts';
import type { Problem } from '../../../../src/transform/graph/problem.ts';

function parse(text: string) {
  const problems: Problem[] = [];
  const criterion = parseCriterion({ text, start: 0, end: text.length }, 'eager', problems);
  return { criterion, problems };
}

/** Method and keys, value, @, parents, children. */
function short(text: string): readonly unknown[] {
  const { criterion, problems } = parse(text);
  if (criterion === undefined) return problems.map(({ code }) => code);
  const { method, keys, value, childrensParents, parents, children } = criterion;
  return [[method, ...keys].join('.'), value, childrensParents, parents, children];
}

const none = undefined;

describe('criterion', () => {
  const cases: readonly (readonly [string, readonly unknown[]])[] = [
    ['orders', ['fqn', 'orders', false, none, none]],
    ['+orders', ['fqn', 'orders', false, Infinity, none]],
    ['12+orders+3', ['fqn', 'orders', false, 12, 3]],
    ['0+orders+0', ['fqn', 'orders', false, 0, 0]],
    ['@orders', ['fqn', 'orders', true, none, none]],
    ['@+orders', ['fqn', 'orders', true, Infinity, none]],
    ['@2+orders', ['fqn', 'orders', true, 2, none]],
    ['@orders+', ['SELECT_SYNTAX']],
    ['orders++', ['fqn', 'orders+', false, none, Infinity]],
    ['a+b', ['fqn', 'a+b', false, none, none]],
    ['a+1b', ['fqn', 'a+1b', false, none, none]],
    ['a+1+2', ['fqn', 'a+1', false, none, 2]],
    ['3', ['fqn', '3', false, none, none]],
    ['3+', ['fqn', '', false, 3, none]],
    ['+', ['fqn', '', false, Infinity, none]],
    ['++', ['fqn', '', false, Infinity, Infinity]],
    ['+2', ['fqn', '2', false, Infinity, none]],
    ['', ['fqn', '', false, none, none]],
    ['tag:a:b', ['tag', 'a:b', false, none, none]],
    ['2+config.meta.owner:ana+1', ['config.meta.owner', 'ana', false, 2, 1]],
    ['models/a:b', ['path', 'models/a:b', false, none, none]],
    ['models/a.sql', ['path', 'models/a.sql', false, none, none]],
    ['a.SQL', ['file', 'a.SQL', false, none, none]],
    ['a.py', ['file', 'a.py', false, none, none]],
    ['a.csv+', ['file', 'a.csv', false, none, Infinity]],
    ['a.sql.b', ['fqn', 'a.sql.b', false, none, none]],
    ['état:x', ['SELECT_METHOD_UNKNOWN']],
    ['tags:x', ['SELECT_METHOD_UNKNOWN']],
    [':x', ['fqn', ':x', false, none, none]],
    ['a\nb', ['SELECT_SYNTAX']],
    ['x'.repeat(4_097), ['SELECT_SYNTAX']],
    [`${'9'.repeat(400)}+a`, ['fqn', 'a', false, Infinity, none]],
  ];
  for (const [text, expected] of cases)
    it(`reads ${JSON.stringify(text.slice(0, 20))}`, () => assert.deepEqual(short(text), expected));

  it('points at the method that it does not know, and says which is near', () => {
    assert.deepEqual(parse('2+tags:x').problems, [
      {
        code: 'SELECT_METHOD_UNKNOWN',
        severity: 'error',
        message: "'tags' is not a method of selection. Nothing was run.",
        hint:
          'Did you mean tag? Methods: fqn, tag, group, access, source, path, file, package, config, test_name, test_type, ' +
          'resource_type, state, exposure, metric, result, source_status, version, semantic_model, saved_query, unit_test, selector.',
        at: { text: '2+tags:x', start: 2, end: 6 },
      },
    ]);
  });

  it('reads any text, and what it reads is all of the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('@', '+', '1', 'a', '.', ':', '/', 'tag:', ' ') }), (text) => {
        const { criterion, problems } = parse(text);
        assert.equal(criterion === undefined, problems.length === 1);
        if (criterion !== undefined) assert.ok(text.includes(String(criterion.value)));
      }),
    );
  });

  it('takes no time for a hostile text', () => {
    assert.equal(parse('+1'.repeat(2_000)).problems.length, 0);
    assert.equal(parse('1'.repeat(4_000)).problems.length, 0);
  });
});

describe('selection of the command line', () => {
  const outline = (select: readonly string[] | undefined, exclude?: readonly string[]) => {
    const problems: Problem[] = [];
    const selection = parseSelection(select, exclude, 'cautious', problems);
    const walk = (part: typeof selection): unknown =>
      part.kind === 'criterion'
        ? `${part.method}:${String(part.value)}`
        : [part.kind, part.indirect, part.warnIfEmpty, ...part.parts.map(walk)];
    return walk(selection);
  };
  const and = (...parts: readonly string[]) => ['intersection', 'cautious', true, ...parts];

  it('is unions of intersections, without unions of intersections', () => {
    assert.deepEqual(outline(['a b,tag:c', 'd'], ['e']), [
      'difference',
      'eager',
      false,
      ['union', 'cautious', false, and('fqn:a'), and('fqn:b', 'tag:c'), and('fqn:d')],
      ['union', 'cautious', false, and('fqn:e')],
    ]);
  });

  it('has no criterion where two spaces meet, but one where a comma has nothing beside it', () => {
    const included = (text: string) => (outline([text]) as readonly unknown[])[3];
    assert.deepEqual(included(' a  b '), ['union', 'cautious', false, and('fqn:a'), and('fqn:b')]);
    assert.deepEqual(included('a,'), ['union', 'cautious', false, and('fqn:a', 'fqn:')]);
    assert.deepEqual(included(''), ['union', 'cautious', false, and('fqn:')]);
  });
});
