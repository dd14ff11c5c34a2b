import type { RetryProgress, RetryRequest, RetryResult } from '../../contracts/retry.ts';
import type { JsonObject } from '../../kernel/parse-json.ts';
import { fail } from './errors.ts';
import { startLineServer, type LineServer } from './line-server.ts';

/** Performs one retry; see enrich/retry-queue.ts. */
export type Retry = (
  request: RetryRequest,
  signal: AbortSignal,
  onProgress: (progress: RetryProgress) => void,
) => Promise<RetryResult>;

export function startEnricherServer(path: string, retry: Retry): Promise<LineServer> {
  return startLineServer(path, {
    retry: async (params, signal, progress) => retry(readRequest(params), signal, progress),
  });
}

/** @throws SOCKET_REQUEST (bug) */
function readRequest({ groups, dryRun }: JsonObject): RetryRequest {
  const isList = Array.isArray(groups) && groups.length > 0 && groups.every((group) => typeof group === 'string');
  if (groups !== 'all' && !isList) throw fail('SOCKET_REQUEST', { reason: 'a retry names groups, or all' });
  return { groups: isList ? groups : 'all', dryRun: dryRun === true };
}
