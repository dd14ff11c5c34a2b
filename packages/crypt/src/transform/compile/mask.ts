// Secrets never come out: values of variables whose name begins as dbt's secrets do are replaced wherever text leaves.
import { SECRET_PREFIX, type Environment } from '../project/context/env-var.ts';

/** Instead of a secret. */
export const MASKED = '*****';

export interface Mask {
  (text: string): string;
  /** There is something to hide. */
  readonly isActive: boolean;
}

export function makeMask(environment: Environment): Mask {
  const secrets = Object.entries(environment)
    .filter(([name, value]) => name.startsWith(SECRET_PREFIX) && value !== undefined && value.trim() !== '')
    // As it is, and as JSON and SQL write it.
    .flatMap(([, value = '']) => [value, JSON.stringify(value).slice(1, -1), value.replaceAll("'", "''")])
    // The longest first: one secret may be part of another.
    .toSorted((one, other) => other.length - one.length);
  const mask = (text: string): string => secrets.reduce((masked, secret) => masked.replaceAll(secret, MASKED), text);
  return Object.assign(mask, { isActive: secrets.length > 0 });
}

/** JSON whose texts hold no secret. Keys are names of ours and of the project. */
export function maskedJson(value: unknown, mask: Mask): string {
  if (!mask.isActive) return JSON.stringify(value);
  return JSON.stringify(value, (_, item: unknown) => (typeof item === 'string' ? mask(item) : item));
}
