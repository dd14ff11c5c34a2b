// What a topic of the log becomes in the landing area. The loop (load-loop.ts) is the same for all: positions, seals,
// retries; a feed knows its tables.
import type { BatchCounts, BatchTable } from '../contracts/batch.ts';
import type { LogRecord } from '../contracts/log.ts';

/** What a feed made of the records of one batch. */
export interface FeedBatch {
  readonly tables: readonly BatchTable[];
  /** Their sum and what the log could not give back is the range of the batch. */
  readonly counts: Omit<BatchCounts, 'damaged'>;
  readonly storedHash: string;
}

export interface FeedRange {
  /** Safe as a file name. */
  readonly id: string;
  /** load_tstamp of the record at an offset. Offsets are asked for in increasing order. */
  readonly loadMsOf: (offset: number) => number;
}

export interface Feed {
  /** Name of its count in the balance: `load`, `load:failed`. */
  readonly hop: string;
  /** Makes its tables. */
  readonly start: () => Promise<void>;
  /** Writes the files of a batch and makes what its rows need. Called again with the same records after a failure. */
  readonly write: (records: readonly LogRecord[], range: FeedRange) => Promise<FeedBatch>;
  /** What was sealed before is loaded: from here on every batch is new. */
  readonly caughtUp: (signal: AbortSignal) => void;
  /** Ends what goes on beside the batches, so that the warehouse may be closed. */
  readonly end: () => Promise<void>;
}
