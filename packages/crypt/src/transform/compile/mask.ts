// Secrets never come out: values of variables whose name begins as dbt's secrets do are replaced wherever text leaves.
import { SECRET_PREFIX, type Environment } from '../project/context/env-var.ts';

export type Mask = (text: string) => string;

export function makeMask(environment: Environment): Mask {
  const secrets = Object.entries(environment)
    .filter(([name, value]) => name.startsWith(SECRET_PREFIX) && value !== undefined && value.trim() !== '')
    .map(([, value]) => value ?? '')
    // The longest first: one secret may be part of another.
    .toSorted((one, other) => other.length - one.length);
  if (secrets.length === 0) return (text) => text;
  return (text) => secrets.reduce((masked, secret) => masked.replaceAll(secret, '*****'), text);
}
