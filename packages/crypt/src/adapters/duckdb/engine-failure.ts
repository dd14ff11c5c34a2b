// DuckDB says what is left of the instance only in the text of an error.
import { errorText, isCryptError, type CryptError } from '../../kernel/crypt-error.ts';
import { fail } from './errors.ts';

/**
 * After these the whole instance refuses every statement until it is opened again: one bad ALTER is enough. Only the
 * beginning of the text is the engine's own; the rest may quote the statement.
 */
export function isEngineLost(error: unknown): boolean {
  return /^(FATAL|INTERNAL) Error/.test(errorText(error));
}

/** Gives an engine error its code. `interrupted` says why we interrupted it, if we did. */
export function toSqlError(error: unknown, interrupted?: CryptError): CryptError {
  if (isCryptError(error)) return error;
  const reason = errorText(error);
  if (isEngineLost(error)) return fail('WAREHOUSE_LOST', { reason }, error);
  if (interrupted !== undefined && reason.startsWith('INTERRUPT')) return interrupted;
  if (reason.startsWith('TransactionContext Error: Cannot write')) return fail('SQL_READ_ONLY', { reason }, error);
  return fail('SQL_FAILED', { reason }, error);
}
