// Makes the documents that repeat what the code says: errors, configuration, commands, limits. `--check` compares
// instead of writing, so that none of them can go stale.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { renderCommands } from './render-commands.ts';
import { renderConfig } from './render-config.ts';
import { renderErrors } from './render-errors.ts';
import { renderLimits } from './render-limits.ts';
import { renderWorks } from './render-works.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const built = join(root, 'packages', 'crypt', 'out', 'src');

/** A file of the repository, or undefined. */
function read(path: string): string | undefined {
  const file = join(root, path);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/** Loads a built file of the program. */
async function load(path: string): Promise<Readonly<Record<string, unknown>>> {
  return (await import(pathToFileURL(join(built, path)).href)) as Readonly<Record<string, unknown>>;
}

function findErrorFiles(folder: string): readonly string[] {
  return readdirSync(join(built, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name === 'errors.js' || name.endsWith('/errors.js'))
    .toSorted();
}

const catalogues = await Promise.all(findErrorFiles('.').map(async (path) => ({ path, exports: await load(path) })));
const limitsSource = readFileSync(join(root, 'packages', 'crypt', 'src', 'kernel', 'limits.ts'), 'utf8');
const documents: Readonly<Record<string, string>> = {
  'docs/errors.md': renderErrors(catalogues),
  'docs/config.md': renderConfig((await load('config/config-schema.js'))['configSchema']),
  'docs/cli.md': renderCommands(
    await load('cli/command-specs.js'),
    await load('kernel/crypt-error.js'),
    await load('transform/command/command-summaries.js'),
  ),
  'docs/limits.md': renderLimits(limitsSource, await load('kernel/limits.js')),
  'README.md': renderWorks(read('README.md') ?? '', read),
};

/** A claim in README whose test is gone must not be written. */
function refusesClaimWithoutTest(): boolean {
  try {
    renderWorks(read('README.md') ?? '', () => '');
    return false;
  } catch (error) {
    return String(error).includes('which is not there');
  }
}
if (!refusesClaimWithoutTest()) throw new Error('a claim without its test was written into README.md');

let stale = 0;
for (const [path, text] of Object.entries(documents)) {
  if (read(path) === text) continue;
  if (process.argv.includes('--check')) {
    stale++;
    process.stdout.write(`${path} is not what the code says. Write it anew: npm run docs\n`);
  } else {
    writeFileSync(join(root, path), text);
    process.stdout.write(`wrote ${path}\n`);
  }
}
process.stdout.write(`docs: ${Object.keys(documents).length} documents, ${catalogues.length} error catalogues\n`);
process.exitCode = stale === 0 ? 0 : 1;
