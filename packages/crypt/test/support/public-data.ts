import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../../../', import.meta.url));

/**
 * A folder of the public test data: below CRYPT_TEST_DATA, or `../shared/data` beside the repository. Or why there is
 * none, for node:test's `skip`; under CI that is an error.
 */
export function publicData(name: string): { readonly folder: string } | { readonly skip: string } {
  const places = [process.env['CRYPT_TEST_DATA'], join(ROOT, '..', 'shared', 'data')];
  for (const place of places) {
    if (place !== undefined && existsSync(join(place, name))) return { folder: join(place, name) };
  }
  const skip = `no public data ${name}: set CRYPT_TEST_DATA to a folder that has it`;
  if (process.env['CI'] === 'true') throw new Error(skip);
  return { skip };
}
