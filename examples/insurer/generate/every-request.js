// All requests, day by day. Within a day they come visit by visit, in the order in which the visits begin; what is late
// comes at the end of its day. Nothing of a day is kept for the next but what is late.
import { DAY_MS, pickTimeOfDay } from './calendar.js';
import { disturb } from './disturb.js';
import { makeRandom } from './random.js';
import { makeVisit } from './visit.js';
import { makeVisitor } from './visitors.js';

/** @typedef {import('./requests.js').Request} Request */
/** @typedef {{ seed: number, visitors: number, calendar: import('./calendar.js').Calendar }} Plan */
/** @typedef {{ index: number, number: number, startMs: number }} Due a visit: whose, their how many-eth from 0, and when */

/** @param {Plan} plan @returns {Generator<Request & { late: boolean }>} */
export function* everyRequest({ seed, visitors, calendar }) {
  const { starts, indexes } = planDays(seed, visitors, calendar);
  /** @type {Map<number, Request[]>} */
  const lateOn = new Map();
  for (let day = 0; day < calendar.days; day++) {
    for (const due of visitsOf(seed, indexes.subarray(starts[day], starts[day + 1]), day, calendar)) {
      const { now, late } = requestsOf(seed, due, calendar);
      for (const request of now) yield { ...request, late: false };
      if (late === undefined) continue;
      const on = Math.floor((late.timeMs - calendar.startMs) / DAY_MS);
      lateOn.set(on, [...(lateOn.get(on) ?? []), late]);
    }
    for (const request of lateOn.get(day) ?? []) yield { ...request, late: true };
    lateOn.delete(day);
  }
}

/**
 * Visitors of each day: those of day d are `indexes` from starts[d] up to starts[d + 1].
 * @param {number} seed @param {number} visitors @param {import('./calendar.js').Calendar} calendar
 */
function planDays(seed, visitors, calendar) {
  const starts = new Uint32Array(calendar.days + 2);
  for (let index = 0; index < visitors; index++) {
    for (const day of makeVisitor(seed, index, calendar).days) starts[day + 2]++;
  }
  for (let day = 2; day < starts.length; day++) starts[day] += starts[day - 1];
  const indexes = new Uint32Array(starts[calendar.days + 1]);
  for (let index = 0; index < visitors; index++) {
    for (const day of makeVisitor(seed, index, calendar).days) indexes[starts[day + 1]++] = index;
  }
  return { starts, indexes };
}

/** @param {number} seed @param {Uint32Array} indexes @param {number} day @param {import('./calendar.js').Calendar} calendar @returns {Due[]} */
function visitsOf(seed, indexes, day, calendar) {
  /** @type {Due[]} */
  const due = [];
  for (const index of indexes) {
    const number = makeVisitor(seed, index, calendar).days.indexOf(day);
    const startMs = calendar.startMs + day * DAY_MS + pickTimeOfDay(makeRandom(seed, index, 5, number));
    due.push({ index, number, startMs });
  }
  return due.sort((one, other) => one.startMs - other.startMs || one.index - other.index);
}

/** @param {number} seed @param {Due} due @param {import('./calendar.js').Calendar} calendar */
function requestsOf(seed, { index, number, startMs }, calendar) {
  const visitor = makeVisitor(seed, index, calendar);
  const requests = makeVisit({ seed, index, number, startMs, visitor });
  return disturb(requests, makeRandom(seed, index, 4, number), calendar.endMs);
}
