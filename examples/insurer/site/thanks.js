// What was decided.
'use strict';
(() => {
  const { read } = window.harbourProducts;
  const WORDS = {
    accepted: 'We are glad to have you.',
    referred: 'A person will read it, and write to you.',
    declined: 'We cannot cover this, and are sorry.',
  };
  const status = read()?.status ?? '';
  document.getElementById('outcome').textContent = WORDS[status] ?? '';
  document.getElementById('buy').hidden = status !== 'accepted';
})();
