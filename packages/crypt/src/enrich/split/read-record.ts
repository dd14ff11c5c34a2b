// A record of log:raw back to the request. Our collector writes well-typed heads; bytes that anything else wrote must
// end as a failed event, not as a crash that comes back at every start.
import { decodeCollectorPayload, type CollectorPayload } from '../../contracts/collector-payload.ts';
import { isCryptError } from '../../kernel/crypt-error.ts';

export interface StoredRequest {
  readonly head: CollectorPayload;
  readonly body: Uint8Array;
}

/** The request, or undefined when the bytes are not a stored payload. */
export function readRecord(payload: Uint8Array): StoredRequest | undefined {
  try {
    const stored = decodeCollectorPayload(payload);
    return isWellTyped(stored.head) ? stored : undefined;
  } catch (error) {
    if (isCryptError(error, 'JSON_REFUSED')) return undefined;
    throw error;
  }
}

function isWellTyped(head: CollectorPayload): boolean {
  const texts: readonly unknown[] = [head.method, head.path, head.query, head.ip, head.host, head.collector];
  const maybe: readonly unknown[] = [head.contentType, head.userAgent, head.referer, head.networkUserId, head.refusal];
  return (
    typeof head.timeMs === 'number' &&
    head.path !== '' &&
    texts.every((value) => typeof value === 'string') &&
    maybe.every((value) => value === null || typeof value === 'string')
  );
}
