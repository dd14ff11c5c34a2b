// The back end of the example, when it runs: `npm run backend` says the address to open, which tells the pages of it once.
// Only a program on this machine can be named. Without it the pages decide for themselves.
'use strict';
window.harbourBackend = (() => {
  const KEY = 'harbour-life-backend';
  const TIMEOUT_MS = 3000;
  const named = new URLSearchParams(location.search).get('backend');
  if (named !== null && /^http:\/\/127\.0\.0\.1:\d{1,5}$/.test(named)) localStorage.setItem(KEY, named);
  const url = localStorage.getItem(KEY);

  return {
    /** What it answered, or null when it did not. */
    ask: async (path, body) => {
      if (url === null) return null;
      try {
        const response = await fetch(url + path, {
          method: 'POST',
          credentials: 'include',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ ...body, visitor: window.harbourTracking.visitor() }),
          signal: AbortSignal.timeout(TIMEOUT_MS),
        });
        return response.ok ? await response.json() : null;
      } catch {
        // Not running: the page goes on without it.
        return null;
      }
    },
  };
})();
