// Sets up what a fresh clone lacks: packages, and the build. Plain JavaScript, since it runs before there is a compiler.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Installs the packages of the lock file when it is not the one installed last, then builds. */
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
  bundle();
}

/** Programs that are started, by the name that others start them by. */
const PROGRAMS = {
  main: 'cli/main.js',
  role: 'cli/role.js',
  host: 'adapters/project-code/host.js',
  'host-guard': 'adapters/project-code/host-guard.js',
};

/**
 * The programs in few files: loading some hundred took longer than most commands. They lie as deep as what they are made
 * of, so that paths to assets hold. bin/crypt.js starts them unless the single files are newer.
 */
function bundle() {
  const out = join(root, 'packages', 'crypt', 'out');
  const folder = join(out, 'bundle');
  if (writtenMs(join(folder, 'cli', 'main.js')) >= writtenMs(join(out, '.tsbuildinfo'))) return;
  // Made beside the old one, which programs may be loading.
  const made = join(out, `bundle-${process.pid}`);
  const { buildSync } = createRequire(import.meta.url)('esbuild');
  buildSync({
    entryPoints: Object.entries(PROGRAMS).map(([name, file]) => ({ in: join(out, 'src', file), out: name })),
    outdir: join(made, 'cli'),
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    logLevel: 'warning',
  });
  rmSync(folder, { recursive: true, force: true });
  renameSync(made, folder);
}

function writtenMs(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Built files whose source is gone would still be found and run. */
function removeStale(out, source) {
  if (!existsSync(out)) return;
  for (const name of readdirSync(out, { recursive: true, encoding: 'utf8' })) {
    const stem = name.replace(/\.js(\.map)?$/, '');
    if (
      stem === name ||
      name.startsWith('bundle') ||
      existsSync(join(source, `${stem}.ts`)) ||
      existsSync(join(source, `${stem}.tsx`))
    )
      continue;
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
