// What goes wrong between a browser and a collector: an answer is lost and the request comes again, two tabs send the same
// event, a browser is closed and sends days later, and an event is broken, on purpose, so that it must fail.
import { DAY_MS } from './calendar.js';
import { own, selfDescribing } from './requests.js';

/** @typedef {import('./requests.js').Request} Request */
/** @typedef {import('./requests.js').Event} Event */
/** @typedef {import('./random.js').Random} Random */

const AGAIN_SHARE = 0.006;
const TWO_TABS_SHARE = 0.004;
const BROKEN_SHARE = 0.006;
const LATE_SHARE = 0.006;
const LATE_DAYS_MAX = 9;

/** Each fails for another reason. @type {Readonly<Record<string, string>>} */
const BREAKAGES = {
  'broken: no such schema': selfDescribing(own('quote_asked', { cover: 1 })),
  'broken: a property is missing': selfDescribing(own('quote_requested', { cover: 100_000 })),
  'broken: a property of another type': selfDescribing(own('calculator_used', { tool: 'cover_needed', input: 'much' })),
  'broken: a value that is no number': '"e":"se","se_ca":"quote","se_ac":"started","se_va":"much"',
  'broken: no such event': '"e":"zz"',
};
const BREAKAGE_NAMES = Object.keys(BREAKAGES);

/**
 * The requests of one visit as they arrive: at once, and those that come some days later.
 * @param {Request[]} requests @param {Random} random @param {number} endMs nothing is sent from then on
 * @returns {{ now: Request[], late: Request | undefined }}
 */
export function disturb(requests, random, endMs) {
  const now = [];
  /** @type {Request | undefined} */
  let before;
  for (const request of requests) {
    if (request.timeMs >= endMs) continue;
    let sent = request;
    if (isWeb(sent) && before?.headers === sent.headers && random.chance(TWO_TABS_SHARE)) {
      sent = { ...sent, repeated: before.events.slice(-1) };
    }
    if (isWeb(sent) && random.chance(BROKEN_SHARE)) sent = { ...sent, broken: [breakOne(sent, random)] };
    now.push(sent);
    before = request;
    const againMs = sent.timeMs + random.between(5000, 60_000);
    if (sent.broken.length === 0 && random.chance(AGAIN_SHARE) && againMs < endMs) {
      now.push({ ...sent, timeMs: againMs, events: [], repeated: [...sent.repeated, ...sent.events] });
    }
  }
  return { now, late: random.chance(LATE_SHARE) ? takeLast(now, random, endMs) : undefined };
}

/** @param {Request} request */
function isWeb({ headers }) {
  return headers.Origin !== undefined;
}

/** An event like those beside it, but for what is wrong. @param {Request} request @param {Random} random @returns {Event} */
function breakOne({ timeMs, skewMs }, random) {
  const name = random.pick(BREAKAGE_NAMES);
  const id = random.uuid();
  const fixed = '"tv":"js-4.10.1","tna":"sp","aid":"harbour-life-web","p":"web"';
  const text = `{${BREAKAGES[name]},${fixed},"eid":"${id}","dtm":"${timeMs + skewMs}","ttm":"${timeMs}"`;
  return { name, id, text };
}

/** The last request, when it can come some days later. @param {Request[]} now @param {Random} random @param {number} endMs */
function takeLast(now, random, endMs) {
  const last = now.at(-1);
  if (last === undefined || !isWeb(last) || last.repeated.length > 0 || now.length < 2) return undefined;
  const timeMs = last.timeMs + random.between(1, LATE_DAYS_MAX) * DAY_MS;
  if (timeMs >= endMs) return undefined;
  now.pop();
  return { ...last, timeMs };
}
