// The owner of the DuckDB files: statement server and loader. The loader lives here because a batch then crosses no
// process, and the filter of event ids stands beside the table it mirrors.
import { join } from 'node:path';
import { openDuckdbWarehouse, type DuckdbWarehouse } from '../../adapters/duckdb/duckdb-warehouse.ts';
import { openLogWriter } from '../../adapters/local-log/writer.ts';
import { socketPath } from '../../adapters/local-socket/socket-path.ts';
import { startWarehouseServer } from '../../adapters/local-socket/warehouse-server.ts';
import { takeOwnerLock } from '../../adapters/node/owner-lock.ts';
import type { HopCount } from '../../contracts/hop-count.ts';
import type { JournalWriter } from '../../contracts/journal.ts';
import type { LandingCut } from '../../contracts/warehouse.ts';
import { EXIT_CODE, errorText, isCryptError } from '../../kernel/crypt-error.ts';
import { runLoad } from '../../load/load-loop.ts';
import { logEvents } from '../log-events.ts';
import { logPlace } from '../log-place.ts';
import { openLoadTopics, type LoadedTopic, type LoadTopics } from '../load-topics.ts';
import { openJournal } from '../open-journal.ts';
import { quarantineLanding } from '../quarantine-landing.ts';
import type { RoleWorld } from '../role-world.ts';
import { warehouseOptions } from '../warehouse-options.ts';

const LOCK_WAIT_MS = 30_000;
/** The landing is counted this often, so that a change behind our back shows within a minute. */
const CUT_EVERY_MS = 10_000;
/** A count must not take more than this share of the time, or it is made less often. */
const CUT_SHARE_MAX = 0.05;
const RETENTION_EVERY_MS = 3_600_000;
const DAY_MS = 24 * 3_600_000;

export async function runWarehouse(world: RoleWorld): Promise<void> {
  const { project, files, clock, logger, tell } = world;
  const folder = join(project.dataFolder, 'warehouse');
  await files.makeFolder(folder);
  const lock = await takeOwnerLock(folder, clock, LOCK_WAIT_MS);
  const journal = await openJournal(world, 'warehouse');
  const warehouse = await openOrQuarantine(world, folder, journal);
  const server = await startWarehouseServer(socketPath(project.dataFolder, 'warehouse'), warehouse, warehouse.models);
  const seals = await openLogWriter({
    ...logPlace(world, 'batches'),
    lockWaitMs: LOCK_WAIT_MS,
    onEvent: logEvents(world, 'batches'),
  });
  const topics = await openLoadTopics(world, warehouse, seals);
  const ticking = new AbortController();
  const tasks = [countForEver(world, warehouse, ticking.signal), expireForEver(world, warehouse, ticking.signal)];
  tell({ type: 'ready', urls: {} });
  try {
    await runLoaders(world, topics.loaders);
  } finally {
    ticking.abort();
    await Promise.allSettled(tasks);
    await server.close();
    await topics.close();
    await seals.close();
    // Only makes the next start faster, and on a full disk it fails.
    await warehouse.checkpoint().catch((error: unknown) => logger.warn('not folded', { error: errorText(error) }));
    await warehouse.close();
    await journal.close();
    await lock.release();
  }
}

/** One that ends ends all: the process starts again as a whole. */
async function runLoaders(world: RoleWorld, loaders: LoadTopics['loaders']): Promise<void> {
  const { stop, tell } = world;
  const ended = new AbortController();
  const signal = AbortSignal.any([stop, ended.signal]);
  const running = loaders.map(async ({ topic, ...loader }) => {
    try {
      await runLoad({
        ...loader,
        signal,
        onCount: (count) => tell({ type: 'hop', count }),
        onWait: noticeOf(world, topic),
      });
    } finally {
      ended.abort();
    }
  });
  await Promise.allSettled(running);
  await Promise.all(running);
}

function noticeOf({ tell }: RoleWorld, topic: LoadedTopic): (reason: string | null) => void {
  return (reason) => {
    const text = reason === null ? '' : `Loading log:${topic} waits and tries again: ${reason}`;
    tell({ type: 'notice', key: topic === 'enriched' ? 'load' : `load:${topic}`, text });
  };
}

/** A landing that cannot be opened is moved aside, never deleted, and made again from the log. */
async function openOrQuarantine(world: RoleWorld, folder: string, journal: JournalWriter): Promise<DuckdbWarehouse> {
  const options = {
    ...warehouseOptions(world.project),
    onLost: () => world.die(EXIT_CODE.transient),
  };
  try {
    return await openDuckdbWarehouse(options);
  } catch (error) {
    if (!isCryptError(error, 'WAREHOUSE_UNREADABLE')) throw error;
    const moved = await quarantineLanding(world.files, folder, world.clock.nowMs());
    await journal.append('landing.quarantined', 1, { reason: error.message, moved: [...moved] });
    const text = `The landing could not be opened and is made again from the log; the old files are in ${moved[0]}.`;
    world.tell({ type: 'notice', key: 'quarantine', text });
    return openDuckdbWarehouse(options);
  }
}

const COUNTED = [
  { topic: 'enriched', table: 'events', hop: 'landing' },
  { topic: 'failed', table: 'failed_event_rows', hop: 'landing:failed' },
  { topic: 'repairs', table: 'failed_event_repairs', hop: 'landing:repairs' },
] as const;

/** Counts landing.events by SQL against what the loader wrote, for the balance. */
async function countForEver(world: RoleWorld, warehouse: DuckdbWarehouse, signal: AbortSignal): Promise<void> {
  const { clock, tell, logger } = world;
  while (!signal.aborted) {
    const startedMs = clock.monotonicMs();
    try {
      for (const { topic, table, hop } of COUNTED) {
        const cut = await warehouse.cut(topic, 0, table);
        tell({ type: 'hop', count: landingCount(hop, topic, cut, clock.nowMs()) });
      }
    } catch (error) {
      // The next count tells; until then the balance shows the last one with its time.
      logger.warn('landing not counted', { error: String(error) });
    }
    await clock.sleep(Math.max(CUT_EVERY_MS, (clock.monotonicMs() - startedMs) / CUT_SHARE_MAX), signal);
  }
}

/** Before the first batch nothing is expected, and nothing is there. */
function landingCount(hop: string, topic: string, cut: LandingCut | undefined, timeMs: number): HopCount {
  const nothing = { count: 0, hash: '0' };
  const { consumed } = cut ?? {};
  const expected =
    consumed === undefined ? nothing : { count: consumed.stored - consumed.expired, hash: consumed.presentHash };
  const terms = { expected, present: cut?.present ?? nothing };
  return { hop, counter: 'sql', timeMs, topic, upToOffset: consumed?.nextOffset ?? 0, terms };
}

async function expireForEver(world: RoleWorld, warehouse: DuckdbWarehouse, signal: AbortSignal): Promise<void> {
  const { clock, logger, project } = world;
  const days = project.config.landing.days;
  if (days === null) return;
  while (!signal.aborted) {
    const beforeMs = clock.nowMs() - days * DAY_MS;
    const rule = { topic: 'enriched', partition: 0, table: 'events', column: 'load_tstamp', beforeMs };
    try {
      const rows = await warehouse.expire(rule);
      if (rows > 0) logger.info('landing expired', { rows, days });
    } catch (error) {
      logger.warn('landing not expired', { error: String(error) });
    }
    await clock.sleep(RETENTION_EVERY_MS, signal);
  }
}
