// Asking for a retry of failed events, and what became of it. Crosses the enricher's socket as JSON.

export interface RetryRequest {
  /** Ids of groups of failed events, or all. */
  readonly groups: readonly string[] | 'all';
  /** Judges, and appends nothing to log:enriched, log:failed and log:repairs. */
  readonly dryRun: boolean;
}

/** Failed events that fail again, by their newest judgement. */
export interface StillFailing {
  readonly group: string;
  readonly failureType: string;
  readonly cause: string;
  readonly schema: string | null;
  readonly count: number;
}

export interface RetryCounts {
  /** Failed events of the groups that were open; the sum of the next four. */
  readonly matched: number;
  readonly repaired: number;
  /** A rule of the project wants them nowhere. */
  readonly dropped: number;
  readonly stillFailing: number;
  /** log:raw does not hold their request any more: removed by retention, or damaged. */
  readonly tooOld: number;
  /** Rows appended to log:enriched; more than `repaired` where a payload could be split that could not before. */
  readonly rows: number;
  /** Events appended to log:failed: those of such payloads that fail on their own. */
  readonly failedAnew: number;
}

export interface RetryProgress extends RetryCounts {
  /** Records of log:failed that were looked at, of `of`. */
  readonly scanned: number;
  readonly of: number;
}

export interface RetryResult extends RetryCounts {
  readonly dryRun: boolean;
  /** False when it was cancelled before its end; what was repaired until then is. */
  readonly complete: boolean;
  /** Most first; at most RETRY_CAUSES_MAX, the rest is in `stillFailing` alone. */
  readonly causes: readonly StillFailing[];
}
