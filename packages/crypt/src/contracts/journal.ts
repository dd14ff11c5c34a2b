import type { Json, JsonObject } from '../kernel/parse-json.ts';

/** One fact about what the platform did. No personal data: ids and counts only. */
export interface JournalEntry {
  /** The process kind that wrote it; each writer has its own partition. */
  readonly writer: string;
  /** Counts from 0 in each writer, without holes. */
  readonly seq: number;
  readonly timeMs: number;
  /** `<noun>.<past verb>`: `batch.sealed`, `warehouse.restored`. */
  readonly type: string;
  /** Version of the body's shape for this type. */
  readonly version: number;
  readonly body: JsonObject;
}

export interface JournalWriter {
  /** Appends one entry and resolves when it is durable. */
  append(type: string, version: number, body: { readonly [key: string]: Json }): Promise<JournalEntry>;
  close(): Promise<void>;
}

export interface JournalReader {
  /** Entries of one writer in order, from `seq`. */
  read(writer: string, fromSeq: number): AsyncIterable<JournalEntry>;
  /** Names of all writers, sorted. */
  writers(): Promise<readonly string[]>;
}
