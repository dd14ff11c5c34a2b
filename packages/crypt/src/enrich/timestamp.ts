// Milliseconds since 1970 to `YYYY-MM-DD HH:MM:SS.mmm`, UTC, years 0 to 9999. Dates repeat, so each day is made once.

/** 0000-01-01 00:00:00.000 */
const MS_MIN = -62_167_219_200_000;
/** 9999-12-31 23:59:59.999 */
const MS_MAX = 253_402_300_799_999;
const DAY_MS = 86_400_000;
const DAYS_MAX = 512;

const TWO = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, '0'));
const THREE = Array.from({ length: 1000 }, (_, n) => String(n).padStart(3, '0'));
const days = new Map<number, string>();

/** Returns undefined outside the years 0 to 9999. */
export function formatTimestamp(ms: number): string | undefined {
  if (!(ms >= MS_MIN && ms <= MS_MAX)) return undefined;
  const day = Math.floor(ms / DAY_MS);
  const time = Math.trunc(ms - day * DAY_MS);
  const second = Math.trunc(time / 1000);
  const minute = Math.trunc(second / 60);
  const clock = `${TWO[Math.trunc(minute / 60)]}:${TWO[minute % 60]}:${TWO[second % 60]}`;
  return `${dayText(day)} ${clock}.${THREE[time % 1000]}`;
}

function dayText(day: number): string {
  let text = days.get(day);
  if (text === undefined) {
    text = new Date(day * DAY_MS).toISOString().slice(0, 10);
    if (days.size >= DAYS_MAX) days.clear();
    days.set(day, text);
  }
  return text;
}

const MILLISECONDS = /^[+-]?\d{1,19}$/;

/** Milliseconds of a tracker's timestamp, or undefined when it is not one of the years 0 to 9999. */
export function parseMs(text: string): number | undefined {
  if (!MILLISECONDS.test(text)) return undefined;
  const ms = Number(text);
  return ms >= MS_MIN && ms <= MS_MAX ? ms : undefined;
}
