// Failed events of some payloads, found by reading all of log:failed: for what is rare.
import type { LogConsumer } from '../../contracts/log.ts';
import { ENRICH_POLL_BYTES_MAX, ENRICH_POLL_RECORDS_MAX } from '../../kernel/limits.ts';
import { parseOrigin, readFailed, type FailedFacts } from './read-failed.ts';

/** In the order of the log, as they were written. @param end offset after the last record to look at. */
export async function findFailed(
  scanner: LogConsumer,
  recordIds: { has(recordId: string): boolean },
  end: number,
): Promise<readonly FailedFacts[]> {
  const found: FailedFacts[] = [];
  await scanner.seekOffset(0);
  while (scanner.position < end) {
    const before = scanner.position;
    const limits = { recordsMax: ENRICH_POLL_RECORDS_MAX, bytesMax: ENRICH_POLL_BYTES_MAX, waitMs: 0 };
    for (const record of await scanner.poll(limits)) {
      const place = parseOrigin(originOfFailed(record.payload));
      if (place === undefined || !recordIds.has(place.recordId) || record.offset >= end) continue;
      const facts = readFailed(record);
      if (facts !== undefined) found.push(facts);
    }
    if (scanner.position === before) break;
  }
  return found;
}

const ORIGIN = Buffer.from('"origin":"');

/** Without parsing, as the group in read-failed.ts; '' when there is none. */
function originOfFailed(payload: Uint8Array): string {
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  const at = bytes.indexOf(ORIGIN);
  return at === -1 ? '' : bytes.toString('utf8', at + ORIGIN.length, bytes.indexOf('"', at + ORIGIN.length));
}
