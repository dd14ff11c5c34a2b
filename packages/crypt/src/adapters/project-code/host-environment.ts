import { fail } from './errors.ts';

/** What a program needs to run as usual. None of them holds a secret. */
const PASSED = ['PATH', 'TZ', 'LANG', 'LC_ALL', 'TMPDIR', 'NODE_ENV', 'NODE_EXTRA_CA_CERTS'];

/**
 * The environment of the project's code: nothing but PASSED and the names that crypt.yml lists, so that it cannot read,
 * or print, secrets of others.
 *
 * @throws PROJECT_CODE_VARIABLE (user) when a listed one is not set.
 */
export function hostEnvironment(
  given: Readonly<Record<string, string | undefined>>,
  listed: readonly string[],
): Readonly<Record<string, string>> {
  const environment: Record<string, string> = {};
  for (const name of [...PASSED, ...listed]) {
    const value = given[name];
    if (value !== undefined) environment[name] = value;
    else if (listed.includes(name)) throw fail('PROJECT_CODE_VARIABLE', { name });
  }
  return environment;
}
