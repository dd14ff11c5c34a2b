// Runs suites in one process: `node --test-reporter=spec out/test/run.js unit contract [--only=<part of a path>]`.
// Every `*.test.js` of a suite is imported, so there is no list to keep complete. `--shard=1/2` takes every second file,
// for two processes beside each other.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const suites = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const optionOf = (name: string): string | undefined =>
  process.argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3);
const part = optionOf('only') ?? '';
const [shard = 1, shards = 1] = (optionOf('shard') ?? '1/1').split('/').map(Number);

let seen = 0;
for (const suite of suites) {
  for (const name of readdirSync(join(here, suite), { recursive: true, encoding: 'utf8' }).toSorted()) {
    if (!name.endsWith('.test.js') || !join(suite, name).includes(part)) continue;
    const path = join(suite, name);
    if (seen++ % shards !== shard - 1) continue;
    try {
      await import(pathToFileURL(join(here, path)).href);
    } catch (error) {
      // Thrown outside a test it would end the report after the tests so far, without a word about this file.
      void test(`${path} loads`, () => {
        throw error;
      });
    }
  }
}
if (seen === 0) throw new Error(`no test file in ${suites.join(', ')} matches "${part}"`);
