// A microbatch model runs once a batch, each with the rows of its span alone. A batch that fails leaves the others as they are.
import { guess } from '../jinja/values/bind.ts';
import { makeDatetime } from '../jinja/modules/datetime.ts';
import { ofEpochMicros } from '../jinja/modules/moment.ts';
import { UTC } from '../jinja/modules/zone.ts';
import { dictOf } from '../jinja/values/dict.ts';
import { textOf } from '../jinja/values/repr.ts';
import { isTrue } from '../jinja/values/truth.ts';
import type { Value } from '../jinja/values/value.ts';
import type { Json } from '../../kernel/parse-json.ts';
import type { SqlEngine } from '../../contracts/sql-engine.ts';
import { makeFunction } from '../project/context/make-function.ts';
import { fieldOf } from '../project/fields.ts';
import type { ManifestNode } from '../project/manifest.ts';
import { fail } from '../compile/errors.ts';
import type { RunWorld } from '../compile/run-world.ts';
import type { NodeResult } from './node-result.ts';
import { planBatches, type Batch, type BatchSize } from './plan-batches.ts';

export function isMicrobatch({ config, resource_type: type }: ManifestNode): boolean {
  return (
    type === 'model' && config['materialized'] === 'incremental' && config['incremental_strategy'] === 'microbatch'
  );
}

export interface BatchParts {
  readonly extra: ReadonlyMap<string, Value>;
  readonly model: readonly (readonly [string, Value])[];
  readonly span: { readonly start: string; readonly end: string };
}

/** @param run one batch. @throws RUN_CONFIG when the model does not say enough. */
export async function runMicrobatch(
  world: RunWorld,
  node: ManifestNode,
  engine: SqlEngine,
  run: (parts: BatchParts) => Promise<NodeResult>,
): Promise<NodeResult> {
  const isIncremental = await hasTable(world, node, engine);
  const batches = planBatches({ ...questionOf(world, node), isIncremental });
  if (batches === undefined)
    throw fail('RUN_CONFIG', { reason: `the microbatch model '${node.name}' needs the configuration 'begin'` });
  const results: NodeResult[] = [];
  const done: Batch[] = [];
  const failed: Batch[] = [];
  for (const batch of batches) {
    // Without the table of the first batch there is nothing that the others could add to.
    const adds = isIncremental || done.length > 0;
    if (!adds && failed.length > 0) {
      failed.push(batch);
      continue;
    }
    const result = await run(partsOf(batch, adds));
    results.push(result);
    (result.status === 'success' ? done : failed).push(batch);
  }
  return summary(node, results, done, failed);
}

function summary(
  node: ManifestNode,
  results: readonly NodeResult[],
  done: readonly Batch[],
  failed: readonly Batch[],
): NodeResult {
  const last = results.at(-1);
  const broken = results.find(({ status }) => status !== 'success');
  if (last === undefined)
    throw fail('RUN_CONFIG', {
      reason: `the microbatch model '${node.name}' has no batch in the time that was asked for`,
    });
  return {
    ...(broken ?? last),
    status: failed.length === 0 ? 'success' : done.length === 0 ? 'error' : 'partial success',
    execution_time: results.reduce((sum, { execution_time: seconds }) => sum + seconds, 0),
    batch_results: { successful: done.map(spanOf), failed: failed.map(spanOf) },
  };
}

function spanOf({ startMs, endMs }: Batch): readonly [string, string] {
  return [new Date(startMs).toISOString(), new Date(endMs).toISOString()];
}

async function hasTable(world: RunWorld, node: ManifestNode, engine: SqlEngine): Promise<boolean> {
  const isRefreshed = node.config['full_refresh'] ?? isTrue(fieldOf(world.flags, 'FULL_REFRESH') ?? false);
  if (isRefreshed === true) return false;
  const session = await engine.session();
  try {
    const found = await session.findRelation(node.database ?? world.profile.database, node.schema, node.alias);
    return found?.type === 'table';
  } finally {
    await session.close();
  }
}

const SIZES: readonly BatchSize[] = ['hour', 'day', 'month', 'year'];

function questionOf(
  world: RunWorld,
  { name, config }: ManifestNode,
): Omit<Parameters<typeof planBatches>[0], 'isIncremental'> {
  const given = typeof config['batch_size'] === 'string' ? config['batch_size'] : 'None';
  const size = SIZES.find((known) => known === given);
  if (size === undefined) {
    const advice = guess(given, SIZES) ?? `it is one of ${SIZES.join(', ')}`;
    throw fail('RUN_CONFIG', { reason: `the microbatch model '${name}' has the batch_size '${given}'`, advice });
  }
  const lookback = config['lookback'];
  return {
    size,
    lookback: typeof lookback === 'number' ? lookback : 1,
    nowMs: world.clock.nowMs(),
    beginMs: momentOf(config['begin'], 'begin'),
    startMs: momentOf(flagOf(world, 'EVENT_TIME_START'), 'event-time-start'),
    endMs: momentOf(flagOf(world, 'EVENT_TIME_END'), 'event-time-end'),
  };
}

function flagOf({ flags }: RunWorld, name: string): string | null {
  const value = fieldOf(flags, name) ?? null;
  return value === null ? null : textOf(value);
}

/** Without a zone it is UTC. */
function momentOf(value: Json | undefined, name: string): number | undefined {
  if (value === null || value === undefined) return undefined;
  const text = typeof value === 'string' ? value.trim().replace(' ', 'T') : JSON.stringify(value);
  const whole = text.includes('T') ? text : `${text}T00:00:00`;
  const ms = Date.parse(/(Z|[-+]\d\d:?\d\d)$/.test(whole.slice(10)) ? whole : `${whole}Z`);
  if (Number.isNaN(ms)) throw fail('RUN_CONFIG', { reason: `'${name}' is '${text}', which is no time` });
  return ms;
}

function partsOf({ id, startMs, endMs }: Batch, adds: boolean): BatchParts {
  const [start, end] = [startMs, endMs].map((ms) => makeDatetime(ofEpochMicros(BigInt(ms) * 1_000n, UTC)));
  const batch = dictOf([
    ['id', id],
    ['event_time_start', start ?? null],
    ['event_time_end', end ?? null],
  ]);
  // Batches after the first add to its table, also when all of it is made anew.
  const extra: [string, Value][] = adds
    ? [
        ['is_incremental', makeFunction('is_incremental', () => true)],
        ['should_full_refresh', makeFunction('should_full_refresh', () => false)],
      ]
    : [];
  return {
    extra: new Map(extra),
    model: [['batch', batch]],
    span: { start: textOf(start ?? null), end: textOf(end ?? null) },
  };
}
