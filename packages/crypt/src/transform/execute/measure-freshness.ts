// How old the newest row of a source is, and whether that is too old.
import { errorText, isCryptError } from '../../kernel/crypt-error.ts';
import type { SqlEngine, SqlSession } from '../../contracts/sql-engine.ts';
import type { Json, JsonObject } from '../../kernel/parse-json.ts';
import { DATETIME } from '../jinja/modules/datetime.ts';
import { epochMicros } from '../jinja/modules/moment.ts';
import { renderAsync } from '../jinja/render.ts';
import { dataOf, type Value } from '../jinja/values/value.ts';
import { typeName } from '../jinja/values/type-name.ts';
import { fieldOf } from '../project/fields.ts';
import type { ManifestSource } from '../project/manifest.ts';
import { openNodeRun } from '../compile/compile-node.ts';
import { relationOfSource } from '../compile/context/references.ts';
import { responseOf } from '../compile/context/results.ts';
import { fail } from '../compile/errors.ts';
import { callMacro, renderOptions, templateOf } from '../compile/node-run.ts';
import { tableOf } from '../compile/result-table.ts';
import type { RunWorld } from '../compile/run-world.ts';

export interface FreshnessResult {
  readonly unique_id: string;
  readonly status: 'pass' | 'warn' | 'error' | 'runtime error';
  /** Microseconds since 1970; null of a `runtime error`. */
  readonly newest: bigint | null;
  readonly asked: bigint | null;
  readonly criteria: JsonObject;
  /** Of a `runtime error`. */
  readonly message: string | null;
  readonly response: string;
  /** Milliseconds since 1970. */
  readonly startedMs: number;
  readonly endedMs: number;
  readonly seconds: number;
  readonly threadId: string;
}

/** A source without rows is as old as can be. */
const NEVER_MICROS = -62_135_596_800_000_000n;

export async function measureFreshness(
  world: RunWorld,
  source: ManifestSource,
  engine: SqlEngine,
  threadId: string,
): Promise<FreshnessResult> {
  const [startMs, startedMs] = [world.clock.monotonicMs(), world.clock.nowMs()];
  const criteria = criteriaOf(source);
  const base = { unique_id: source.unique_id, criteria, startedMs, threadId };
  const ends = (): Pick<FreshnessResult, 'endedMs' | 'seconds'> => ({
    endedMs: world.clock.nowMs(),
    seconds: (world.clock.monotonicMs() - startMs) / 1_000,
  });
  const session = await engine.session();
  try {
    const { newest, asked, response } = await measure(world, source, session);
    return { ...base, status: judge(asked - newest, criteria), newest, asked, response, message: null, ...ends() };
  } catch (error) {
    if (isCryptError(error) && error.code === 'WAREHOUSE_LOST') throw error;
    return {
      ...base,
      status: 'runtime error',
      newest: null,
      asked: null,
      response: '',
      message: world.mask(errorText(error)),
      ...ends(),
    };
  } finally {
    await session.close();
  }
}

function criteriaOf({ freshness }: ManifestSource): JsonObject {
  const given =
    typeof freshness === 'object' && freshness !== null && !Array.isArray(freshness) ? (freshness as JsonObject) : {};
  const limit = (name: string): Json => (isLimit(given[name]) ? (given[name] ?? null) : null);
  return { warn_after: limit('warn_after'), error_after: limit('error_after'), filter: given['filter'] ?? null };
}

interface AgeLimit {
  readonly count: number;
  readonly period: 'minute' | 'hour' | 'day';
}

function isLimit(value: unknown): value is AgeLimit {
  const { count, period } = (value ?? {}) as Partial<AgeLimit>;
  return typeof count === 'number' && typeof period === 'string' && Object.hasOwn(PERIOD_MICROS, period);
}

const PERIOD_MICROS: Readonly<Record<AgeLimit['period'], bigint>> = {
  minute: 60_000_000n,
  hour: 3_600_000_000n,
  day: 86_400_000_000n,
};

/** @param age in microseconds. */
export function judge(age: bigint, criteria: JsonObject): 'pass' | 'warn' | 'error' {
  const exceeds = (limit: unknown): boolean =>
    isLimit(limit) && age > BigInt(limit.count) * PERIOD_MICROS[limit.period];
  if (exceeds(criteria['error_after'])) return 'error';
  return exceeds(criteria['warn_after']) ? 'warn' : 'pass';
}

async function measure(
  world: RunWorld,
  source: ManifestSource,
  session: SqlSession,
): Promise<{ newest: bigint; asked: bigint; response: string }> {
  const relation = relationOfSource(source, world);
  const run = openNodeRun(world, undefined, source.package_name, session, { extra: new Map([['this', relation]]) });
  const { loaded_at_field: field, loaded_at_query: query } = source;
  const call = async (name: string, ...args: readonly Value[]): Promise<Value> => {
    const macro = run.namespace.find(name);
    if (macro === undefined) throw fail('RUN_DISPATCH', { reason: `no macro '${name}' was found` });
    return callMacro(run, macro.call, args);
  };
  const filter = criteriaOf(source)['filter'];
  let answer: Value;
  if (query !== null) {
    const sql = await renderAsync(templateOf(world, query, source.original_file_path), run.context, renderOptions(run));
    answer = await call('collect_freshness_custom_sql', relation, sql);
  } else if (field !== null)
    answer = await call('collect_freshness', relation, field, typeof filter === 'string' ? filter : null);
  else
    throw fail('RUN_CONFIG', {
      reason: `the source '${source.source_name}.${source.name}' has neither loaded_at_field nor loaded_at_query`,
      advice: 'give it the name of the column that says when a row came',
    });
  const [newest = null, asked = null] = tableOf(fieldOf(answer, 'table'))?.rows[0] ?? [];
  return {
    newest: newest === null ? NEVER_MICROS : micros(newest, field),
    asked: micros(asked, 'the time'),
    response: responseOf(fieldOf(answer, 'response'))._message,
  };
}

/** A time without a zone is in UTC. */
function micros(value: Value, of: string | null): bigint {
  const at = dataOf(DATETIME, value);
  if (at !== undefined) return epochMicros(at);
  throw fail('RUN_CONFIG', {
    reason: `${of ?? 'loaded_at_query'} gives ${typeName(value)} and no timestamp`,
    advice: 'cast it: loaded_at_field: "cast(loaded_at as timestamp)"',
  });
}
