// Landing somewhere, and looking round.
import { own, part } from '../requests.js';
import { fill, follow, press, TITLES } from './pages.js';

/** @typedef {import('../visit.js').Visit} Visit */

const MEDIA = 'com.snowplowanalytics.snowplow';
const PAGES_MAX = 4;

/** @param {Visit} visit @param {import('../sources.js').Source} source */
export function land({ visitor, random, web }, source) {
  const wanted = visitor.product === 'TERM' ? '/quote.html' : '/income.html';
  const path = random.chance(0.4) ? wanted : random.chance(0.8) ? '/index.html' : '/article.html';
  const query = source.query(random);
  web.view(query === '' ? path : `${path}?${query}`, TITLES[path], random.pick(source.referer));
  if (visitor.robot) {
    const further = random.below(PAGES_MAX);
    for (let i = 0; i < further; i++) web.view('/article.html', TITLES['/article.html']);
    return;
  }
  // Some leave at once.
  web.read(random.around(random.chance(0.25) ? 4 : 30));
}

/** @param {Visit} visit */
export function browse(visit) {
  const { random } = visit;
  for (let pages = 0; pages < PAGES_MAX && random.chance(0.42); pages++) {
    random.pick([readArticle, calculate, readHome])(visit);
  }
}

/** @param {Visit} visit */
function readHome(visit) {
  follow(visit, '/index.html');
  visit.web.read(visit.random.around(20));
}

/** @param {Visit} visit */
function readArticle(visit) {
  const { random, web } = visit;
  follow(visit, '/article.html');
  web.read(random.around(70));
  if (!random.chance(0.15)) return;
  const player = { duration: 4, loop: false, muted: false, playbackRate: 1, volume: 80, playerType: 'html5' };
  const at = (/** @type {number} */ currentTime, /** @type {boolean} */ ended) =>
    part(`${MEDIA}/media_player`, '2-0-0', { ...player, currentTime, ended, paused: ended, mediaType: 'audio' });
  web.tell('play_event', part(`${MEDIA}.media/play_event`, '1-0-0', {}), [at(0, false)]);
  web.timeMs += 4000;
  if (random.chance(0.7)) web.tell('end_event', part(`${MEDIA}.media/end_event`, '1-0-0', {}), [at(4, true)]);
}

/** @param {Visit} visit */
function calculate(visit) {
  const { random, web } = visit;
  follow(visit, '/calculator.html');
  web.read(random.around(15));
  if (!random.chance(0.7)) return;
  const input = random.between(8, 60) * 100;
  fill(visit, 'need', 'need-input', String(input));
  press(visit, 'Work it out');
  const note = random.chance(0.1) ? 'ask at home' : null;
  web.tell('calculator_used', own('calculator_used', { tool: 'cover_needed', input, result: input * 96, note }));
  web.read(random.around(10));
}
