import { bind, textArgument } from '../../jinja/values/bind.ts';
import type { PyFunction, Value } from '../../jinja/values/value.ts';
import { fail } from '../errors.ts';
import { makeFunction } from './make-function.ts';

/** Names of variables, with their values. */
export type Environment = Readonly<Record<string, string | undefined>>;

export interface EnvVarOptions {
  readonly environment: Environment;
  /** Secrets may be read in profiles.yml and packages.yml only, where nothing is printed or kept. */
  readonly allowsSecrets: boolean;
  /** What was read, for caches: a changed variable means another result. */
  readonly onRead?: (name: string, value: string | undefined) => void;
}

export const SECRET_PREFIX = 'DBT_ENV_SECRET';

/** dbt's `env_var(name, default)`. @throws PROJECT_ENV_VAR when it is not set and has no default, or is a secret. */
export function makeEnvVar({ environment, allowsSecrets, onRead }: EnvVarOptions): PyFunction {
  return makeFunction('env_var', (args): Value => {
    const [given, fallback] = bind(args, 'env_var', ['var', 'default'], 1);
    const name = textArgument(given, 'env_var');
    if (name.startsWith(SECRET_PREFIX) && !allowsSecrets) {
      const reason = `the secret '${name}' is read where it could be printed`;
      throw fail('PROJECT_ENV_VAR', { reason, advice: 'secrets may be read in profiles.yml and packages.yml' });
    }
    const value = Object.hasOwn(environment, name) ? environment[name] : undefined;
    onRead?.(name, value);
    if (value !== undefined) return value;
    if (fallback !== undefined) return fallback;
    throw fail('PROJECT_ENV_VAR', { reason: `the environment variable '${name}' is not set` });
  });
}
