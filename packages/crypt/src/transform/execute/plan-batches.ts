// Batches of a microbatch model: half-open spans of its event time, in UTC, each a whole hour, day, month or year but for an
// end that was asked for.

export type BatchSize = 'hour' | 'day' | 'month' | 'year';

export interface Batch {
  /** `20260131`, or `20260131T08` of an hour. */
  readonly id: string;
  /** Milliseconds since 1970 UTC. */
  readonly startMs: number;
  readonly endMs: number;
}

export interface BatchQuestion {
  readonly size: BatchSize;
  /** Batches before the current one that are made again. */
  readonly lookback: number;
  /** Whether there is a table already. */
  readonly isIncremental: boolean;
  readonly nowMs: number;
  /** From the model's configuration: where the first run begins. */
  readonly beginMs: number | undefined;
  /** Given on the command line. */
  readonly startMs: number | undefined;
  readonly endMs: number | undefined;
}

/** Undefined when there is no table and nothing says where to begin. */
export function planBatches(question: BatchQuestion): readonly Batch[] | undefined {
  const { size, lookback, isIncremental, nowMs, beginMs, startMs } = question;
  const endMs = question.endMs ?? ceiling(nowMs, size);
  const first = startMs ?? (isIncremental ? step(ceiling(endMs, size), size, -lookback - 1) : beginMs);
  if (first === undefined) return undefined;
  const batches: Batch[] = [];
  for (let at = truncate(first, size); at < endMs; at = step(at, size, 1))
    batches.push({ id: batchId(at, size), startMs: at, endMs: Math.min(step(at, size, 1), endMs) });
  return batches;
}

function truncate(ms: number, size: BatchSize): number {
  const at = new Date(ms);
  const month = size === 'year' ? 0 : at.getUTCMonth();
  const day = size === 'year' || size === 'month' ? 1 : at.getUTCDate();
  return Date.UTC(at.getUTCFullYear(), month, day, size === 'hour' ? at.getUTCHours() : 0);
}

function ceiling(ms: number, size: BatchSize): number {
  const start = truncate(ms, size);
  return start === ms ? ms : step(start, size, 1);
}

/** @param ms where a batch begins. */
function step(ms: number, size: BatchSize, count: number): number {
  const at = new Date(ms);
  const [year, month, day, hour] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate(), at.getUTCHours()];
  switch (size) {
    case 'hour':
      return Date.UTC(year, month, day, hour + count);
    case 'day':
      return Date.UTC(year, month, day + count);
    case 'month':
      return Date.UTC(year, month + count, 1);
    case 'year':
      return Date.UTC(year + count, 0, 1);
  }
}

function batchId(ms: number, size: BatchSize): string {
  const text = new Date(ms).toISOString();
  const day = text.slice(0, 10).replaceAll('-', '');
  return size === 'hour' ? `${day}T${text.slice(11, 13)}` : day;
}
