// What is sold, and the application of this tab: it ends with the tab.
'use strict';
window.harbourProducts = (() => {
  const { own } = window.harbourTracking;
  const PRODUCTS = {
    TERM: { code: 'TERM', name: 'Term life', version: 3 },
    INCOME: { code: 'INCOME', name: 'Income protection', version: 1 },
  };
  const KEY = 'harbour-life-application';
  const find = (code) => PRODUCTS[code] ?? PRODUCTS.TERM;
  const read = () => JSON.parse(sessionStorage.getItem(KEY) ?? 'null');
  const change = (more) => sessionStorage.setItem(KEY, JSON.stringify({ ...read(), ...more }));
  return {
    find,
    read,
    change,
    money: new Intl.NumberFormat('en-GB', { style: 'currency', currency: 'EUR' }),
    productEntity: (code) => own('product', find(code)),
    applicationEntity: ({ id, productCode, status }) => own('application', { id, productCode, status }),
  };
})();
