// The loaders of a data folder: one a topic that becomes rows. They share the seals and the warehouse, nothing else.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openLogConsumer } from '../adapters/local-log/consumer.ts';
import { readLogState } from '../adapters/local-log/log-state.ts';
import type { LogConsumer, LogWriter } from '../contracts/log.ts';
import type { Warehouse } from '../contracts/warehouse.ts';
import type { Logger } from '../kernel/effects.ts';
import { assetUrl } from '../kernel/asset.ts';
import { DEDUP_FILTER_BYTES_MAX } from '../kernel/limits.ts';
import { eventFeed, type EventView } from '../load/event-feed.ts';
import { failedFeed, repairFeed } from '../load/failed-feed.ts';
import type { Feed } from '../load/feed.ts';
import type { LoadOptions } from '../load/load-loop.ts';
import { logPlace, type LogWorld } from './log-place.ts';
import { openObserver } from './open-observer.ts';

export interface LoadTopics {
  /** What each loader needs, less what its caller watches. In the order in which a restore loads them. */
  readonly loaders: readonly (Omit<LoadOptions, 'onCount' | 'signal'> & { readonly topic: LoadedTopic })[];
  close(): Promise<void>;
}

export const LOADED_TOPICS = ['enriched', 'failed', 'repairs'] as const;
export type LoadedTopic = (typeof LOADED_TOPICS)[number];

export async function openLoadTopics(
  world: LogWorld & { readonly logger: Logger },
  warehouse: Warehouse,
  seals: LogWriter,
): Promise<LoadTopics> {
  const { project, files, clock, logger } = world;
  const columns = await openObserver(world, 'columns');
  const viewSql = await readSql('failed_events');
  const views = await readEventViews();
  const folderOf = (topic: string): string => join(project.dataFolder, 'run', 'load', topic);
  const feedOf = (topic: LoadedTopic): Feed => {
    const shared = { warehouse, files, folder: folderOf(topic) };
    if (topic === 'failed') return failedFeed({ ...shared, viewSql });
    if (topic === 'repairs') return repairFeed(shared);
    return eventFeed({ ...shared, columns, clock, logger, views, filterBytesMax: DEDUP_FILTER_BYTES_MAX });
  };
  // Before any loader runs: the views of events read failed events too.
  await feedOf('failed').start();
  const logs: LogConsumer[] = [];
  const loaders = [];
  for (const topic of LOADED_TOPICS) {
    const log = await openLogConsumer({ ...logPlace(world, topic), group: 'load' });
    logs.push(log);
    loaders.push({
      topic,
      feed: feedOf(topic),
      log,
      logEnd: async () => (await readLogState(logPlace(world, topic))).durableOffset,
      seals,
      openSeals: () => openObserver(world, 'batches'),
      warehouse,
      files,
      folder: folderOf(topic),
      clock,
      logger,
    });
  }
  return {
    loaders,
    close: async () => {
      await Promise.all([columns.close(), ...logs.map((log) => log.close())]);
    },
  };
}

/** What the landing shows of loss: docs/silence.md. */
async function readEventViews(): Promise<readonly EventView[]> {
  return [
    { name: 'event_volumes', select: await readSql('event_volumes') },
    { name: 'event_alarms', select: await readSql('event_alarms') },
    { name: 'session_gaps', select: await readSql('session_gaps'), needs: SESSION_COLUMN },
  ];
}

const SESSION_COLUMN = 'contexts_com_snowplowanalytics_snowplow_client_session_1';

function readSql(name: string): Promise<string> {
  return readFile(assetUrl(`sql/load/${name}.sql`), 'utf8');
}
