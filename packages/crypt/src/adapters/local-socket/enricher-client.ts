import type { EnrichProgress } from '../../contracts/enrich-progress.ts';
import type { RetryProgress, RetryRequest, RetryResult } from '../../contracts/retry.ts';
import { connectLineClient } from './line-client.ts';

export interface EnricherClient {
  /**
   * Has failed events enriched again. A cancelled one resolves with what was done until then.
   * @throws RETRY_GROUP_UNKNOWN (user); RETRY_STOPPED, SOCKET_CLOSED (transient).
   */
  retry(
    request: RetryRequest,
    signal: AbortSignal,
    onProgress: (progress: RetryProgress) => void,
  ): Promise<RetryResult>;
  /**
   * Waits until enrich has passed the raw records before `rawNext`. A cancelled one resolves with how far it is.
   * @throws SOCKET_CLOSED (transient).
   */
  passed(rawNext: number, signal: AbortSignal): Promise<EnrichProgress>;
  close(): void;
}

/** Undefined when no enricher listens at `path`. */
export async function connectEnricher(path: string): Promise<EnricherClient | undefined> {
  const client = await connectLineClient(path, 'the enricher');
  if (client === undefined) return undefined;
  return {
    async retry(request, signal, onProgress) {
      const heard = (value: unknown): void => onProgress(value as RetryProgress);
      return (await client.ask('retry', request, signal, heard)) as unknown as RetryResult;
    },
    async passed(rawNext, signal) {
      return (await client.ask('passed', { rawNext }, signal)) as unknown as EnrichProgress;
    },
    close: () => client.close(),
  };
}
