// The logs that enrich reads and writes, opened as their owner: by the enricher, and by `crypt events retry` while the
// platform is down.
import { join } from 'node:path';
import { openLogConsumer } from '../adapters/local-log/consumer.ts';
import { openLogWriter, type LocalLogWriter } from '../adapters/local-log/writer.ts';
import { fileCheckpoint } from '../enrich/checkpoint.ts';
import type { EnrichOptions } from '../enrich/enrich-loop.ts';
import type { RetryOptions } from '../enrich/retry/retrier.ts';
import { logEvents } from './log-events.ts';
import { logPlace, type LogWorld } from './log-place.ts';
import { openObserver } from './open-observer.ts';
import type { RoleWorld } from './role-world.ts';

const LOCK_WAIT_MS = 30_000;

export interface EnrichLogs {
  readonly options: Pick<
    EnrichOptions,
    'consumer' | 'enriched' | 'failed' | 'enrichedReader' | 'failedReader' | 'checkpoint' | 'columns'
  >;
  readonly retry: Omit<RetryOptions, 'queue' | 'onNotice'>;
  /** Those whose state is told, and which retention trims where the project says so. */
  readonly writers: Readonly<Record<'enriched' | 'failed' | 'repairs', LocalLogWriter>>;
  close(): Promise<void>;
}

export async function openEnrichLogs(world: LogWorld & Pick<RoleWorld, 'logger' | 'tell'>): Promise<EnrichLogs> {
  const { project, files } = world;
  const own = (topic: 'enriched' | 'failed' | 'repairs' | 'columns'): Promise<LocalLogWriter> =>
    openLogWriter({ ...logPlace(world, topic), lockWaitMs: LOCK_WAIT_MS, onEvent: logEvents(world, topic) });
  const read = (topic: 'raw' | 'enriched' | 'failed' | 'repairs') =>
    openLogConsumer({ ...logPlace(world, topic), group: 'enrich' });
  const enriched = await own('enriched');
  const failed = await own('failed');
  const repairs = await own('repairs');
  const columns = await own('columns');
  const consumer = await read('raw');
  const enrichedReader = await read('enriched');
  const failedReader = await read('failed');
  const repairsReader = await read('repairs');
  const rawReader = await openObserver(world, 'raw');
  const failedScanner = await openObserver(world, 'failed');
  const checkpoint = fileCheckpoint(files, join(project.dataFolder, 'enrich', 'checkpoint.json'));
  const readers = [consumer, enrichedReader, failedReader, repairsReader, rawReader, failedScanner];
  return {
    options: { consumer, enriched, failed, enrichedReader, failedReader, checkpoint, columns },
    retry: { repairs, repairsReader, rawReader, failedScanner },
    writers: { enriched, failed, repairs },
    async close() {
      await Promise.all(readers.map((reader) => reader.close()));
      await Promise.all([enriched, failed, repairs, columns].map((writer) => writer.close()));
    },
  };
}
