// What the site sends, judged. Everything is refused that is not what the site's forms can send; nothing is repaired.

/**
 * @typedef {{ domainUserId: string, sessionId: string, sessionIndex: number }} Visitor
 * @typedef {{ id: string, productCode: string }} Application
 * @typedef {{ smoker: boolean, treated: boolean, weeksOffSick: number }} Health
 * @typedef {{ application: Application, health: Health, visitor: Visitor }} ApplicationForm
 * @typedef {{ application: Application, monthlyPremium: number, payment: string, visitor: Visitor }} Purchase
 */

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const MAIL = /^[^\s@]{1,64}@[^\s@]{1,190}$/;
const PAYMENTS = ['card', 'transfer', 'debit'];
const PRODUCTS = ['TERM', 'INCOME'];

/** Thrown for what cannot be taken; its message is for the person who sent it, and holds nothing of what they sent. */
export class Refusal extends Error {}

/** @param {unknown} body @returns {ApplicationForm} */
export function parseApplication(body) {
  const { application, person, health, visitor } = object(body, 'request');
  const { name, mail } = object(person, 'person');
  // Read to be judged, and forgotten: an insurer would keep them here.
  demand(typeof name === 'string' && name.trim() !== '' && name.length <= 80, 'a name of at most 80 characters');
  demand(typeof mail === 'string' && MAIL.test(mail), 'an address to write to');
  const { smoker, treated, weeksOffSick } = object(health, 'health');
  demand(typeof smoker === 'boolean' && typeof treated === 'boolean', 'yes or no to the questions about health');
  demand(isWhole(weeksOffSick, 0, 520), 'weeks of sick leave from 0 to 520');
  return {
    application: parseSubject(application),
    health: { smoker, treated, weeksOffSick },
    visitor: parseVisitor(visitor),
  };
}

/** @param {unknown} body @returns {Purchase} */
export function parsePurchase(body) {
  const { application, monthlyPremium, payment, visitor } = object(body, 'request');
  const isPrice = typeof monthlyPremium === 'number' && monthlyPremium > 0 && monthlyPremium <= 10_000;
  demand(isPrice && Math.abs(Math.round(monthlyPremium * 100) - monthlyPremium * 100) < 1e-6, 'a price in whole cents');
  demand(PAYMENTS.includes(payment), `one of ${PAYMENTS.join(', ')}`);
  return { application: parseSubject(application), monthlyPremium, payment, visitor: parseVisitor(visitor) };
}

/** @param {unknown} value @returns {Application} */
function parseSubject(value) {
  const { id, productCode } = object(value, 'application');
  demand(isUuid(id), 'the id of the application');
  demand(PRODUCTS.includes(productCode), `one of ${PRODUCTS.join(', ')}`);
  return { id, productCode };
}

/** @param {unknown} value @returns {Visitor} */
function parseVisitor(value) {
  const { domainUserId, sessionId, sessionIndex } = object(value, 'visitor');
  demand(isUuid(domainUserId) && isUuid(sessionId), "the tracker's ids");
  demand(isWhole(sessionIndex, 1, 2 ** 31 - 1), 'the number of the session');
  return { domainUserId, sessionId, sessionIndex };
}

/** @param {unknown} value @param {string} what @returns {Record<string, any>} */
function object(value, what) {
  demand(typeof value === 'object' && value !== null && !Array.isArray(value), `an object: ${what}`);
  return /** @type {Record<string, any>} */ (value);
}

/** @param {unknown} value */
function isUuid(value) {
  return typeof value === 'string' && UUID.test(value);
}

/** @param {unknown} value @param {number} from @param {number} to */
function isWhole(value, from, to) {
  return typeof value === 'number' && Number.isInteger(value) && value >= from && value <= to;
}

/** @param {boolean} holds @param {string} what */
function demand(holds, what) {
  if (!holds) throw new Refusal(`We need ${what}.`);
}
