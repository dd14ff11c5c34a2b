// DuckDB says what is left of the instance only in the text of an error.
import { errorText, isCryptError, type CryptError } from '../../kernel/crypt-error.ts';
import { fail } from './errors.ts';

/**
 * After these the whole instance, or its landing, refuses every statement until it is opened again: one bad ALTER, or a
 * checkpoint on a full disk, is enough. Only the beginning of the text is the engine's own; the rest may quote the
 * statement.
 */
export function isEngineLost(error: unknown): boolean {
  return /^(FATAL|INTERNAL) Error|^IO Error: Checkpoint failed/.test(errorText(error));
}

/** Why a file could not be attached. A full disk says nothing about the file: it must not be taken for a broken one. */
export function toOpenError(path: string, error: unknown): CryptError {
  const reason = errorText(error);
  if (/No space left on device|Disk quota exceeded/.test(reason))
    return fail('WAREHOUSE_FULL', { path, reason }, error);
  return fail('WAREHOUSE_UNREADABLE', { path, reason }, error);
}

/** Gives an engine error its code. `interrupted` says why we interrupted it, if we did. */
export function toSqlError(error: unknown, interrupted?: CryptError): CryptError {
  if (isCryptError(error)) return error;
  const reason = errorText(error);
  if (isEngineLost(error)) return fail('WAREHOUSE_LOST', { reason }, error);
  if (interrupted !== undefined && reason.startsWith('INTERRUPT')) return interrupted;
  const other = /^TransactionContext Error: Attempting to write to database "(.*?)" in a transaction/.exec(reason)?.[1];
  if (other !== undefined) return fail('MODELS_ONLY', { reason: `it writes to the database ${other}` }, error);
  if (reason.startsWith('TransactionContext Error: Cannot write')) return fail('SQL_READ_ONLY', { reason }, error);
  return fail('SQL_FAILED', { reason }, error);
}
