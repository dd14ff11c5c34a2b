import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { FLAG_SPECS } from '../../../../src/transform/command/flag-specs.ts';
import {
  parseInvocation,
  settleFlags,
  type FlagValue,
  type Invocation,
} from '../../../../src/transform/command/parse-invocation.ts';

function parsed(line: string): Invocation {
  const result = parseInvocation(line.split(' '));
  assert.ok(!('problems' in result), JSON.stringify(result));
  return result;
}

const given = (line: string): Readonly<Record<string, FlagValue>> => Object.fromEntries(parsed(line).given);

test('options stand before or behind the command, and lists go on to the next option', () => {
  assert.deepEqual(given('build --select a +b tag:c --exclude d -f --threads 4'), {
    select: ['a', '+b', 'tag:c'],
    exclude: ['d'],
    full_refresh: true,
    threads: 4,
  });
  assert.deepEqual(given('--quiet --no-use-colors run -s a -s b'), {
    quiet: true,
    use_colors: false,
    select: ['a', 'b'],
  });
  assert.deepEqual(given('run -m a --model b --select=c'), { select: ['a', 'b', 'c'] });
  assert.deepEqual(given('run --vars {a:-1} -t prod -xf'.replace(' -xf', ' -x -f')), {
    vars: '{a:-1}',
    target: 'prod',
    fail_fast: true,
    full_refresh: true,
  });
});

test('commands of two words, other names, and words behind the command', () => {
  assert.deepEqual(
    ['docs generate', 'source freshness -s a', 'list', 'run-operation grant --args {}', 'show --inline x'].map(
      (line) => {
        const { command, words } = parsed(line);
        return [command, words];
      },
    ),
    [
      ['docs generate', []],
      ['source freshness', []],
      ['ls', []],
      ['run-operation', ['grant']],
      ['show', []],
    ],
  );
});

test('everything that is wrong is said at once, with what was meant', () => {
  const problemsOf = (line: string): readonly string[] => {
    const result = parseInvocation(line.split(' ').filter((word) => word !== ''));
    assert.ok('problems' in result);
    return result.problems;
  };
  assert.deepEqual(problemsOf('buld --selct a --threads many --quiet=1'), [
    'There is no option --selct; did you mean --select.',
    '--threads needs a whole number, not "many".',
    '--quiet takes no value.',
    'There is no command "buld"; did you mean build.',
  ]);
  assert.deepEqual(problemsOf('seed --limit 3 --target'), [
    '--target needs a value.',
    '--limit is an option of show, not of seed.',
  ]);
  assert.match(problemsOf('')[0] ?? '', /^A command is missing: build, run, /);
  assert.match(problemsOf('docs')[0] ?? '', /There is no command "docs"/);
});

test('the line wins over the environment, which wins over the project', () => {
  const project = { threads: 1, use_colors: true, fail_fast: true, unknown: 3, warn_error_options: { error: 'all' } };
  const environment = { DBT_THREADS: '2', DBT_USE_COLORS: 'false', DBT_ENGINE_QUIET: '1', DBT_SELECT: ' a  b ' };
  const { flags, problems } = settleFlags(new Map([['threads', 3]]), environment, project);
  assert.deepEqual(problems, []);
  assert.deepEqual(Object.fromEntries(flags), {
    select: ['a', 'b'],
    threads: 3,
    fail_fast: true,
    quiet: true,
    use_colors: false,
    warn_error_options: '{"error":"all"}',
  });
  assert.deepEqual(settleFlags(new Map(), { DBT_QUIET: 'maybe', DBT_THREADS: 'x' }, {}).problems, [
    'DBT_THREADS needs a whole number, not "x".',
    'DBT_QUIET needs true or false, not "maybe".',
  ]);
});

test('no two flags share an option or a name', () => {
  const options = FLAG_SPECS.flatMap((spec) => spec.options);
  assert.equal(new Set(options).size, options.length);
  assert.equal(new Set(FLAG_SPECS.map(({ name }) => name)).size, FLAG_SPECS.length);
});

test('any line is read or refused', () => {
  const word = fc.oneof(
    fc.string(),
    fc.constantFrom('build', '--select', '-s', '--no-quiet', '--vars={}', '-', '--', 'docs'),
  );
  fc.assert(
    fc.property(fc.array(word), (line) => {
      const result = parseInvocation(line);
      if ('problems' in result) assert.ok(result.problems.length > 0);
    }),
  );
});
