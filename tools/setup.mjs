// Sets up what a fresh clone lacks: packages, and the build. Plain JavaScript, since it runs before there is a compiler.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Installs the packages of the lock file when it is not the one installed last, then builds what changed. */
export function setUp() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const stamp = join(root, 'node_modules', '.crypt-lock');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) {
    process.stderr.write('Installing packages (once; about ten seconds)…\n');
    run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
    writeFileSync(stamp, lock);
  }
  removeStale(join(root, 'packages', 'crypt', 'out'), join(root, 'packages', 'crypt'));
  run(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', 'packages/crypt']);
}

/** Built files whose source is gone would still be found and run. */
function removeStale(out, source) {
  if (!existsSync(out)) return;
  for (const name of readdirSync(out, { recursive: true, encoding: 'utf8' })) {
    const stem = name.replace(/\.js(\.map)?$/, '');
    if (stem === name || existsSync(join(source, `${stem}.ts`)) || existsSync(join(source, `${stem}.tsx`))) continue;
    rmSync(join(out, name));
  }
}

/** Runs a command in the root of the repository, its output on stderr; ends this process when it fails. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, stdio: ['inherit', 2, 2], ...options });
  if (result.status === 0) return;
  process.stderr.write(`${[command, ...args].join(' ')} failed${result.error ? `: ${result.error.message}` : ''}\n`);
  process.exit(result.status ?? 1);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) setUp();
