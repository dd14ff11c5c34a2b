// One retry of failed events: by the enricher when the platform is up, else by opening the logs as their owner.
import { connectEnricher } from '../adapters/local-socket/enricher-client.ts';
import { socketPath } from '../adapters/local-socket/socket-path.ts';
import { nodeRandom } from '../adapters/node/node-random.ts';
import { readLiveOwner, takeOwnerLock } from '../adapters/node/owner-lock.ts';
import { openDataFolder } from '../config/data-folder.ts';
import type { Project } from '../config/read-config.ts';
import type { ProjectCode } from '../contracts/project-code.ts';
import type { RetryProgress, RetryRequest, RetryResult } from '../contracts/retry.ts';
import { runEnrich } from '../enrich/enrich-loop.ts';
import { RetryQueue } from '../enrich/retry/retry-queue.ts';
import type { CliContext } from './context.ts';
import { openEnrichLogs } from './enrich-logs.ts';
import { fail } from './errors.ts';
import { lineLogger } from './line-logger.ts';
import { openPipeline } from './open-pipeline.ts';
import { recoverLogs } from './recover-logs.ts';

/**
 * @throws RETRY_GROUP_UNKNOWN (user); CLI_ENRICHER_AWAY, RETRY_STOPPED, LOCK_HELD (transient); and what the logs throw.
 */
export async function retryEvents(
  project: Project,
  context: CliContext,
  request: RetryRequest,
  onProgress: (progress: RetryProgress) => void,
): Promise<RetryResult> {
  const client = await connectEnricher(socketPath(project.dataFolder, 'enricher'));
  if (client !== undefined) {
    try {
      return await client.retry(request, context.interrupted, onProgress);
    } finally {
      client.close();
    }
  }
  if ((await readLiveOwner(project.dataFolder)) !== undefined) throw fail('CLI_ENRICHER_AWAY', {});
  await openDataFolder(project.dataFolder, context.files);
  const lock = await takeOwnerLock(project.dataFolder, context.clock, 0);
  try {
    return await retryAsOwner(project, context, request, onProgress);
  } finally {
    await lock.release();
  }
}

/** The enricher's own loop, which ends with the retry. What waits in log:raw is enriched on the way. */
async function retryAsOwner(
  project: Project,
  context: CliContext,
  request: RetryRequest,
  onProgress: (progress: RetryProgress) => void,
): Promise<RetryResult> {
  const { clock, files, interrupted } = context;
  const logger = lineLogger(() => undefined, clock);
  const world = { project, files, clock, random: nodeRandom, logger, tell: () => undefined };
  await recoverLogs(world);
  const logs = await openEnrichLogs(world);
  const queue = new RetryQueue();
  const stop = new AbortController();
  let code: ProjectCode | undefined;
  try {
    const opened = await openPipeline(world, context.environment, stop.signal);
    code = opened.code;
    const retried = queue.submit(request, interrupted, onProgress).finally(() => stop.abort());
    const running = runEnrich({
      ...logs.options,
      pipeline: opened.pipeline,
      retry: { ...logs.retry, queue, onNotice: () => undefined },
      clock,
      random: nodeRandom,
      logger,
      signal: stop.signal,
      onCount: () => undefined,
    });
    // Why the loop ended says more than that it ended.
    const [result, ended] = await Promise.allSettled([retried, running]);
    if (ended.status === 'rejected') throw ended.reason;
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  } finally {
    await code?.close();
    await logs.close();
  }
}
