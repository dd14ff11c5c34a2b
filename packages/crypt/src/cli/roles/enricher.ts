// Raw payloads to events, and failed events again. Project enrichments run here, so that they can be killed.
import { startEnricherServer } from '../../adapters/local-socket/enricher-server.ts';
import { socketPath } from '../../adapters/local-socket/socket-path.ts';
import { runEnrich } from '../../enrich/enrich-loop.ts';
import { ProgressWatch } from '../../enrich/progress-watch.ts';
import { RetryQueue } from '../../enrich/retry/retry-queue.ts';
import { errorText } from '../../kernel/crypt-error.ts';
import { openEnrichLogs } from '../enrich-logs.ts';
import { openPipeline } from '../open-pipeline.ts';
import { reportLogs } from '../report-logs.ts';
import type { RoleWorld } from '../role-world.ts';
import { trimForEver } from '../trim-for-ever.ts';

export async function runEnricher(world: RoleWorld): Promise<void> {
  const { project, clock, random, logger, stop, tell } = world;
  const logs = await openEnrichLogs(world);
  const { enriched, failed, repairs } = logs.writers;
  const { pipeline, refresh, code } = await openPipeline(world, process.env, stop);
  const queue = new RetryQueue();
  const watch = new ProgressWatch();
  const server = await startEnricherServer(
    socketPath(project.dataFolder, 'enricher'),
    (request, signal, onProgress) => queue.submit(request, signal, onProgress),
    (rawNext, signal) => watch.passed(rawNext, signal),
  );
  // Ends with the work, which may fail long before anybody says stop.
  const ended = new AbortController();
  const whileWorking = { ...world, stop: AbortSignal.any([stop, ended.signal]) };
  const trimming = [trimForEver(whileWorking, enriched, 'enriched'), trimForEver(whileWorking, failed, 'failed')];
  const refreshing = refreshForEver(whileWorking, refresh);
  const reporting = reportLogs(whileWorking, [enriched, failed, repairs]);
  tell({ type: 'ready', urls: {} });
  try {
    await runEnrich({
      ...logs.options,
      pipeline,
      retry: { ...logs.retry, queue, onNotice: (key, text) => tell({ type: 'notice', key, text }) },
      clock,
      random,
      logger,
      signal: stop,
      onCount: (count) => {
        watch.note(count);
        tell({ type: 'hop', count });
      },
    });
  } finally {
    ended.abort();
    await Promise.allSettled([reporting, refreshing, ...trimming]);
    await server.close();
    await code.close();
    await logs.close();
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
