// dbt projects through the program as a user runs it, process start included. With --peers the same folders go through
// real dbt, found as `dbt` or as CRYPT_DBT says, and its time is the floor that the ratio is told by.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { figure, percentile, type Figure } from './figure.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/crypt.js', import.meta.url));
const MODELS = 2_000;
const TESTS_A_MODEL = 3;
const REPEATS = 5;

export async function benchTransform(onFigure: (figure: Figure) => void, withPeers: boolean): Promise<void> {
  const peer = withPeers ? findPeer() : undefined;
  if (withPeers && peer === undefined) process.stderr.write('transform: no dbt is here; CRYPT_DBT names one\n');
  const folder = mkdtempSync(join(tmpdir(), 'crypt-bench-'));
  try {
    benchVersion(onFigure);
    benchLarge(join(folder, 'large'), peer, onFigure);
    benchSmall(join(folder, 'small'), peer, onFigure);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function benchVersion(onFigure: (figure: Figure) => void): void {
  const seconds = percentile(
    Array.from({ length: REPEATS }, () => timed(process.execPath, [PROGRAM, '--version'], tmpdir()).seconds),
    0.5,
  );
  const floor = percentile(
    Array.from({ length: REPEATS }, () => timed(process.execPath, ['-e', '0'], tmpdir()).seconds),
    0.5,
  );
  onFigure(figure('crypt --version', seconds, 's', floor, { says: '<= 0.15', met: seconds <= 0.15 }));
}

/** Layers of models, each of which reads two of the layer before; three tests each. */
function benchLarge(folder: string, peer: string | undefined, onFigure: (figure: Figure) => void): void {
  writeFiles(folder, { ...settings('large'), ...largeModels() });
  const parse = (program: Program): number => run(program, ['parse'], folder);
  const cold = parse(ours());
  const unchanged = percentile(
    Array.from({ length: REPEATS }, () => parse(ours())),
    0.5,
  );
  const edited = percentile(
    Array.from({ length: REPEATS }, (_, edit) => {
      writeFileSync(
        join(folder, 'models', 'layer_15', 'm_1500.sql'),
        `select ${edit} as id from {{ ref('m_140${edit}') }}`,
      );
      return run(ours(), ['compile', '--select', 'm_1500'], folder);
    }),
    0.5,
  );
  const theirs = peer === undefined ? undefined : peerParse(folder, peer);
  onFigure(
    figure('2,000 models, 6,000 tests: parse, cold', cold, 's', theirs?.cold ?? null, { says: '<= 2', met: cold <= 2 }),
  );
  onFigure(
    figure('2,000 models: parse, unchanged', unchanged, 's', theirs?.unchanged ?? null, {
      says: '<= 0.5',
      met: unchanged <= 0.5,
    }),
  );
  onFigure(figure('2,000 models: one edited, to its SQL', edited, 's', null, { says: '<= 0.5', met: edited <= 0.5 }));
}

function peerParse(folder: string, peer: string): { readonly cold: number; readonly unchanged: number } {
  rmSync(join(folder, 'target'), { recursive: true, force: true });
  const cold = run({ file: peer, args: [] }, ['parse'], folder);
  return { cold, unchanged: run({ file: peer, args: [] }, ['parse'], folder) };
}

/** Three seeds, three staging views, two tables, 19 tests: the size of dbt's own first example. */
function benchSmall(folder: string, peer: string | undefined, onFigure: (figure: Figure) => void): void {
  writeFiles(folder, { ...settings('small'), ...smallModels() });
  const build = (program: Program): number => {
    for (const name of ['db.duckdb', 'target']) rmSync(join(folder, name), { recursive: true, force: true });
    return run(program, ['build'], folder);
  };
  const seconds = percentile(
    Array.from({ length: REPEATS }, () => build(ours())),
    0.5,
  );
  const floor = peer === undefined ? null : build({ file: peer, args: [] });
  onFigure(figure('small project: build, from nothing', seconds, 's', floor, { says: '<= 0.8', met: seconds <= 0.8 }));
  rmSync(join(folder, 'db.duckdb'), { force: true });
  const megabytes = peakMegabytes(folder);
  if (megabytes !== undefined)
    onFigure(
      figure('small project: build, memory at most', megabytes, 'MB', null, { says: '<= 200', met: megabytes <= 200 }),
    );
}

/** By the program itself, when it ends. */
function peakMegabytes(folder: string): number | undefined {
  const script = `process.on('exit', () => process.stderr.write('PEAK ' + process.resourceUsage().maxRSS));`;
  const preload = join(folder, 'peak.mjs');
  writeFileSync(preload, script);
  const { stderr } = spawnSync(process.execPath, ['--import', preload, PROGRAM, 'build', '--quiet'], {
    cwd: folder,
    encoding: 'utf8',
  });
  const kilobytes = /PEAK (\d+)/.exec(stderr)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) / 1_000;
}

interface Program {
  readonly file: string;
  readonly args: readonly string[];
}

function ours(): Program {
  return { file: process.execPath, args: [PROGRAM] };
}

/** Seconds of one command. @throws when it fails. */
function run({ file, args }: Program, command: readonly string[], folder: string): number {
  const { seconds, status, output } = timed(file, [...args, ...command], folder);
  if (status !== 0) throw new Error(`${command.join(' ')} ended with ${status}: ${output.slice(-1_000)}`);
  return seconds;
}

function timed(
  file: string,
  args: readonly string[],
  folder: string,
): { readonly seconds: number; readonly status: number | null; readonly output: string } {
  const startedMs = performance.now();
  const { status, stdout } = spawnSync(file, args, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, DBT_SEND_ANONYMOUS_USAGE_STATS: 'false' },
  });
  return { seconds: (performance.now() - startedMs) / 1_000, status, output: stdout };
}

function findPeer(): string | undefined {
  const named = process.env['CRYPT_DBT'] ?? 'dbt';
  try {
    execFileSync(named, ['--version'], { stdio: 'ignore' });
    return named;
  } catch {
    return undefined;
  }
}

function settings(name: string): Readonly<Record<string, string>> {
  return {
    'dbt_project.yml': `name: ${name}\nversion: "1.0"\nconfig-version: 2\nprofile: ${name}\n`,
    'profiles.yml': `${name}:\n  target: dev\n  outputs:\n    dev:\n      type: duckdb\n      path: db.duckdb\n      threads: 4\n`,
  };
}

function largeModels(): Readonly<Record<string, string>> {
  const files: Record<string, string> = {};
  for (let layer = 0; layer < 20; layer++) {
    const models = Array.from({ length: MODELS / 20 }, (_, index) => layer * 100 + index);
    for (const model of models) {
      const parents = layer === 0 ? [] : [model - 100, model - 100 === layer * 100 - 1 ? model - 101 : model - 99];
      const sql = parents
        .map((parent) => `select id, '${parent}' as origin from {{ ref('m_${parent}') }}`)
        .join('\nunion all\n');
      files[`models/layer_${layer}/m_${model}.sql`] =
        `{{ config(materialized='view', tags=['layer_${layer}']) }}\n${sql === '' ? 'select 1 as id' : sql}\n`;
    }
    files[`models/layer_${layer}/schema.yml`] = renderSchema(models);
  }
  return files;
}

/** As people write it. */
function renderSchema(models: readonly number[]): string {
  const tests = ['- unique', '- not_null', '- accepted_values:\n              values: [1, 2]'].slice(0, TESTS_A_MODEL);
  const all = models.map(
    (model) => `  - name: m_${model}
    description: Model ${model}.
    columns:
      - name: id
        description: Key.
        data_tests:
${tests.map((test) => `          ${test}\n`).join('')}`,
  );
  return `version: 2\n\nmodels:\n${all.join('\n')}`;
}

function smallModels(): Readonly<Record<string, string>> {
  const files: Record<string, string> = {};
  const names = ['customers', 'orders', 'payments'];
  for (const name of names) {
    const rows = Array.from(
      { length: 100 },
      (_, index) =>
        `${index + 1},${(index % 30) + 1},${index * 3},2026-01-${String((index % 28) + 1).padStart(2, '0')}`,
    );
    files[`seeds/raw_${name}.csv`] = `id,customer_id,amount,day\n${rows.join('\n')}\n`;
    files[`models/stg_${name}.sql`] =
      `select id, customer_id, amount, cast(day as date) as day from {{ ref('raw_${name}') }}`;
  }
  files['models/orders_paid.sql'] =
    "{{ config(materialized='table') }} select o.id, o.customer_id, sum(p.amount) as paid from {{ ref('stg_orders') }} o left join {{ ref('stg_payments') }} p on p.id = o.id group by 1, 2";
  files['models/customers_total.sql'] =
    "{{ config(materialized='table') }} select c.id, coalesce(sum(o.paid), 0) as total from {{ ref('stg_customers') }} c left join {{ ref('orders_paid') }} o on o.customer_id = c.id group by 1";
  const keyed = { name: 'id', data_tests: ['unique', 'not_null'] };
  const tested = {
    name: 'customer_id',
    data_tests: ['not_null', { relationships: { to: "ref('raw_customers')", field: 'id' } }],
  };
  files['models/schema.yml'] = JSON.stringify({
    version: 2,
    models: [
      ...names.map((name) => ({ name: `stg_${name}`, columns: [keyed, tested] })),
      { name: 'orders_paid', columns: [keyed, tested] },
      { name: 'customers_total', columns: [keyed, { name: 'total', data_tests: ['not_null'] }] },
    ],
  });
  return files;
}

function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}
