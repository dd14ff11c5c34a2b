// `npm run check`: format, types, type-aware lint, the style as a test, unused code. Seconds; stops at nothing, fails at the end.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { root, setUp } from './setup.mjs';

setUp();
const bin = (name) => join(root, 'node_modules', '.bin', name);
const steps = [
  ['format', bin('oxfmt'), ['--check', '.']],
  ['types of tools', bin('tsc'), ['-p', 'tools']],
  ['types of the example', bin('tsc'), ['-p', join('examples', 'insurer')]],
  ['lint', bin('oxlint'), ['--type-aware', '--deny-warnings', 'packages', 'tools']],
  ['tidy', process.execPath, [join('tools', 'out', 'tidy', 'tidy.js')]],
  ['docs are fresh', process.execPath, [join('tools', 'out', 'docs', 'write-docs.js'), '--check']],
  ['unused code', bin('knip'), []],
];
let failed = 0;
for (const [name, command, args] of steps) {
  const startedMs = performance.now();
  const result = spawnSync(command, args, { cwd: root, encoding: 'utf8' });
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  process.stdout.write(`${result.status === 0 ? 'ok  ' : 'FAIL'}  ${name} (${seconds} s)\n`);
  if (result.status === 0) continue;
  failed++;
  process.stdout.write(`${result.stdout}${result.stderr}${result.error?.message ?? ''}\n`);
}
process.exitCode = failed === 0 ? 0 : 1;
