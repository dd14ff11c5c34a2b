// Numbers and times as people read them. Times are UTC, as the pages say; nothing here depends on a locale setting.

const COUNT = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });

export const NONE = '–';

export function formatCount(count: number | null): string {
  return count === null ? NONE : COUNT.format(count);
}

/** `1 event`, `2 events`, `1,204 events`. */
export function formatNoun(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** Events a second: two digits where they mean something. */
export function formatRate(perSecond: number | null): string {
  if (perSecond === null) return NONE;
  if (perSecond === 0) return '0';
  if (perSecond < 0.1) return '< 0.1';
  return perSecond < 10 ? perSecond.toFixed(1) : formatCount(perSecond);
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

export function formatBytes(bytes: number | null): string {
  if (bytes === null) return NONE;
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
}

/** `0.4 s`, `12 s`, `3 min`, `5 h`, `12 days`. */
export function formatSeconds(seconds: number | null): string {
  if (seconds === null) return NONE;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3_600)} h`;
  return `${formatCount(seconds / 86_400)} days`;
}

/** `14:03:22`. */
export function formatClock(ms: number): string {
  return new Date(ms).toISOString().slice(11, 19);
}

/** `2026-11-24 14:03:22`. */
export function formatMoment(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}

/** The clock alone for today's moments, with the date for others. */
export function formatRecent(ms: number, nowMs: number): string {
  return formatMoment(ms).slice(0, 10) === formatMoment(nowMs).slice(0, 10) ? formatClock(ms) : formatMoment(ms);
}
