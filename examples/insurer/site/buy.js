// Buys what was accepted.
'use strict';
(() => {
  const { own, track } = window.harbourTracking;
  const { applicationEntity, change, find, money, productEntity, read } = window.harbourProducts;
  const form = document.getElementById('purchase');
  const application = read();
  if (application?.status !== 'accepted') {
    location.replace('apply.html');
    return;
  }
  const { id, productCode, monthlyPremium } = application;
  document.getElementById('what').textContent = find(productCode).name;
  document.getElementById('price').textContent = money.format(monthlyPremium);

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const payment = form.elements.payment.value;
    const bought = { id, productCode, status: 'bought' };
    track(own('policy_bought', { monthlyPremium, payment }), [applicationEntity(bought), productEntity(productCode)]);
    const answer = await window.harbourBackend.ask('/purchases', { application: bought, monthlyPremium, payment });
    change({ status: 'bought', policyNumber: answer?.policyNumber ?? null });
    location.href = 'policy.html';
  });
})();
