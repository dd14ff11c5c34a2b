// Small covers: the list, one of them, the basket, the checkout, and at each of them somebody who leaves.
import { part } from '../requests.js';
import { follow, press } from './pages.js';

/** @typedef {import('../visit.js').Visit} Visit */

const COVERS = [
  { id: 'BIKE', name: 'Bicycle', category: 'things', price: 59, currency: 'EUR' },
  { id: 'TRIP', name: 'Journey', category: 'travel', price: 34.5, currency: 'EUR' },
  { id: 'DOG', name: 'Dog', category: 'animals', price: 189, currency: 'EUR' },
  { id: 'CELLO', name: 'Instrument', category: 'things', price: 72.25, currency: 'EUR' },
  { id: 'SKATE', name: 'Skating', category: 'sport', price: 12.9, currency: 'EUR' },
];
const VENDOR = 'com.snowplowanalytics.snowplow.ecommerce';
const PAGE = part(`${VENDOR}/page`, '1-0-0', { type: 'small covers', language: 'en', locale: 'en-GB' });

/** @param {string} name @param {object} data */
const entity = (name, data) => part(`${VENDOR}/${name}`, '1-0-0', data);
const LIST = COVERS.map((cover, index) => entity('product', { ...cover, position: index + 1 }));

/** @param {Visit} visit */
export function shop(visit) {
  const { random, web } = visit;
  const act = (
    /** @type {string} */ type,
    /** @type {readonly string[]} */ entities,
    /** @type {object} */ more = {},
  ) => {
    const action = part(`${VENDOR}/snowplow_ecommerce_action`, '1-0-2', { type, ...more });
    web.tell('snowplow_ecommerce_action', action, [PAGE, ...entities]);
  };
  follow(visit, '/shop.html');
  act('list_view', LIST, { name: 'small covers' });
  web.read(random.around(20));
  const basket = [];
  for (let looked = 1 + random.below(2); looked > 0; looked--) {
    const cover = random.pick(COVERS);
    act('list_click', [entity('product', cover)], { name: 'small covers' });
    follow(visit, '/cover.html', `?id=${cover.id}`);
    act('product_view', [entity('product', cover)]);
    web.read(random.around(15));
    if (!random.chance(0.5)) continue;
    basket.push(cover);
    press(visit, 'Put it into the basket');
    act('add_to_cart', [entity('product', { ...cover, quantity: 1 }), cartOf(basket)]);
  }
  if (basket.length === 0 || !random.chance(0.7)) return;
  follow(visit, '/basket.html');
  act('checkout_step', [entity('checkout_step', { step: 1, account_type: 'guest' })]);
  web.read(random.around(15));
  if (!random.chance(0.75)) return;
  const payment = random.pick(['card', 'card', 'transfer']);
  act('checkout_step', [entity('checkout_step', { step: 2, payment_method: payment })]);
  follow(visit, '/order.html');
  const order = {
    transaction_id: `HL-${random.uuid().slice(0, 8).toUpperCase()}`,
    revenue: sum(basket),
    currency: 'EUR',
  };
  const products = basket.map((cover) => entity('product', { ...cover, quantity: 1 }));
  act('transaction', [
    entity('transaction', { ...order, payment_method: payment, total_quantity: basket.length }),
    ...products,
  ]);
  web.read(random.around(8));
}

/** @param {readonly { price: number }[]} basket */
function sum(basket) {
  return Math.round(basket.reduce((total, { price }) => total + price, 0) * 100) / 100;
}

/** @param {readonly { price: number }[]} basket */
function cartOf(basket) {
  return entity('cart', { total_value: sum(basket), currency: 'EUR' });
}
