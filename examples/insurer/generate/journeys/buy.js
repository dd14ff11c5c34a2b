// Buying what was accepted; the back end makes the policy and takes the first payment.
import { own } from '../requests.js';
import { trackOnServer } from '../server-tracker.js';
import { follow, submit, TITLES } from './pages.js';

/** @param {import('../visit.js').Visit} visit @param {import('./quote.js').Asked} asked @param {import('./apply.js').Application} application */
export function buyPolicy(visit, { productCode, product, monthlyPremium }, { id }) {
  const { random, session, web } = visit;
  follow(visit, '/buy.html');
  web.read(random.around(20));
  const payment = random.pick(['debit', 'debit', 'card', 'transfer']);
  const entities = [own('application', { id, productCode, status: 'bought' }), product];
  submit(visit, 'purchase');
  web.tell('policy_bought', own('policy_bought', { monthlyPremium, payment }), entities);

  const number = random.uuid().slice(0, 13).toUpperCase();
  const policyNumber = `HL-${number}`;
  const customer = `customer-${number.slice(0, 8).toLowerCase()}`;
  const issuedMs = web.timeMs + random.between(80, 600);
  const startsOn = new Date(issuedMs + 86_400_000).toISOString().slice(0, 10);
  const issued = own('policy_issued', { policyNumber, startsOn, monthlyPremium });
  const paid = own('payment_taken', { amount: monthlyPremium, payment, reference: policyNumber });
  const tell = (/** @type {string} */ name, /** @type {string} */ inner, /** @type {number} */ timeMs) =>
    visit.served.push(trackOnServer(session, random, { timeMs, name, inner, entities, customer }));
  tell('policy_issued', issued, issuedMs);
  tell('payment_taken', paid, issuedMs + random.between(10, 90));
  web.timeMs += random.between(700, 2500);
  web.customer = customer;
  web.view('/policy.html', TITLES['/policy.html']);
  web.read(random.around(12));
}
