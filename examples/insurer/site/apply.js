// The application: what is tracked of it, and what the back end is told.
'use strict';
(() => {
  const sp = window.snowplowBrowserTracking;
  const { own, track } = window.harbourTracking;
  const { applicationEntity, change, find, money, productEntity, read } = window.harbourProducts;
  const form = document.getElementById('application');
  const parts = [...form.querySelectorAll('.part')];
  const query = new URLSearchParams(location.search);

  const quoted = read();
  const { code, name } = find(query.get('product') ?? quoted?.productCode);
  const monthlyPremium = quoted?.productCode === code ? quoted.monthlyPremium : 19.9;
  const application = { id: crypto.randomUUID(), productCode: code, status: 'started' };
  document.getElementById('about').textContent = `You apply for ${name}, ${money.format(monthlyPremium)} a month.`;

  const entities = () => [applicationEntity(application), productEntity(code)];
  const health = () => ({
    smoker: form.elements.smoker.value === 'yes',
    treated: form.elements.treated.value === 'yes',
    weeksOffSick: Number(form.elements.weeks.value),
  });

  let sinceMs = performance.now();
  const complete = new Set();
  const tell = (part) => {
    const { step } = part.dataset;
    if (complete.has(step)) return;
    complete.add(step);
    const seconds = Math.round((performance.now() - sinceMs) / 100) / 10;
    sinceMs = performance.now();
    const more = step === 'health' ? [own('health_answers', health())] : [];
    track(own('application_step_completed', { step, stepNumber: complete.size, seconds }), [...entities(), ...more]);
  };

  const begin = () => {
    sp.trackStructEvent({ category: 'application', action: 'started' });
    track(own('application_started', { from: query.get('from') === 'quote' ? 'quote' : 'menu' }), entities());
  };
  form.addEventListener('input', begin, { once: true });

  // A part is complete when somebody goes on to a later one.
  form.addEventListener('focusin', ({ target }) => {
    const at = parts.findIndex((part) => part.contains(target));
    for (const part of parts.slice(0, Math.max(at, 0))) if (part.querySelector(':invalid') === null) tell(part);
  });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    parts.forEach(tell);
    application.status = 'submitted';
    sp.trackStructEvent({ category: 'application', action: 'submitted' });
    const person = { name: form.elements.who.value, mail: form.elements.mail.value };
    const answer = await window.harbourBackend.ask('/applications', { application, person, health: health() });
    const status = answer?.outcome ?? 'accepted';
    change({ ...application, status, monthlyPremium });
    // The tracker keeps what it has not sent yet, and the next page sends it.
    location.href = 'thanks.html';
  });
})();
