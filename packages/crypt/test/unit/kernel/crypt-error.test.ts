import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CryptError,
  errorText,
  EXIT_CODE,
  failer,
  isCryptError,
  systemCode,
  type ErrorEntry,
} from '../../../src/kernel/crypt-error.ts';
import { assert as invariant } from '../../../src/kernel/assert.ts';
import { kernelErrors } from '../../../src/kernel/errors.ts';
import { refusal } from '../../support/refusal.ts';

const catalogue = {
  SHOP_CLOSED: {
    kind: 'transient',
    message: (p) => `The shop ${p.name} is closed.`,
    hint: (p) => `Come back at ${p.opens}.`,
    example: { name: 'Ada', opens: 9 },
  } satisfies ErrorEntry<{ name: string; opens: number }>,
  SHOP_GONE: {
    kind: 'terminal',
    message: () => 'The shop is gone.',
    hint: () => 'Find another.',
    example: {},
  } satisfies ErrorEntry<Record<string, never>>,
};
const fail = failer(catalogue);

test('a failer fills the texts of its catalogue with the values and keeps the cause', () => {
  const cause = new TypeError('below');
  const error = fail('SHOP_CLOSED', { name: 'Bo', opens: 8 }, cause);
  const { name, code, kind, message, hint, params } = error;
  assert.deepEqual(
    { name, code, kind, message, hint, params, cause: error.cause },
    {
      name: 'CryptError',
      code: 'SHOP_CLOSED',
      kind: 'transient',
      message: 'The shop Bo is closed.',
      hint: 'Come back at 8.',
      params: { name: 'Bo', opens: 8 },
      cause,
    },
  );
  assert.equal('cause' in fail('SHOP_GONE', {}), false);
});

test('a failer takes only its own codes, with the values their texts name', () => {
  // The compiler is the judge: each expectation is an error when the line compiles.
  const typed = [
    // @ts-expect-error a code of another layer
    () => fail('SHOP_UNKNOWN', {}),
    // @ts-expect-error a value is missing
    () => fail('SHOP_CLOSED', { name: 'Bo' }),
    // @ts-expect-error a value has another type
    () => fail('SHOP_CLOSED', { name: 'Bo', opens: 'eight' }),
    // @ts-expect-error a text without values takes none
    () => fail('SHOP_GONE', { name: 'Bo' }),
  ];
  assert.equal(typed.length, 4);
});

test('every kind has the exit code that docs and scripts rely on', () => {
  assert.deepEqual(EXIT_CODE, { user: 2, data: 3, terminal: 4, bug: 70, transient: 75 });
});

test('an error is told by class and code', () => {
  const error: unknown = fail('SHOP_GONE', {});
  assert.equal(isCryptError(error), true);
  assert.equal(isCryptError(error, 'SHOP_CLOSED', 'SHOP_GONE'), true);
  assert.equal(isCryptError(error, 'SHOP_CLOSED'), false);
  assert.equal(isCryptError({ code: 'SHOP_GONE', kind: 'terminal' }), false);
});

test('a system code is read from whatever was thrown', () => {
  assert.equal(systemCode(Object.assign(new TypeError('x'), { code: 'ENOENT' })), 'ENOENT');
  for (const other of [undefined, null, 'ENOENT', {}, { code: 2 }]) assert.equal(systemCode(other), undefined);
});

test('the text of anything thrown is one line', () => {
  assert.equal(errorText(new TypeError('two\nlines\n')), 'two lines ');
  assert.equal(errorText('a\nb'), 'a b');
  assert.equal(errorText(undefined), 'undefined');
});

test('a broken invariant stops with KERNEL_INVARIANT', async () => {
  invariant(true, 'holds');
  const error = await refusal('KERNEL_INVARIANT', () => invariant(false, 'offset 7 follows 5'));
  assert.equal(error.kind, 'bug');
  assert.match(error.message, /offset 7 follows 5/);
});

test('every example of the kernel catalogue renders', () => {
  for (const [code, entry] of Object.entries(kernelErrors) as [string, ErrorEntry<unknown>][]) {
    const error = new CryptError({
      code,
      kind: entry.kind,
      message: entry.message(entry.example),
      hint: entry.hint(entry.example),
      params: {},
    });
    assert.doesNotMatch(error.message + error.hint, /undefined|\[object/);
  }
});
