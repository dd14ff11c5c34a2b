// Asking what it costs.
import { own } from '../requests.js';
import { weighted } from '../random.js';
import { fill, follow, submit } from './pages.js';

/** @typedef {import('../visit.js').Visit} Visit */
/** @typedef {{ productCode: string, product: string, smoker: boolean, monthlyPremium: number }} Asked */

const PRODUCTS = {
  TERM: own('product', { code: 'TERM', name: 'Term life', version: 3 }),
  INCOME: own('product', { code: 'INCOME', name: 'Income protection', version: 1 }),
};
const RATES = { 'under-30': 0.6, '30-39': 0.9, '40-49': 1.7, '50-59': 3.6 };
const pickAge = weighted(
  /** @type {(keyof typeof RATES)[]} */ (['under-30', '30-39', '40-49', '50-59']),
  (age) => ({ 'under-30': 18, '30-39': 42, '40-49': 28, '50-59': 12 })[age],
);

/** @param {Visit} visit @returns {Asked} */
export function quote(visit) {
  const { random, visitor, web } = visit;
  const { product: productCode } = visitor;
  follow(visit, productCode === 'TERM' ? '/quote.html' : '/income.html');
  web.struct('quote', 'started');
  const ageBand = pickAge(random);
  const smoker = random.chance(0.17);
  const termYears = random.between(1, 7) * 5;
  const entity = PRODUCTS[productCode];
  let asked = price(visit, { ageBand, smoker, termYears });
  // Many try another sum.
  for (let tries = 1 + random.below(3); tries > 0; tries--) {
    asked = price(visit, { ageBand, smoker, termYears });
    fill(visit, 'quote', 'cover', String(asked.cover));
    submit(visit, 'quote');
    web.tell('quote_requested', own('quote_requested', asked, productCode === 'TERM' ? '1-0-0' : '1-0-1'), [entity]);
    web.read(random.around(25));
  }
  return { productCode, product: entity, smoker, monthlyPremium: asked.monthlyPremium };
}

/** The site's own prices. @param {Visit} visit @param {{ ageBand: keyof typeof RATES, smoker: boolean, termYears: number }} person */
function price({ random, visitor }, { ageBand, smoker, termYears }) {
  if (visitor.product === 'TERM') {
    const cover = random.between(2, 24) * 25_000;
    const monthly = ((cover / 12_000) * RATES[ageBand] * (smoker ? 1.9 : 1) * (0.8 + termYears / 50)) / 2 + 2.5;
    return { cover, termYears, ageBand, smoker, monthlyPremium: cents(monthly) };
  }
  const cover = random.between(9, 48) * 1000;
  const deferredWeeks = random.pick([4, 13, 26, 52]);
  const yearly = (cover / 1000) * (0.6 + RATES[ageBand] / 3) * (smoker ? 1.3 : 1) * (0.8 + termYears / 80);
  return {
    cover,
    termYears,
    ageBand,
    smoker,
    deferredWeeks,
    monthlyPremium: cents(yearly / (1 + deferredWeeks / 40) + 3),
  };
}

/** @param {number} amount */
function cents(amount) {
  return Math.round(amount * 100) / 100;
}
