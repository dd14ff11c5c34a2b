import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { modules } from '../../../../../src/transform/jinja/modules/modules.ts';
import { reprOf } from '../../../../../src/transform/jinja/values/repr.ts';
import { noProblems } from '../../../../../src/transform/project/errors.ts';
import { parseFast } from '../../../../../src/transform/project/yaml/parse-fast.ts';
import { readYaml } from '../../../../../src/transform/project/yaml/read-yaml.ts';
import { resolveScalar } from '../../../../../src/transform/project/yaml/resolve-scalar.ts';

// Zones of datetimes are shown by the modules, which every parse has.
assert.ok(modules({ nowMs: () => 0 }));

type Pairs = readonly (readonly [string, string | null])[];

function pairs(name: string): Pairs {
  return JSON.parse(
    readFileSync(new URL(`../../../../../../test/data/yaml/${name}.json`, import.meta.url), 'utf8'),
  ) as Pairs;
}

/** repr of the file's value; null when it cannot be read. */
function read(text: string): string | null {
  const problems = noProblems();
  const { value } = readYaml(text, 'x.yml', problems);
  return problems.errors.length > 0 ? null : reprOf(value);
}

/** What differs from PyYAML, each with its reason. */
const DIFFERENT: ReadonlySet<string> = new Set([]);

test('plain scalars are what PyYAML says they are', () => {
  const wrong = pairs('scalars').filter(
    ([text, repr]) => repr !== null && !DIFFERENT.has(text) && reprOf(resolveScalar(text)) !== repr,
  );
  assert.deepEqual(
    wrong.map(([text, repr]) => [text, repr, reprOf(resolveScalar(text))]),
    [],
  );
});

test('files are what PyYAML says they are', () => {
  const wrong = pairs('documents').filter(([text, repr]) => !DIFFERENT.has(text) && read(text) !== repr);
  assert.deepEqual(
    wrong.map(([text, repr]) => [text, repr, read(text)]),
    [],
  );
});

test('the fast reading gives what the full one gives, or leaves the file to it', () => {
  const word = fc.constantFrom(
    'a',
    'yes',
    '1',
    '1.50',
    '08',
    "'q'",
    '"d"',
    'two words',
    '[a, 1]',
    '[]',
    '{}',
    'x # c',
    '2024-01-01',
    '|\n      x',
    '',
    '- z',
    'k: v',
    '~',
  );
  const line = fc.tuple(
    fc.constantFrom(0, 2, 4),
    fc.constantFrom('a: ', 'b: ', '- ', '- c: ', 'd:', '-', '# c', ''),
    word,
  );
  const text = fc
    .array(line, { maxLength: 8 })
    .map((lines) => lines.map(([indent, key, value]) => `${' '.repeat(indent)}${key}${value}`).join('\n') + '\n');
  fc.assert(
    fc.property(text, (source) => {
      const quick = parseFast(source);
      // A comment that is out of the ordinary sends the same file the slow way.
      const slow = read(`${source}# \t\n`);
      if (quick !== undefined) assert.equal(reprOf(quick), slow);
    }),
    { numRuns: 3000 },
  );
});

test('any text is read, or told of, without harm', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => void read(text)),
    { numRuns: 500 },
  );
});

test('aliases that make a billion values are refused', () => {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let i = 1; i < 10; i++)
    lines.push(`a${i}: &a${i} [${Array.from({ length: 10 }, () => `*a${i - 1}`).join(', ')}]`);
  const problems = noProblems();
  readYaml(lines.join('\n'), 'x.yml', problems);
  assert.match(problems.errors[0]?.message ?? '', /^x\.yml:\d+:\d+: its aliases make more than 2000000 values$/);
});

test('nesting without end is refused', () => {
  assert.equal(read('['.repeat(5000)), null);
  assert.equal(read(`${'['.repeat(200)}${']'.repeat(200)}`), null);
});

test('a key __proto__ is a key', () => {
  assert.equal(read('__proto__: {polluted: 1}\n'), "{'__proto__': {'polluted': 1}}");
  assert.equal(({} as { polluted?: number }).polluted, undefined);
});

test('a key that stands twice is told of, with its place', () => {
  const problems = noProblems();
  readYaml('a: 1\nb: 2\na: 3\n', 'x.yml', problems);
  assert.deepEqual(
    problems.warnings.map(({ message }) => message),
    ["x.yml:3:1: the key 'a' stands here again; the last one counts"],
  );
});

test('places are those of keys and elements', () => {
  const { placeOf } = readYaml('models:\n  - name: a\n    columns:\n      - name: b\n', 'x.yml', noProblems());
  assert.deepEqual(placeOf(['models', 0, 'columns', 0]), { file: 'x.yml', line: 4, column: 9 });
  assert.deepEqual(placeOf(['models', 0, 'columns', 7]), { file: 'x.yml', line: 3, column: 5 });
});
