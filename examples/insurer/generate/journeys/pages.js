// The site's pages, and what somebody does on any of them.
import { part } from '../requests.js';

/** @typedef {import('../visit.js').Visit} Visit */

export const TITLES = {
  '/index.html': 'Calm water for those you love',
  '/quote.html': 'Your price',
  '/income.html': 'Income protection',
  '/apply.html': 'Apply',
  '/thanks.html': 'Thank you',
  '/buy.html': 'Buy',
  '/policy.html': 'Your policy',
  '/article.html': 'What happens when somebody dies',
  '/calculator.html': 'Calculators',
  '/shop.html': 'Small covers',
  '/cover.html': 'Small cover',
  '/basket.html': 'Basket',
  '/order.html': 'Your order',
};

const CORE = 'com.snowplowanalytics.snowplow';
const ERROR_SHARE = 0.004;

/** Goes to a page by a link of this one. @param {Visit} visit @param {keyof typeof TITLES} path @param {string} [query] */
export function follow({ web, random }, path, query = '') {
  const targetUrl = `https://www.harbour-life.example${path}${query}`;
  web.tell('link_click', part(`${CORE}/link_click`, '1-0-1', { targetUrl, elementId: '', elementClasses: [] }));
  web.timeMs += random.between(80, 900);
  web.view(path + query, TITLES[path]);
  if (random.chance(ERROR_SHARE)) {
    const error = {
      programmingLanguage: 'JAVASCRIPT',
      message: 'Uncaught TypeError: price is undefined',
      isFatal: true,
    };
    web.tell(
      'application_error',
      part(`${CORE}/application_error`, '1-0-2', { ...error, lineNumber: 41, lineColumn: 7 }),
    );
  }
}

/** Fills in one field of a form. @param {Visit} visit @param {string} formId @param {string} elementId @param {string} value */
export function fill({ web, random }, formId, elementId, value) {
  const field = { formId, elementId, nodeName: 'INPUT', elementClasses: [], value };
  web.tell('focus_form', part(`${CORE}/focus_form`, '1-0-0', { ...field, elementType: 'text', value: '' }));
  web.timeMs += random.between(900, 9000);
  web.tell('change_form', part(`${CORE}/change_form`, '1-0-0', { ...field, type: 'text' }));
}

/** @param {Visit} visit @param {string} formId */
export function submit({ web, random }, formId) {
  web.timeMs += random.between(300, 4000);
  web.tell('submit_form', part(`${CORE}/submit_form`, '1-0-0', { formId, formClasses: [], elements: [] }));
}

/** @param {Visit} visit @param {string} label */
export function press({ web }, label) {
  web.tell('button_click', part(`${CORE}/button_click`, '1-0-0', { label }));
}
