// Two calculators in tabs; to the tracker each tab is a screen.
'use strict';
(() => {
  const { own, track } = window.harbourTracking;
  const { trackScreenView } = window.snowplowScreenTracking;
  const { trackTiming } = window.snowplowSiteTracking;
  const tabs = [...document.querySelectorAll('[role="tab"]')];
  const openedMs = performance.now();
  const TOOLS = {
    cover_needed: { work: (monthly) => Math.round(monthly * 12 * 8), unit: 'euros, for eight years of them' },
    months_without_pay: { work: (saved) => Math.floor(saved / 2500), unit: 'months, at 2,500 euros each' },
  };

  const show = (tab) => {
    for (const other of tabs) {
      const chosen = other === tab;
      other.setAttribute('aria-selected', String(chosen));
      other.tabIndex = chosen ? 0 : -1;
      document.getElementById(other.getAttribute('aria-controls')).hidden = !chosen;
    }
    trackScreenView({ id: crypto.randomUUID(), name: tab.getAttribute('aria-controls'), type: 'calculator' });
  };

  for (const [index, tab] of tabs.entries()) {
    tab.addEventListener('click', () => show(tab));
    tab.addEventListener('keydown', ({ key }) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
      if (step === undefined) return;
      const next = tabs[(index + step + tabs.length) % tabs.length];
      next.focus();
      show(next);
    });
  }
  for (const form of document.querySelectorAll('form[data-tool]')) {
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const { tool } = form.dataset;
      const { work, unit } = TOOLS[tool];
      const input = Number(form.elements.input.value);
      const result = work(input);
      const note = form.elements.note?.value || null;
      track(own('calculator_used', { tool, input, result, note }));
      trackTiming({ category: 'calculator', variable: tool, timing: Math.round(performance.now() - openedMs) });
      document.getElementById('result').textContent = result.toLocaleString('en-GB');
      document.getElementById('unit').textContent = unit;
    });
  }
  show(tabs[0]);
})();
