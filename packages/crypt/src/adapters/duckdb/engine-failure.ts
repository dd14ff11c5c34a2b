// DuckDB says what is left of the instance only in the text of an error.
import { errorText, isCryptError, type CryptError } from '../../kernel/crypt-error.ts';
import { fail } from './errors.ts';

/** After these the whole instance refuses every statement until it is opened again (field notes: one bad ALTER is enough). */
export function isEngineLost(error: unknown): boolean {
  const text = errorText(error);
  return text.startsWith('FATAL') || text.startsWith('INTERNAL') || text.includes('database has been invalidated');
}

/** Gives an engine error its code. `interrupted` says why we interrupted it, if we did. */
export function toSqlError(error: unknown, interrupted?: CryptError): CryptError {
  if (isCryptError(error)) return error;
  const reason = errorText(error);
  if (isEngineLost(error)) return fail('WAREHOUSE_LOST', { reason }, error);
  if (interrupted !== undefined && reason.startsWith('INTERRUPT')) return interrupted;
  if (reason.includes('read-only') || reason.includes('READ ONLY')) return fail('SQL_READ_ONLY', { reason }, error);
  return fail('SQL_FAILED', { reason }, error);
}
