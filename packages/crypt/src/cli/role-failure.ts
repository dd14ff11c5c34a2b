import type { RoleError } from '../contracts/role-message.ts';
import { errorText, isCryptError, isDiskFull } from '../kernel/crypt-error.ts';
import { fail } from './errors.ts';

/** What a process that ends tells the supervisor. A full disk heals; what nobody foresaw is a bug. */
export function roleFailure(role: string, error: unknown): RoleError {
  const known = isDiskFull(error) ? fail('ROLE_DISK_FULL', { role, reason: errorText(error) }, error) : error;
  if (!isCryptError(known)) {
    return { code: 'KERNEL_INVARIANT', kind: 'bug', message: errorText(known), hint: 'Please report this.' };
  }
  const { code, kind, message, hint } = known;
  return { code, kind, message, hint };
}
