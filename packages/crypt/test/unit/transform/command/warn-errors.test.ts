import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FlagValue } from '../../../../src/transform/command/parse-invocation.ts';
import { readWarnErrors, type Weight } from '../../../../src/transform/command/warn-errors.ts';

const warns = (options: string, more: Readonly<Record<string, FlagValue>> = {}): ReturnType<typeof readWarnErrors> =>
  readWarnErrors(new Map(Object.entries({ ...more, ...(options === '' ? {} : { warn_error_options: options }) })));

const MISSING = { code: 'PROJECT_REF', params: {} };
const REPEATED = { code: 'PROJECT_YAML', params: {} };
const CUSTOM = { code: 'PROJECT_CONFIG', params: { isSilentInDbt: true } };

test('what is named goes before Deprecations, that before all; silence before warn before error', () => {
  const cases: readonly (readonly [string, Weight, Weight, Weight])[] = [
    ['', 'warn', 'warn', 'warn'],
    ['{error: all}', 'error', 'error', 'warn'],
    ['{include: "*", exclude: [NodeNotFoundOrDisabled]}', 'warn', 'error', 'warn'],
    ['{error: all, warn: [Deprecations]}', 'error', 'warn', 'warn'],
    ['{error: all, silence: [Deprecations]}', 'error', 'silent', 'silent'],
    ['{error: [Deprecations]}', 'warn', 'error', 'error'],
    ['{error: [Deprecations], warn: [DuplicateYAMLKeysDeprecation]}', 'warn', 'warn', 'error'],
    ['{error: [CustomKeyInConfigDeprecation]}', 'warn', 'warn', 'error'],
    ['{silence: [PROJECT_REF], error: [NodeNotFoundOrDisabled]}', 'silent', 'warn', 'warn'],
  ];
  for (const [options, ...expected] of cases) {
    const { weighLeniency } = warns(options);
    assert.deepEqual([MISSING, REPEATED, CUSTOM].map(weighLeniency), expected, options);
  }
});

test('--strict makes every leniency an error but those that are named, and no warning of a test', () => {
  const strict = warns('{silence: [DuplicateYAMLKeysDeprecation]}', { strict: true });
  assert.deepEqual([MISSING, REPEATED, CUSTOM].map(strict.weighLeniency), ['error', 'silent', 'error']);
  assert.equal(strict.weigh('LogTestResult'), 'warn');
  assert.equal(warns('', { warn_error: true }).weigh('LogTestResult'), 'error');
});

test('names that there are not, and other shapes, are refused', () => {
  const refuse = (options: string): string => {
    try {
      warns(options);
    } catch (error) {
      return (error as Error).message;
    }
    return '';
  };
  assert.equal(
    refuse('{error: [NodeNotFoundOrDisable, xyz]}'),
    "--warn-error-options names no warning: 'NodeNotFoundOrDisable' (did you mean NodeNotFoundOrDisabled?), 'xyz'.",
  );
  assert.equal(
    refuse('{errors: all}'),
    "--warn-error-options is a mapping such as '{error: all, warn: [LogTestResult]}'; there is no 'errors'.",
  );
  assert.equal(refuse('all'), "--warn-error-options is a mapping such as '{error: all, warn: [LogTestResult]}'.");
});
