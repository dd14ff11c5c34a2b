// Tracks that somebody applied, and nothing that they typed.
'use strict';
(() => {
  const sp = window.snowplowBrowserTracking;
  const form = document.getElementById('application');
  form.addEventListener('input', () => sp.trackStructEvent({ category: 'application', action: 'started' }), {
    once: true,
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    sp.trackStructEvent({ category: 'application', action: 'submitted' });
    // The tracker keeps what it has not sent yet, and the next page sends it.
    location.href = 'thanks.html';
  });
})();
