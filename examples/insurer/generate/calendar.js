// Days that are generated, and how busy they are: growth, the week, the year, and the hours of a day. All in UTC.
import { weighted } from './random.js';

/** @typedef {import('./random.js').Random} Random */

export const DAY_MS = 86_400_000;
const GROWTH_A_MONTH = 1.045;
/** From Sunday. */
const WEEK = [0.78, 1.18, 1.14, 1.08, 1.04, 0.96, 0.72];
const BUSIEST = Math.max(...WEEK);
/** From January, when people mean to put their affairs in order; in August they are at the sea. */
const YEAR = [1.25, 1.1, 1.05, 1, 0.95, 0.9, 0.8, 0.72, 1.12, 1.08, 1.02, 0.85];
const HOURS = [4, 2, 1, 1, 1, 2, 5, 9, 13, 16, 17, 16, 18, 17, 15, 14, 14, 15, 16, 19, 22, 20, 14];
/** A visit begins so that it ends on its day. */
const FIRST_MINUTE_MS = 600_000;

/**
 * @typedef {object} Calendar
 * @property {number} startMs begin of the first day
 * @property {number} endMs end of the last
 * @property {number} days
 * @property {(random: Random) => number} pickDay of a first visit, 0 up to `days`
 * @property {(random: Random, day: number) => number} pickDayFrom of a further one: the day itself, or soon after it
 */

/**
 * `months` before the day `until`, which is not in it.
 * @param {{ until: Date, months: number }} span @returns {Calendar}
 */
export function makeCalendar({ until, months }) {
  const endMs = Date.UTC(until.getUTCFullYear(), until.getUTCMonth(), until.getUTCDate());
  const startMs = Date.UTC(until.getUTCFullYear(), until.getUTCMonth() - months, until.getUTCDate());
  const days = Math.round((endMs - startMs) / DAY_MS);
  const list = Array.from({ length: days }, (_, day) => day);
  return {
    startMs,
    endMs,
    days,
    pickDay: weighted(list, (day) => busyness(startMs, day)),
    pickDayFrom: (random, day) => {
      let on = day;
      while (!random.chance(WEEK[weekday(startMs, on)] / BUSIEST)) on++;
      return on;
    },
  };
}

/** @param {number} startMs @param {number} day */
function busyness(startMs, day) {
  const month = new Date(startMs + day * DAY_MS).getUTCMonth();
  return GROWTH_A_MONTH ** (day / 30.4) * WEEK[weekday(startMs, day)] * YEAR[month];
}

/** @param {number} startMs @param {number} day */
function weekday(startMs, day) {
  return new Date(startMs + day * DAY_MS).getUTCDay();
}

const pickHour = weighted(
  HOURS.map((_, hour) => hour),
  (hour) => HOURS[hour],
);

/** When a visit begins, in ms from the begin of its day: from ten minutes past midnight to 22:59. @param {Random} random */
export function pickTimeOfDay(random) {
  return Math.max(pickHour(random) * 3_600_000 + random.below(3_600_000), FIRST_MINUTE_MS + random.below(600_000));
}
