// Swaps the parts of the page that changed. Without it the page loads again every ten seconds (see layout.tsx).
'use strict';
(() => {
  const sign = document.getElementById('live');
  const ids = ['notices', 'verdict', 'flow', 'tail', 'failed', 'loss', 'balance', 'machine'];
  let source;
  let held = {};

  const say = (word) => {
    if (sign.textContent === word) return;
    sign.textContent = word;
    sign.dataset.state = word;
  };

  // A part in which somebody selects text waits until the selection is gone.
  const selecting = (part) => {
    const selection = getSelection();
    return !selection.isCollapsed && part.contains(selection.anchorNode);
  };

  const swap = (part, html) => {
    const focus = part.contains(document.activeElement) ? document.activeElement : null;
    const controls = () => [...part.querySelectorAll('a, button, summary, [tabindex]')];
    const place = controls().indexOf(focus);
    const scrolls = [...part.querySelectorAll('.scroll')].map((e) => [e.scrollLeft, e.scrollTop]);
    const open = [...part.querySelectorAll('details[open][id]')].map((e) => e.id);
    const seen = new Set([...part.querySelectorAll('a[id]')].map((e) => e.id));
    part.innerHTML = html;
    part.querySelectorAll('.scroll').forEach((e, i) => scrolls[i] && e.scrollTo(...scrolls[i]));
    open.forEach((id) => document.getElementById(id)?.setAttribute('open', ''));
    if (seen.size)
      part.querySelectorAll('a[id]').forEach((e) => seen.has(e.id) || e.closest('tr')?.classList.add('new'));
    // What has an id is found again wherever it moved to; the rest by its place.
    if (focus) (document.getElementById(focus.id) ?? controls()[place])?.focus({ preventScroll: true });
  };

  const show = (id, html) => {
    const part = document.getElementById(id);
    if (selecting(part)) held[id] = html;
    else swap(part, html);
  };

  document.addEventListener('selectionchange', () => {
    const waiting = held;
    held = {};
    for (const id in waiting) show(id, waiting[id]);
  });

  const start = () => {
    source = new EventSource('/live');
    source.onopen = () => say('live');
    source.onerror = () => {
      say('reconnecting');
      // The browser gives up on an answer that is no stream: the session may have ended.
      if (source.readyState === 2) setTimeout(() => location.reload(), 5000);
    };
    for (const id of ids) source.addEventListener(id, (event) => show(id, event.data));
  };

  const stop = () => {
    source?.close();
    say('paused');
  };

  document.addEventListener('visibilitychange', () => (document.hidden ? stop() : start()));
  if (!document.hidden) start();
})();
