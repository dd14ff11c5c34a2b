// The durable stream between stages. A core that every adapter meets, and named capabilities for the rest.
//
//   core          append is durable when it resolves · delivery at least once · commit after the sink's own commit
//   ordered       records of a partition arrive in the order of their append
//   seekOffset    a consumer can be placed at an offset · records carry one
//   seekTime      a consumer can be placed at a time
//   offsetInSink  a consumer may keep its position beside its results and never call `commit`
//
// The local log has all four. Pub/Sub has none in general: its record ids are message ids and its offsets are -1.

export type LogCapability = 'ordered' | 'seekOffset' | 'seekTime' | 'offsetInSink';

/** Which stream. Topics: raw, enriched, failed, repairs, columns, batches. Partitions count from 0. */
export interface LogAddress {
  readonly topic: string;
  readonly partition: number;
}

export interface LogRecord {
  /** Unique in the topic for ever: `<partition>/<offset>`, or the broker's message id. Origins are made from it. */
  readonly id: string;
  /** Position in the partition; -1 without `seekOffset`. The first record has 0; there are no holes but removed frames. */
  readonly offset: number;
  /** Wall clock of the append, ms since 1970; never decreases within a partition. */
  readonly timeMs: number;
  /** Key the payload is sealed with; 0 = clear. */
  readonly keyId: number;
  readonly payload: Uint8Array;
}

export interface Appended {
  /** Offset of the first record; the others follow. -1 without `seekOffset`. */
  readonly firstOffset: number;
  readonly count: number;
  readonly timeMs: number;
}

export interface LogWriter {
  readonly address: LogAddress;
  /**
   * Appends records together and resolves when they are durable. Concurrent calls share one sync.
   *
   * @throws LOG_BUSY (transient) when too much waits for the disk; LOG_FULL (transient) when the disk is full;
   *   LOG_FAILED (transient) when the disk refused, after which the writer has moved to a new segment. A rejected
   *   append may still be stored if the process dies at that moment: at least once, never silently lost.
   */
  append(payloads: readonly Uint8Array[], keyId?: number): Promise<Appended>;
  /** The offset that the next record will get. */
  readonly endOffset: number;
  state(): LogState;
  /** Waits for pending appends, then releases the partition. */
  close(): Promise<void>;
}

export interface LogConsumer {
  readonly address: LogAddress;
  readonly group: string;
  readonly capabilities: ReadonlySet<LogCapability>;
  /** Where the next poll starts; -1 without `seekOffset`. */
  readonly position: number;
  /**
   * Durable records in order, waiting up to `waitMs` for the first; empty when none came.
   * Bytes that are damaged are skipped, and reported through `damage()`, never returned.
   */
  poll(limits: PollLimits): Promise<readonly LogRecord[]>;
  /** Stores that every record before `nextOffset` has been dealt with. Survives a power cut when it resolves. */
  commit(nextOffset: number): Promise<void>;
  /** Last stored position of the group, or undefined when it never committed. */
  committed(): Promise<number | undefined>;
  /** Needs `seekOffset`. An offset before the oldest record moves to the oldest; past the end is refused: LOG_OFFSET_UNKNOWN. */
  seekOffset(offset: number): Promise<void>;
  /** Needs `seekTime`. Places the consumer at the first record with `timeMs >= timeMs`. */
  seekTime(timeMs: number): Promise<void>;
  /** What this consumer had to skip since it was opened. */
  damage(): readonly LogDamage[];
  close(): Promise<void>;
}

export interface PollLimits {
  readonly recordsMax: number;
  readonly bytesMax: number;
  readonly waitMs: number;
  readonly signal?: AbortSignal;
}

/** A range of bytes that does not hold what was written. The bytes are kept in `quarantine/`. */
export interface LogDamage {
  readonly segment: string;
  readonly positionBytes: number;
  readonly lengthBytes: number;
  /** First and last offset known to be missing; equal for one. -1 when a side cannot be told. */
  readonly firstOffset: number;
  readonly lastOffset: number;
  readonly reason: 'checksum' | 'chain' | 'length' | 'header' | 'gap';
}

export interface LogGroupState {
  readonly group: string;
  readonly nextOffset: number;
  readonly updatedMs: number;
  /** False when idle for longer than GROUP_IDLE_MS_MAX: it no longer holds back retention. */
  readonly live: boolean;
}

export interface LogState {
  readonly address: LogAddress;
  readonly oldestOffset: number;
  /** The offset after the last durable record. Readers never pass it. */
  readonly durableOffset: number;
  readonly segments: number;
  readonly bytes: number;
  /** Bytes cut from a torn tail at the last open; they were never acknowledged. */
  readonly tornBytes: number;
  readonly damage: readonly LogDamage[];
  readonly groups: readonly LogGroupState[];
}
