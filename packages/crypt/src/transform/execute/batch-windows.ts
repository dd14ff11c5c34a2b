// The batches of a microbatch model: spans of time, in UTC, from its begin or what it looks back to until the end.
export const BATCH_SIZES = ['hour', 'day', 'month', 'year'] as const;
export type BatchSize = (typeof BATCH_SIZES)[number];

/** Milliseconds since 1970; the end is not in it. */
export interface TimeWindow {
  readonly startMs: number;
  readonly endMs: number;
}

export interface BatchPlan {
  readonly size: BatchSize;
  readonly lookback: number;
  /** Where the first run begins. Undefined: the model does not say. */
  readonly beginMs: number | undefined;
  /** --event-time-start and --event-time-end. */
  readonly startMs?: number | undefined;
  readonly endMs?: number | undefined;
  readonly nowMs: number;
  readonly isIncremental: boolean;
}

/** Undefined: the first run, and the model has no begin. */
export function batchWindows(plan: BatchPlan): readonly TimeWindow[] | undefined {
  const { size, isIncremental, lookback } = plan;
  const endMs = ceiling(plan.endMs ?? plan.nowMs, size);
  const startMs = startOf();
  if (startMs === undefined) return undefined;
  const windows: TimeWindow[] = [];
  for (let at = startMs; at < endMs || windows.length === 0;) {
    const next = offset(at, size, 1);
    windows.push({ startMs: at, endMs: Math.max(at, Math.min(next, endMs)) });
    at = next;
  }
  return windows;

  function startOf(): number | undefined {
    if (plan.startMs !== undefined) return offset(plan.startMs, size, 0);
    if (!isIncremental) return plan.beginMs === undefined ? undefined : offset(plan.beginMs, size, 0);
    // The end is the end of a batch, so the batch before it is the present one.
    return offset(endMs, size, -lookback - 1);
  }
}

/** The beginning of the batch that the time is in, and so many batches further. */
export function offset(ms: number, size: BatchSize, by: number): number {
  const at = new Date(ms);
  const [year, month, day, hour] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate(), at.getUTCHours()];
  switch (size) {
    case 'hour':
      return Date.UTC(year, month, day, hour + by);
    case 'day':
      return Date.UTC(year, month, day + by);
    case 'month':
      return Date.UTC(year, month + by);
    case 'year':
      return Date.UTC(year + by, 0);
  }
}

function ceiling(ms: number, size: BatchSize): number {
  const floor = offset(ms, size, 0);
  return floor === ms ? ms : offset(ms, size, 1);
}

/** `2026-11-22`, `2026-11-22T10`, `2026-11`, `2026`. */
export function batchName({ startMs }: TimeWindow, size: BatchSize): string {
  const length = { hour: 13, day: 10, month: 7, year: 4 }[size];
  return new Date(startMs).toISOString().slice(0, length);
}

/** `2026-11-22T00:00:00+00:00`, as artifacts have it. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString().replace(/(\.000)?Z$/, '+00:00');
}

/** A date, or a date and a time; without a zone it is in UTC. NaN for anything else. */
export function parseTime(text: string): number {
  const parts = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?))?\s*(Z|[+-]\d{2}:?\d{2})?$/.exec(
    text.trim(),
  );
  if (parts === null) return Number.NaN;
  const [, date = '', clock = '00:00:00', zone = 'Z'] = parts;
  return Date.parse(`${date}T${clock}${zone}`);
}

/** --sample: `3 days` back from now, or a mapping of start and end. Undefined for anything else. */
export function sampleWindow(text: string, nowMs: number): TimeWindow | undefined {
  const [, count = '', unit = ''] = /^(\d{1,6}) (\w+?)s?$/.exec(text.trim().toLowerCase()) ?? [];
  const size = BATCH_SIZES.find((known) => known === unit);
  if (size !== undefined) return { startMs: offset(nowMs, size, -Number(count)), endMs: nowMs };
  const of = (name: string): number =>
    parseTime(new RegExp(`['"]?${name}['"]?\\s*:\\s*['"]?([\\d:T +Z.-]+)`).exec(text)?.[1] ?? '');
  const [startMs, endMs] = [of('start'), of('end')];
  return startMs < endMs ? { startMs, endMs } : undefined;
}
