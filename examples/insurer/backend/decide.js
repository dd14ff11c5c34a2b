// What the back end does with what it is sent: decide, issue, take the money, and say so. It keeps nothing.
import { randomUUID } from 'node:crypto';
import { own } from './open-tracker.js';

const PRODUCTS = {
  TERM: { code: 'TERM', name: 'Term life', version: 3 },
  INCOME: { code: 'INCOME', name: 'Income protection', version: 1 },
};
const WEEKS_OFF_SICK_MAX = 26;

/**
 * @typedef {ReturnType<typeof import('./open-tracker.js').openTracker>} Tracker
 * @param {import('./parse-request.js').ApplicationForm} form
 * @param {Tracker} tracker
 * @param {string | undefined} networkUserId
 */
export function takeApplication({ application, health, visitor }, tracker, networkUserId) {
  const startedMs = performance.now();
  const outcome = health.weeksOffSick > WEEKS_OFF_SICK_MAX ? 'declined' : health.treated ? 'referred' : 'accepted';
  tracker.track(known(visitor, networkUserId), {
    name: 'application_received',
    data: { outcome, decidedInMs: Math.round(performance.now() - startedMs) },
    entities: [...about(application, outcome), own('health_answers', { ...health })],
  });
  return { outcome };
}

/**
 * @param {import('./parse-request.js').Purchase} purchase
 * @param {Tracker} tracker
 * @param {string | undefined} networkUserId
 */
export function takePurchase({ application, monthlyPremium, payment, visitor }, tracker, networkUserId) {
  const policyNumber = `HL-${randomUUID().slice(0, 13).toUpperCase()}`;
  const startsOn = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  const from = known(visitor, networkUserId);
  const entities = about(application, 'bought');
  tracker.track(from, { name: 'policy_issued', data: { policyNumber, startsOn, monthlyPremium }, entities });
  const data = { amount: monthlyPremium, payment, reference: policyNumber };
  tracker.track(from, { name: 'payment_taken', data, entities });
  return { policyNumber };
}

/** @param {import('./parse-request.js').Application} application @param {string} status */
function about({ id, productCode }, status) {
  const product = PRODUCTS[/** @type {keyof typeof PRODUCTS} */ (productCode)];
  return [own('application', { id, productCode, status }), own('product', product)];
}

/** @param {import('./parse-request.js').Visitor} visitor @param {string | undefined} networkUserId */
function known(visitor, networkUserId) {
  return networkUserId === undefined ? visitor : { ...visitor, networkUserId };
}
