// The price of the quote, and what is tracked about it. The numbers are made up, and simple on purpose.
'use strict';
(() => {
  const sp = window.snowplowBrowserTracking;
  const { own, track } = window.harbourTracking;
  const { change, money, productEntity } = window.harbourProducts;
  const form = document.getElementById('quote');
  const code = form.dataset.product;
  const whole = new Intl.NumberFormat('en-GB', { style: 'currency', currency: 'EUR', maximumFractionDigits: 0 });
  const RATES = { 'under-30': 0.6, '30-39': 0.9, '40-49': 1.7, '50-59': 3.6 };

  const PRICES = {
    TERM: ({ cover, termYears, ageBand, smoker }) =>
      ((cover / 12000) * RATES[ageBand] * (smoker ? 1.9 : 1) * (0.8 + termYears / 50)) / 2 + 2.5,
    INCOME: ({ cover, termYears, ageBand, smoker, deferredWeeks }) =>
      ((cover / 1000) * (0.6 + RATES[ageBand] / 3) * (smoker ? 1.3 : 1) * (0.8 + termYears / 80)) /
        (1 + deferredWeeks / 40) +
      3,
  };

  const answers = () => {
    const asked = {
      cover: Number(form.elements.cover.value),
      termYears: Number(form.elements.term.value),
      ageBand: form.elements.age.value,
      smoker: form.elements.smoker.value === 'yes',
    };
    if (form.elements.deferred) asked.deferredWeeks = Number(form.elements.deferred.value);
    return { ...asked, monthlyPremium: Math.round(PRICES[code](asked) * 100) / 100 };
  };

  const show = () => {
    const now = answers();
    document.getElementById('cover-now').textContent = whole.format(now.cover);
    document.getElementById('term-now').textContent = `${now.termYears} years`;
    document.getElementById('price').textContent = money.format(now.monthlyPremium);
  };

  form.addEventListener('input', show);
  form.addEventListener('input', () => sp.trackStructEvent({ category: 'quote', action: 'started' }), { once: true });
  form.elements.cover.addEventListener('change', () => {
    sp.trackStructEvent({ category: 'quote', action: 'cover_chosen', value: answers().cover });
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const quote = answers();
    // 1-0-1 adds the weeks that only income protection has.
    track(own('quote_requested', quote, 'deferredWeeks' in quote ? '1-0-1' : '1-0-0'), [productEntity(code)]);
    change({ productCode: code, monthlyPremium: quote.monthlyPremium });
    document.getElementById('next').hidden = false;
    document.getElementById('apply').focus();
  });
  show();
})();
