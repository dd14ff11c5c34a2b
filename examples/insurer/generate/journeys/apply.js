// The application: its three parts, what the back end decides, and where people give up.
import { own } from '../requests.js';
import { trackOnServer } from '../server-tracker.js';
import { fill, follow, submit, TITLES } from './pages.js';

/** @typedef {import('../visit.js').Visit} Visit */
/** @typedef {{ id: string, status: 'started' | 'accepted' | 'referred' | 'declined' }} Application */

/** @param {Visit} visit @param {import('./quote.js').Asked} asked @param {import('../visitors.js').Stage} stage @returns {Application} */
export function apply(visit, { productCode, product, smoker }, stage) {
  const { random, session, web } = visit;
  const id = random.uuid();
  const about = (/** @type {string} */ status) => [own('application', { id, productCode, status }), product];
  const started = about('started');
  web.struct('link', 'apply');
  follow(visit, '/apply.html', `?product=${productCode}&from=quote`);
  web.read(random.around(8));
  web.struct('application', 'started');
  web.tell('application_started', own('application_started', { from: 'quote' }), started);
  const goesOn = stage !== 'start';
  if (!goesOn && random.chance(0.45)) return { id, status: 'started' };
  step(visit, 'person', 1, started);
  if (!goesOn && random.chance(0.6)) return { id, status: 'started' };
  const answers = healthOf(random, smoker);
  const health = own('health_answers', answers);
  step(visit, 'health', 2, [...started, health]);
  if (!goesOn) return { id, status: 'started' };

  fill(visit, 'application', 'answer', random.pick(['mail', 'letter']));
  step(visit, 'declaration', 3, started);
  submit(visit, 'application');
  web.struct('application', 'submitted');
  const outcome = answers.weeksOffSick > 26 ? 'declined' : answers.treated ? 'referred' : 'accepted';
  const inner = own('application_received', { outcome, decidedInMs: random.between(4, 180) });
  const entities = [...about(outcome), health];
  const timeMs = web.timeMs + random.between(60, 300);
  visit.served.push(
    trackOnServer(session, random, { timeMs, name: 'application_received', inner, entities, customer: '' }),
  );
  web.timeMs += random.between(400, 1500);
  web.view('/thanks.html', TITLES['/thanks.html']);
  web.read(random.around(9));
  return { id, status: outcome };
}

/** @param {Visit} visit @param {string} name @param {number} stepNumber @param {readonly string[]} entities */
function step({ random, web }, name, stepNumber, entities) {
  const seconds = random.between(60, 900) / 10;
  web.read(seconds);
  const inner = own('application_step_completed', { step: name, stepNumber, seconds });
  web.tell('application_step_completed', inner, entities);
}

/** @param {import('../random.js').Random} random @param {boolean} smoker */
function healthOf(random, smoker) {
  const treated = random.chance(0.11);
  return { smoker, treated, weeksOffSick: random.chance(0.2) ? Math.min(Math.ceil(random.around(8)), 520) : 0 };
}
