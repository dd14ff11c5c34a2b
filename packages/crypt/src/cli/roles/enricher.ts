// Raw payloads to events. Project enrichments will run here, so that they can be killed.
import { join } from 'node:path';
import { openLogConsumer } from '../../adapters/local-log/consumer.ts';
import { openLogWriter } from '../../adapters/local-log/writer.ts';
import { fileCheckpoint } from '../../enrich/checkpoint.ts';
import { runEnrich } from '../../enrich/enrich-loop.ts';
import { openPipeline } from '../open-pipeline.ts';
import { errorText } from '../../kernel/crypt-error.ts';
import { logPlace } from '../log-place.ts';
import { logEvents } from '../log-events.ts';
import { reportLogs } from '../report-logs.ts';
import { trimForEver } from '../trim-for-ever.ts';
import type { RoleWorld } from '../role-world.ts';

const LOCK_WAIT_MS = 30_000;

export async function runEnricher(world: RoleWorld): Promise<void> {
  const { project, files, clock, random, logger, stop, tell } = world;
  const open = (topic: 'enriched' | 'failed' | 'columns') =>
    openLogWriter({ ...logPlace(world, topic), lockWaitMs: LOCK_WAIT_MS, onEvent: logEvents(world, topic) });
  const enriched = await open('enriched');
  const failed = await open('failed');
  const columns = await open('columns');
  const { pipeline, refresh, code } = await openPipeline(world, process.env, stop);
  const consumer = await openLogConsumer({ ...logPlace(world, 'raw'), group: 'enrich' });
  const enrichedReader = await openLogConsumer({ ...logPlace(world, 'enriched'), group: 'enrich' });
  const failedReader = await openLogConsumer({ ...logPlace(world, 'failed'), group: 'enrich' });
  // Ends with the work, which may fail long before anybody says stop.
  const ended = new AbortController();
  const whileWorking = { ...world, stop: AbortSignal.any([stop, ended.signal]) };
  const trimming = [trimForEver(whileWorking, enriched, 'enriched'), trimForEver(whileWorking, failed, 'failed')];
  const refreshing = refreshForEver(whileWorking, refresh);
  const reporting = reportLogs(whileWorking, [enriched, failed]);
  tell({ type: 'ready', urls: {} });
  try {
    await runEnrich({
      consumer,
      enriched,
      failed,
      enrichedReader,
      failedReader,
      checkpoint: fileCheckpoint(files, join(project.dataFolder, 'enrich', 'checkpoint.json')),
      columns,
      pipeline,
      clock,
      random,
      logger,
      signal: stop,
      onCount: (count) => tell({ type: 'hop', count }),
    });
  } finally {
    ended.abort();
    await Promise.allSettled([reporting, refreshing, ...trimming]);
    await code.close();
    await Promise.all([consumer.close(), enrichedReader.close(), failedReader.close()]);
    await Promise.all([enriched.close(), failed.close(), columns.close()]);
  }
}

const REFRESH_EVERY_MS = 5_000;

/** Notices that the tracking plan changed: schemas come into force while the platform runs. */
async function refreshForEver({ clock, logger, stop }: RoleWorld, refresh: () => Promise<boolean>): Promise<void> {
  while (!stop.aborted) {
    await clock.sleep(REFRESH_EVERY_MS, stop);
    try {
      if (await refresh()) logger.info('tracking plan read again');
    } catch (error) {
      // The plan as it was read last stays in force.
      logger.warn('tracking plan not read', { error: errorText(error) });
    }
  }
}
