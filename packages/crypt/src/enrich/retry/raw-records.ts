// Records of log:raw by their offsets, which lie anywhere: near ones are read through, far ones sought.
import type { LogConsumer, LogRecord } from '../../contracts/log.ts';
import type { Clock } from '../../kernel/effects.ts';
import { ENRICH_POLL_BYTES_MAX, ENRICH_POLL_RECORDS_MAX, RETRY_SLICE_MS_MAX } from '../../kernel/limits.ts';

/** A seek opens a file and reads its index; reading so many records of a kilobyte takes as long. */
const NEAR = 200;

export interface FoundRecords {
  /** By offset. What is missing is not in the log any more. */
  readonly records: ReadonlyMap<number, LogRecord>;
  /** How many of the offsets were looked for, from the first on; 1 at least. */
  readonly looked: number;
}

/**
 * @param offsets increasing. Only the first ones are looked for when they have ENRICH_POLL_BYTES_MAX of payload, or take
 *   longer than RETRY_SLICE_MS_MAX.
 */
export async function readRawRecords(
  reader: LogConsumer,
  offsets: readonly number[],
  clock: Clock,
): Promise<FoundRecords> {
  const records = new Map<number, LogRecord>();
  const startedMs = clock.monotonicMs();
  let sizeBytes = 0;
  let looked = 0;
  let oldest = 0;
  for (const offset of offsets) {
    if (sizeBytes >= ENRICH_POLL_BYTES_MAX || clock.monotonicMs() - startedMs >= RETRY_SLICE_MS_MAX) break;
    looked++;
    // Of what retention has removed there may be very much.
    if (offset < oldest) continue;
    if (offset < reader.position || offset - reader.position > NEAR) {
      await reader.seekOffset(offset);
      oldest = reader.position > offset ? reader.position : 0;
    }
    const record = await readAt(reader, offset);
    if (record === undefined) continue;
    records.set(offset, record);
    sizeBytes += record.payload.length;
  }
  return { records, looked };
}

/** Reads on up to the offset. */
async function readAt(reader: LogConsumer, offset: number): Promise<LogRecord | undefined> {
  while (reader.position <= offset) {
    const before = reader.position;
    const recordsMax = Math.min(offset - before + 1, ENRICH_POLL_RECORDS_MAX);
    const polled = await reader.poll({ recordsMax, bytesMax: ENRICH_POLL_BYTES_MAX, waitMs: 0 });
    const found = polled.find((record) => record.offset === offset);
    if (found !== undefined || reader.position === before) return found;
  }
  return undefined;
}
