import type { EnrichProgress } from '../../contracts/enrich-progress.ts';
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

/** Waits until enrich has passed the raw records before an offset; see enrich/progress-watch.ts. */
export type Passed = (rawNext: number, signal: AbortSignal) => Promise<EnrichProgress>;

export function startEnricherServer(path: string, retry: Retry, passed: Passed): Promise<LineServer> {
  return startLineServer(path, {
    retry: async (params, signal, progress) => retry(readRequest(params), signal, progress),
    passed: async (params, signal) => passed(readOffset(params), signal),
  });
}

/** @throws SOCKET_REQUEST (bug) */
function readOffset({ rawNext }: JsonObject): number {
  if (typeof rawNext === 'number' && Number.isSafeInteger(rawNext) && rawNext >= 0) return rawNext;
  throw fail('SOCKET_REQUEST', { reason: 'passed names an offset of log:raw' });
}

/** @throws SOCKET_REQUEST (bug) */
function readRequest({ groups, dryRun }: JsonObject): RetryRequest {
  const isList = Array.isArray(groups) && groups.length > 0 && groups.every((group) => typeof group === 'string');
  if (groups !== 'all' && !isList) throw fail('SOCKET_REQUEST', { reason: 'a retry names groups, or all' });
  return { groups: isList ? groups : 'all', dryRun: dryRun === true };
}
