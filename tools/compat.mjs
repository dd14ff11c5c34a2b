// Runs `crypt build` on a dbt project and compares what it left in target/ with a reference file:
// {about, results: [{unique_id, status, failures, compiled_sha256}]}.
//
//   npm run compat -- --project DIR --oracle FILE [--vars YAML] [--command build] [--json]
//
// It reads nothing but target/manifest.json and target/run_results.json. Exits 1 when status or failures of a node differ.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { root } from './setup.mjs';

/** Statuses and failures of every node, and its SQL with runs of white space as one space. */
export function compare(oracle, results) {
  const ours = new Map(results.map((result) => [result.unique_id, result]));
  const rows = oracle.results.map((theirs) => {
    const own = ours.get(theirs.unique_id);
    ours.delete(theirs.unique_id);
    const isSame =
      own !== undefined && own.status === theirs.status && (own.failures ?? null) === (theirs.failures ?? null);
    const hash = own?.compiled_code == null ? null : hashOf(own.compiled_code);
    const sql = theirs.compiled_sha256 == null ? 'none' : hash === theirs.compiled_sha256 ? 'equal' : 'other';
    return { unique_id: theirs.unique_id, isSame, sql, theirs, own: own ?? null };
  });
  return { rows, extra: [...ours.keys()] };
}

export function hashOf(sql) {
  return createHash('sha256').update(sql.replaceAll(/\s+/g, ' ').trim()).digest('hex');
}

function main() {
  const text = { type: 'string' };
  const { values: options } = parseArgs({
    options: {
      project: text,
      oracle: text,
      vars: text,
      command: text,
      json: { type: 'boolean' },
      sql: { type: 'boolean' },
    },
  });
  const project = resolve(options.project ?? '.');
  const oracle = JSON.parse(readFileSync(resolve(options.oracle ?? ''), 'utf8'));
  const target = join(project, 'target');
  for (const name of ['manifest.json', 'run_results.json']) rmSync(join(target, name), { force: true });
  const program = join(root, 'packages', 'crypt', 'bin', 'crypt.js');
  const args = [program, options.command ?? 'build', '--project-dir', project, '--quiet'];
  if (options.vars !== undefined) args.push('--vars', options.vars);
  const startedMs = performance.now();
  const { status } = spawnSync(process.execPath, args, { cwd: project, stdio: ['ignore', 'inherit', 'inherit'] });
  const seconds = (performance.now() - startedMs) / 1000;
  const manifest = JSON.parse(readFileSync(join(target, 'manifest.json'), 'utf8'));
  const { results } = JSON.parse(readFileSync(join(target, 'run_results.json'), 'utf8'));
  for (const result of results) result.compiled_code ??= manifest.nodes[result.unique_id]?.compiled_code ?? null;
  const { rows, extra } = compare(oracle, results);
  const same = rows.filter((row) => row.isSame);
  const hashed = rows.filter((row) => row.sql !== 'none');
  const equal = hashed.filter((row) => row.sql === 'equal');
  if (options.json)
    process.stdout.write(
      `${JSON.stringify({ exit: status, seconds, nodes: rows.length, same: same.length, hashed: hashed.length, equal: equal.length, extra, differences: rows.filter((row) => !row.isSame) })}\n`,
    );
  else {
    for (const { unique_id, isSame, sql, theirs, own } of rows) {
      if (!isSame)
        process.stdout.write(
          `${unique_id}: ${theirs.status} ${theirs.failures ?? ''} there, ${own === null ? 'missing' : `${own.status} ${own.failures ?? ''} ${String(own.message ?? '').split('\n')[0]}`} here\n`,
        );
      else if (sql === 'other' && options.sql) process.stdout.write(`${unique_id}: other SQL\n`);
    }
    for (const id of extra) process.stdout.write(`${id}: only here\n`);
    process.stdout.write(
      `${same.length} of ${rows.length} nodes as in the reference; SQL equal in ${equal.length} of ${hashed.length}; crypt exited ${status} after ${seconds.toFixed(1)} s\n`,
    );
  }
  process.exitCode = same.length === rows.length ? 0 : 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main();
