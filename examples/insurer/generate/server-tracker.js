// What the back end sends of a visit: each event by itself, with the ids that the site told it. Its clock is right.
import { contexts, escaped, selfDescribing } from './requests.js';

const HEADERS = { 'Content-Type': 'application/json; charset=utf-8', 'User-Agent': 'node', Accept: '*/*' };
const SENDING_MS = 3;

/**
 * @param {import('./web-tracker.js').Session} session
 * @param {import('./random.js').Random} random
 * @param {{ timeMs: number, name: string, inner: string, entities: readonly string[], customer: string }} event
 * @returns {import('./requests.js').Request}
 */
export function trackOnServer({ visitor, id: sessionId, index }, random, { timeMs, name, inner, entities, customer }) {
  const id = random.uuid();
  const network = visitor.networkUserId === '' ? '' : `,"nuid":"${visitor.networkUserId}"`;
  const user = customer === '' ? '' : `,"uid":"${customer}"`;
  const text =
    `{${selfDescribing(inner)},"tv":"node-4.8.0","tna":"backend","aid":"harbour-life-backend","p":"srv"` +
    `,"duid":"${visitor.userId}"${network}${user},"sid":"${sessionId}","vid":"${index}"` +
    `,"eid":"${id}","dtm":"${timeMs}","ttm":"${timeMs}",${contexts(escaped(entities.join()))}`;
  const sentMs = timeMs + SENDING_MS + random.below(40);
  return { timeMs: sentMs, skewMs: 0, headers: HEADERS, events: [{ name, id, text }], repeated: [], broken: [] };
}
