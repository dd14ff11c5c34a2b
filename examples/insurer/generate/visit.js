// One visit, from the page that somebody lands on to the one they leave. It follows from the seed, the visitor's number
// and the visit's, and needs nothing of the visits before it.
import { apply } from './journeys/apply.js';
import { browse, land } from './journeys/browse.js';
import { buyPolicy } from './journeys/buy.js';
import { quote } from './journeys/quote.js';
import { shop } from './journeys/shop.js';
import { makeRandom } from './random.js';
import { pickNextSource } from './sources.js';
import { stageOf } from './visitors.js';
import { WebTracker } from './web-tracker.js';

/** @typedef {import('./requests.js').Request} Request */
/** @typedef {{ seed: number, index: number, number: number, startMs: number, visitor: import('./visitors.js').Visitor }} Planned */
/**
 * What a journey works with.
 * @typedef {object} Visit
 * @property {import('./web-tracker.js').Session} session
 * @property {import('./visitors.js').Visitor} visitor
 * @property {import('./random.js').Random} random
 * @property {WebTracker} web
 * @property {Request[]} served what the back end sends
 */

/** Requests of a visit in the order of their sending, with nothing wrong in them. @param {Planned} planned @returns {Request[]} */
export function makeVisit({ seed, index, number, startMs, visitor }) {
  const random = makeRandom(seed, index, 2, number);
  const session = {
    visitor,
    index: number + 1,
    id: sessionId(seed, index, number),
    previousId: number === 0 ? '' : sessionId(seed, index, number - 1),
    startMs,
  };
  const web = new WebTracker(session, random);
  /** @type {Visit} */
  const visit = { session, visitor, random, web, served: [] };
  play(visit, stageOf(visitor, number), number === 0 ? visitor.source : pickNextSource(random));
  web.flush();
  if (visit.served.length === 0) return web.requests;
  return [...web.requests, ...visit.served].sort((one, other) => one.timeMs - other.timeMs);
}

/** @param {Visit} visit @param {import('./visitors.js').Stage} stage @param {import('./sources.js').Source} source */
function play(visit, stage, source) {
  land(visit, source);
  if (visit.visitor.robot) return;
  browse(visit);
  if (visit.visitor.shops && visit.random.chance(0.5)) shop(visit);
  if (stage === 'look') return;
  const asked = quote(visit);
  if (stage === 'quote') return;
  const application = apply(visit, asked, stage);
  if (stage === 'buy' && application.status === 'accepted') buyPolicy(visit, asked, application);
}

/** @param {number} seed @param {number} index @param {number} number */
function sessionId(seed, index, number) {
  return makeRandom(seed, index, 3, number).uuid();
}
