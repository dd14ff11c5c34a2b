// Why the DuckDB file of a profile cannot be opened. It is its owner's: nothing here can make it again but their models.
import { errorText, type CryptError } from '../../../kernel/crypt-error.ts';
import { fail } from '../errors.ts';

/** DuckDB says it in a text alone. @param version of the DuckDB here. */
export function toDatabaseError(path: string, error: unknown, version: string): CryptError {
  const reason = errorText(error);
  const storage = /database file with version number (\d+)/.exec(reason)?.[1];
  if (storage !== undefined || /newer version of DuckDB/i.test(reason))
    return fail('DATABASE_NEWER', { path, storage: storage ?? 'unknown', version }, error);
  if (reason.includes('Could not set lock on file')) {
    const [, program = '', pid = ''] = /Conflicting lock is held in (.*?) \(PID (\d+)\)/.exec(reason) ?? [];
    return fail('DATABASE_IN_USE', { path, holder: pid === '' ? '' : `${program}, pid ${pid}` }, error);
  }
  const name = /Attached database name "([^"]*)" cannot be used because it is a reserved name/.exec(reason)?.[1];
  if (name !== undefined) return fail('DATABASE_NAME', { path, name }, error);
  const refused = /Permission denied|Read-only file system|Operation not permitted/i.exec(reason)?.[0];
  if (refused !== undefined) return fail('DATABASE_READ_ONLY', { path, reason: refused }, error);
  if (/No space left on device|Disk quota exceeded/.test(reason))
    return fail('WAREHOUSE_FULL', { path, reason }, error);
  return fail('DATABASE_UNREADABLE', { path, reason: reason.replace(/[.!]+$/, '') }, error);
}
