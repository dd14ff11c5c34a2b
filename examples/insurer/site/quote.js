// The price of the quote, and what is tracked about it. The numbers are made up, and simple on purpose.
'use strict';
(() => {
  const sp = window.snowplowBrowserTracking;
  const form = document.getElementById('quote');
  const money = new Intl.NumberFormat('en-GB', { style: 'currency', currency: 'EUR', maximumFractionDigits: 2 });
  const whole = new Intl.NumberFormat('en-GB', { style: 'currency', currency: 'EUR', maximumFractionDigits: 0 });
  const RATES = { 'under-30': 0.6, '30-39': 0.9, '40-49': 1.7, '50-59': 3.6 };

  const answers = () => {
    const cover = Number(form.elements.cover.value);
    const termYears = Number(form.elements.term.value);
    const ageBand = form.elements.age.value;
    const smoker = form.elements.smoker.value === 'yes';
    const monthly = ((cover / 12000) * RATES[ageBand] * (smoker ? 1.9 : 1) * (0.8 + termYears / 50)) / 2 + 2.5;
    return { cover, termYears, ageBand, smoker, monthlyPremium: Math.round(monthly * 100) / 100 };
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
    sp.trackSelfDescribingEvent({
      event: { schema: 'iglu:com.harbour-life/quote_requested/jsonschema/1-0-0', data: answers() },
      context: [
        {
          schema: 'iglu:com.harbour-life/product/jsonschema/1-0-0',
          data: { code: 'TERM', name: 'Term life', version: 3 },
        },
      ],
    });
    document.getElementById('next').hidden = false;
    document.getElementById('apply').focus();
  });
  show();
})();
