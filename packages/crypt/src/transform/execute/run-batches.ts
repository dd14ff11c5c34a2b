// Runs a microbatch model: its batches one after another, each with what it reads cut to the batch. When the first fails the
// others are left; of later ones each may fail for itself.
import type { SqlEngine } from '../../contracts/sql-engine.ts';
import { makeDatetime } from '../jinja/modules/datetime.ts';
import { ofEpochMicros } from '../jinja/modules/moment.ts';
import { UTC } from '../jinja/modules/zone.ts';
import { dictOf } from '../jinja/values/dict.ts';
import { isTrue } from '../jinja/values/truth.ts';
import type { Value } from '../jinja/values/value.ts';
import { makeFunction } from '../project/context/make-function.ts';
import type { ManifestNode } from '../project/manifest.ts';
import { openNodeRun, type NodeRunParts } from '../compile/compile-node.ts';
import { fail } from '../compile/errors.ts';
import { callMacro } from '../compile/node-run.ts';
import type { RunWorld } from '../compile/run-world.ts';
import { errorText } from '../../kernel/crypt-error.ts';
import {
  BATCH_SIZES,
  batchName,
  batchWindows,
  isoTime,
  parseTime,
  type BatchSize,
  type TimeWindow,
} from './batch-windows.ts';
import type { NodeResult } from './node-result.ts';
import { runNode } from './run-node.ts';

export interface BatchRun {
  /** --event-time-start and --event-time-end, milliseconds since 1970. */
  readonly startMs?: number | undefined;
  readonly endMs?: number | undefined;
  /** Batches of an earlier run that are run again; all others are done. */
  readonly again?: readonly TimeWindow[] | undefined;
  readonly onStart: (number: number, total: number, name: string) => void;
  /** `skipped` when an earlier one made it useless. */
  readonly onEnd: (number: number, total: number, name: string, result: NodeResult | 'skipped') => Promise<void>;
}

export function isMicrobatch({ config, resource_type: type }: ManifestNode): boolean {
  return (
    type === 'model' && config['materialized'] === 'incremental' && config['incremental_strategy'] === 'microbatch'
  );
}

export async function runBatches(
  world: RunWorld,
  node: ManifestNode,
  engine: SqlEngine,
  parts: NodeRunParts,
  batchRun: BatchRun,
): Promise<NodeResult> {
  const startMs = world.clock.monotonicMs();
  const startedAt = new Date(world.clock.nowMs()).toISOString();
  const successful: TimeWindow[] = [];
  const failed: TimeWindow[] = [];
  const messages: string[] = [];
  const end = (status: NodeResult['status'], message: string): NodeResult => {
    const span = { started_at: startedAt, completed_at: new Date(world.clock.nowMs()).toISOString() };
    return {
      status,
      message,
      timing: [
        { name: 'compile', ...span },
        { name: 'execute', ...span },
      ],
      thread_id: parts.threadId ?? 'Thread-1',
      execution_time: (world.clock.monotonicMs() - startMs) / 1_000,
      adapter_response: {},
      failures: status === 'partial success' ? failed.length : 0,
      unique_id: node.unique_id,
      compiled: false,
      compiled_code: null,
      relation_name: node.relation_name,
      batch_results: { successful: shownWindows(successful), failed: shownWindows(failed) },
      built_code: null,
    };
  };
  try {
    const size = sizeOf(node);
    const exists = await isIncremental(world, node, engine);
    const windows = batchRun.again ?? windowsOf(world, node, size, exists, batchRun);
    let isFirst = !exists;
    for (const [index, window] of windows.entries()) {
      const name = batchName(window, size);
      if (parts.signal?.aborted === true || (failed.length > 0 && successful.length === 0)) {
        failed.push(window);
        await batchRun.onEnd(index + 1, windows.length, name, 'skipped');
        continue;
      }
      batchRun.onStart(index + 1, windows.length, name);
      const result = await runNode(world, node, engine, batchParts(parts, window, size, isFirst));
      (result.status === 'success' ? successful : failed).push(window);
      if (result.status === 'success') isFirst = false;
      else messages.push(`batch ${name}: ${result.message}`);
      await batchRun.onEnd(index + 1, windows.length, name, result);
    }
  } catch (error) {
    return end('error', world.mask(errorText(error)));
  }
  if (failed.length === 0) return end('success', 'SUCCESS');
  if (successful.length === 0) return end('error', ['ERROR', ...messages].join('\n'));
  return end(
    'partial success',
    [`PARTIAL SUCCESS (${successful.length}/${successful.length + failed.length})`, ...messages].join('\n'),
  );
}

function sizeOf({ name, config }: ManifestNode): BatchSize {
  const size = BATCH_SIZES.find((known) => known === config['batch_size']);
  if (size !== undefined && typeof config['event_time'] === 'string') return size;
  const key = size === undefined ? 'batch_size' : 'event_time';
  throw fail('RUN_CONFIG', {
    reason: `the microbatch model '${name}' needs the configuration '${key}'`,
    advice: `batch_size is one of ${BATCH_SIZES.join(', ')}, event_time the name of a column`,
  });
}

function windowsOf(
  { startedMs }: RunWorld,
  { name, config }: ManifestNode,
  size: BatchSize,
  exists: boolean,
  { startMs, endMs }: BatchRun,
): readonly TimeWindow[] {
  const lookback = typeof config['lookback'] === 'number' ? config['lookback'] : 1;
  const begin = config['begin'] ?? undefined;
  const beginMs = begin === undefined ? undefined : parseTime(typeof begin === 'string' ? begin : '');
  if (Number.isNaN(beginMs))
    throw fail('RUN_CONFIG', {
      reason: `'begin' of the microbatch model '${name}' is no date`,
      advice: "write it as '2026-01-31'",
    });
  const windows = batchWindows({ size, lookback, beginMs, startMs, endMs, nowMs: startedMs, isIncremental: exists });
  if (windows !== undefined) return windows;
  throw fail('RUN_CONFIG', {
    reason: `the microbatch model '${name}' needs the configuration 'begin' for its first run`,
    advice: 'or give --event-time-start',
  });
}

async function isIncremental(world: RunWorld, node: ManifestNode, engine: SqlEngine): Promise<boolean> {
  const session = await engine.session();
  try {
    const run = openNodeRun(world, node, node.package_name, session);
    const macro = run.namespace.find('is_incremental');
    return macro !== undefined && isTrue(await callMacro(run, macro.call, []));
  } finally {
    await session.close();
  }
}

function momentOf(ms: number): Value {
  return makeDatetime(ofEpochMicros(BigInt(ms) * 1_000n, UTC));
}

function shownWindows(windows: readonly TimeWindow[]): [string, string][] {
  return windows.map(({ startMs, endMs }) => [isoTime(startMs), isoTime(endMs)]);
}

function batchParts(parts: NodeRunParts, window: TimeWindow, size: BatchSize, isFirst: boolean): NodeRunParts {
  const batch = dictOf([
    ['id', batchName(window, size).replaceAll('-', '')],
    ['event_time_start', momentOf(window.startMs)],
    ['event_time_end', momentOf(window.endMs)],
  ]);
  const told = isFirst
    ? []
    : ([
        ['is_incremental', makeFunction('is_incremental', () => true)],
        ['should_full_refresh', makeFunction('should_full_refresh', () => false)],
      ] as const);
  return {
    ...parts,
    model: [['batch', batch]],
    window,
    extra: new Map<string, Value>([...(parts.extra ?? []), ...told]),
  };
}
