// What the browser tracker of one visit sends: it knows the visitor, the session and the page, and numbers the events of
// the session. Its clock is the visit's.
import { contexts, escaped, part, selfDescribing } from './requests.js';

/** @typedef {import('./random.js').Random} Random */
/** @typedef {import('./requests.js').Request} Request */
/** @typedef {import('./requests.js').Event} Event */

const SITE = 'https://www.harbour-life.example';
const SENDING_MS = 400;

/**
 * @typedef {object} Session
 * @property {import('./visitors.js').Visitor} visitor
 * @property {number} index of the session, from 1
 * @property {string} id
 * @property {string} previousId empty for the first
 * @property {number} startMs
 */

export class WebTracker {
  /** @type {Request[]} */
  requests = [];
  /** The time of the visit, truly. */
  timeMs;
  /** A customer, once they are one. */
  customer = '';
  #session;
  #random;
  #headers;
  #fixed;
  #page = { url: '', open: '', entity: '', height: 0 };
  #size;
  /** @type {Event[]} */
  #waiting = [];
  #count = 0;
  #sessionEntity = '';

  /** @param {Session} session @param {Random} random */
  constructor(session, random) {
    const { visitor, startMs } = session;
    this.#session = session;
    this.#random = random;
    this.timeMs = startMs;
    this.#headers = headersOf(visitor, startMs);
    const [width = 0, height = 0] = visitor.screen.split('x').map(Number);
    this.#size = { width, height: height - visitor.device.bar };
    this.#fixed =
      `,"tv":"js-4.10.1","tna":"sp","aid":"harbour-life-web","p":"web","cookie":"${visitor.networkUserId === '' ? 0 : 1}"` +
      `,"cs":"UTF-8","lang":"${visitor.place.language}","tz":"${visitor.place.zone}","res":"${visitor.screen}","cd":"24"` +
      `,"vp":"${width}x${this.#size.height}","duid":"${visitor.userId}","sid":"${session.id}","vid":"${session.index}"`;
  }

  /** Opens a page, which sends what the last one has left. @param {string} path @param {string} title @param {string} [referer] */
  view(path, title, referer) {
    this.flush();
    const from = referer ?? this.#page.url;
    const url = SITE + path;
    const height = this.#size.height * this.#random.between(1, 4);
    const refr = from === '' ? '' : `,"refr":${JSON.stringify(from)}`;
    const open = `,"url":${JSON.stringify(url)},"page":"${title} · Harbour Life"${refr},"ds":"${this.#size.width}x${height}"`;
    const entity = escaped(part('com.snowplowanalytics.snowplow/web_page', '1-0-0', { id: this.#random.uuid() }));
    this.#page = { url, open, entity, height };
    this.#add('page_view', '"e":"pv"', []);
  }

  /** Reads for some time: a ping each ten seconds, further down the page. @param {number} seconds */
  read(seconds) {
    const pings = Math.min(Math.floor(seconds / 10), 30);
    const depth = Math.max(0, this.#page.height - this.#size.height);
    for (let i = 1; i <= pings; i++) {
      this.timeMs += 10_000;
      const to = Math.round((depth * i) / pings);
      this.#add(
        'page_ping',
        `"e":"pp","pp_mix":"0","pp_max":"0","pp_miy":"${Math.round(to / 2)}","pp_may":"${to}"`,
        [],
      );
    }
    this.timeMs += Math.round((seconds - pings * 10) * 1000);
  }

  /** @param {string} action @param {string} category */
  struct(category, action) {
    this.#add('event', `"e":"se","se_ca":"${category}","se_ac":"${action}"`, []);
  }

  /** @param {string} name of the event @param {string} inner a part @param {readonly string[]} [entities] parts */
  tell(name, inner, entities = []) {
    this.#add(name, selfDescribing(inner), entities);
  }

  /** What waits leaves the browser. */
  flush() {
    if (this.#waiting.length === 0) return;
    const timeMs = this.timeMs + 20 + Math.floor(this.#random.around(SENDING_MS));
    this.requests.push(this.#request(timeMs, this.#waiting));
    this.#waiting = [];
  }

  /** @param {string} name @param {string} what @param {readonly string[]} entities */
  #add(name, what, entities) {
    const id = this.#random.uuid();
    const deviceMs = this.timeMs + this.#session.visitor.skewMs;
    this.#sessionEntity ||= this.#firstOf(id, deviceMs);
    const session = `${this.#sessionEntity},\\"eventIndex\\":${++this.#count}}}`;
    const more = entities.length === 0 ? '' : `,${escaped(entities.join())}`;
    const co = contexts(`${this.#page.entity},${session}${more}`);
    const uid = this.customer === '' ? '' : `,"uid":"${this.customer}"`;
    const times = `,"eid":"${id}","dtm":"${deviceMs}","ttm":"${this.timeMs}"`;
    this.#waiting.push({ name, id, text: `{${what}${this.#page.open}${this.#fixed}${uid}${times},${co}` });
    this.timeMs += this.#random.between(3, 90);
    if (this.#session.visitor.eager) this.flush();
  }

  /** The session's entity, escaped, up to what changes in it. @param {string} firstEventId @param {number} deviceMs */
  #firstOf(firstEventId, deviceMs) {
    const { visitor, id, index, previousId } = this.#session;
    const entity = part('com.snowplowanalytics.snowplow/client_session', '1-0-2', {
      userId: visitor.userId,
      sessionId: id,
      sessionIndex: index,
      previousSessionId: previousId === '' ? null : previousId,
      storageMechanism: 'COOKIE_1',
      firstEventId,
      firstEventTimestamp: new Date(deviceMs).toISOString(),
    });
    return escaped(entity.slice(0, -2));
  }

  /** @param {number} timeMs @param {readonly Event[]} events @returns {Request} */
  #request(timeMs, events) {
    const { skewMs } = this.#session.visitor;
    return { timeMs, skewMs, headers: this.#headers, events, repeated: [], broken: [] };
  }
}

/** As a browser sends them, behind the proxy of the site. @param {import('./visitors.js').Visitor} visitor @param {number} timeMs */
function headersOf({ device, place, address, networkUserId }, timeMs) {
  const [language = 'en'] = place.language.split('-');
  return {
    'Content-Type': 'application/json; charset=UTF-8',
    'User-Agent': device.agent(timeMs),
    'Accept-Language': `${place.language},${language};q=0.9`,
    Accept: '*/*',
    Origin: SITE,
    Referer: `${SITE}/`,
    'X-Forwarded-For': address,
    ...(networkUserId === '' ? {} : { Cookie: `sp=${networkUserId}` }),
  };
}
