// Raw payloads to events. Project enrichments will run here, so that they can be killed.
import { join } from 'node:path';
import { openLogConsumer } from '../../adapters/local-log/consumer.ts';
import { openLogWriter } from '../../adapters/local-log/writer.ts';
import { fileCheckpoint } from '../../enrich/checkpoint.ts';
import { runEnrich } from '../../enrich/enrich-loop.ts';
import { openPipeline } from '../open-pipeline.ts';
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
  const consumer = await openLogConsumer({ ...logPlace(world, 'raw'), group: 'enrich' });
  const enrichedReader = await openLogConsumer({ ...logPlace(world, 'enriched'), group: 'enrich' });
  const failedReader = await openLogConsumer({ ...logPlace(world, 'failed'), group: 'enrich' });
  // Ends with the work, which may fail long before anybody says stop.
  const ended = new AbortController();
  const whileWorking = { ...world, stop: AbortSignal.any([stop, ended.signal]) };
  const trimming = [trimForEver(whileWorking, enriched, 'enriched'), trimForEver(whileWorking, failed, 'failed')];
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
      pipeline: await openPipeline(world),
      clock,
      random,
      logger,
      signal: stop,
      onCount: (count) => tell({ type: 'hop', count }),
    });
  } finally {
    ended.abort();
    await Promise.allSettled([reporting, ...trimming]);
    await Promise.all([consumer.close(), enrichedReader.close(), failedReader.close()]);
    await Promise.all([enriched.close(), failed.close(), columns.close()]);
  }
}
