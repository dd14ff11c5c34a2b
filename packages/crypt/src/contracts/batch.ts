import type { Column } from './column.ts';

/** Rows of one table in one file. Paths are absolute; the file is complete and will not change. */
export interface BatchFile {
  readonly path: string;
  readonly format: 'ndjson' | 'parquet';
  readonly rowCount: number;
  readonly sizeBytes: number;
}

/** What one table receives from a batch. */
export interface BatchTable {
  /** `events`, within the landing area. */
  readonly table: string;
  readonly columns: readonly Column[];
  readonly files: readonly BatchFile[];
}

/** Where each record of the batch went. Their sum is `to - from` for a log without removed frames. */
export interface BatchCounts {
  /** Rows the batch adds to its main table. */
  readonly stored: number;
  /** Same event id and same content as a stored row: kept in `duplicates`, not stored again. */
  readonly duplicate: number;
  /** The same origin again: already stored. */
  readonly redelivered: number;
  /** Records that the log could not give back whole. */
  readonly damaged: number;
}

/**
 * The only input of a warehouse. Its boundaries are durable before it is loaded, so a repeat after a crash is the
 * same batch with the same id. The id is safe as a file name and as a job id.
 */
export interface SealedBatch {
  readonly id: string;
  readonly topic: string;
  readonly partition: number;
  /** First offset, inclusive. */
  readonly from: number;
  /** Last offset, exclusive: the consumed position after the commit. */
  readonly to: number;
  readonly sealedMs: number;
  readonly tables: readonly BatchTable[];
  readonly counts: BatchCounts;
  /** Sum of the 64-bit hashes of the stored rows, modulo 2^64, decimal. See kernel/multiset-hash.ts. */
  readonly storedHash: string;
}

/** The consumed position of one partition and what was loaded up to it; written in the transaction of the rows. */
export interface Consumed {
  readonly topic: string;
  readonly partition: number;
  readonly nextOffset: number;
  readonly stored: number;
  readonly duplicate: number;
  readonly redelivered: number;
  readonly damaged: number;
  /** Rows that retention has removed since. */
  readonly expired: number;
  /** Multiset hash of the rows that should be there: stored less expired. */
  readonly presentHash: string;
}
