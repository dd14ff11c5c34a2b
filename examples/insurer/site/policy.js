// The number of the policy, when the back end made one.
'use strict';
(() => {
  const number = window.harbourProducts.read()?.policyNumber;
  if (number) document.getElementById('number').textContent = `Policy ${number}`;
})();
