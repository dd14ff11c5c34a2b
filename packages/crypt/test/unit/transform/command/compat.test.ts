// Our own fixture projects, built by the program and compared with what real dbt made of them (test/data/projects).
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { test } from 'node:test';
import { tempFolder } from '../../../support/temp-folder.ts';

const ROOT = fileURLToPath(new URL('../../../../../../../', import.meta.url));
const PROJECTS = join(ROOT, 'packages', 'crypt', 'test', 'data', 'projects');

interface Reference {
  readonly results: readonly {
    readonly unique_id: string;
    readonly status: string;
    readonly compiled_sha256: string | null;
  }[];
}

async function compat(
  project: string,
  oracle: string,
): Promise<{ readonly code: number; readonly told: Readonly<Record<string, unknown>> }> {
  const args = [join(ROOT, 'tools', 'compat.mjs'), '--project', project, '--oracle', oracle, '--json'];
  const run = await promisify(execFile)(process.execPath, args).catch(
    (error: unknown) => error as { code: number; stdout: string },
  );
  const line = run.stdout.trim().split('\n').at(-1) ?? '';
  return { code: 'code' in run ? run.code : 0, told: JSON.parse(line) as Readonly<Record<string, unknown>> };
}

test('the project mill comes out as real dbt builds it, and one planted difference is found', async (t) => {
  const folder = await tempFolder(t);
  const project = join(folder, 'mill');
  cpSync(join(PROJECTS, 'mill'), project, { recursive: true });
  const oracle = join(PROJECTS, 'mill.build.json');
  const { results } = JSON.parse(readFileSync(oracle, 'utf8')) as Reference;
  const hashed = results.filter((result) => result.compiled_sha256 !== null).length;
  const { code, told } = await compat(project, oracle);
  const { seconds: _, ...facts } = told;
  assert.deepEqual(
    { code, ...facts },
    {
      code: 0,
      exit: 1,
      nodes: results.length,
      same: results.length,
      hashed,
      equal: hashed,
      extra: [],
      differences: [],
    },
  );
  const planted = join(folder, 'planted.json');
  const wrong = results.map((result, index) => (index === 3 ? { ...result, status: 'skipped' } : result));
  writeFileSync(planted, JSON.stringify({ results: wrong }));
  const found = await compat(project, planted);
  assert.deepEqual([found.code, found.told['same']], [1, results.length - 1]);
});
