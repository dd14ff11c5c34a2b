// `npm test`: sets up, then runs the named suites of packages/crypt in one process. `--only=<part of a path>` filters.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root, setUp } from './setup.mjs';

setUp();
const suite = join('packages', 'crypt', 'out', 'test', 'run.js');
const result = spawnSync(process.execPath, ['--test-reporter=spec', suite, ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
process.exitCode = result.status ?? 1;
