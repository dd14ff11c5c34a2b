// Python's exceptions, as codes of the catalogue. Where in the template it was is added by `run/locate.ts`.
import { fail } from '../../errors.ts';
import type { Undefined } from './value.ts';
import type { CryptError } from '../../../kernel/crypt-error.ts';

export type PythonError =
  | 'JINJA_UNDEFINED'
  | 'JINJA_TYPE'
  | 'JINJA_VALUE'
  | 'JINJA_LOOKUP'
  | 'JINJA_ATTRIBUTE'
  | 'JINJA_ARITHMETIC'
  | 'JINJA_LIMIT'
  | 'JINJA_ASYNC'
  | 'JINJA_TEMPLATE';

export function raised(code: PythonError, reason: string, advice?: string): CryptError {
  return fail(code, advice === undefined ? { reason } : { reason, advice });
}

export function typeError(reason: string, advice?: string): CryptError {
  return raised('JINJA_TYPE', reason, advice);
}

export function valueError(reason: string): CryptError {
  return raised('JINJA_VALUE', reason);
}

/** What happens when a value that is undefined is used. */
export function undefinedError(value: Undefined): CryptError {
  return raised('JINJA_UNDEFINED', value.reason, value.advise?.());
}
