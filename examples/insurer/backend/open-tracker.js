// The official tracker on the server's side of a journey. Its ids are those that the browser's tracker told, so that both
// sides of a journey have the same visitor and session.
import { buildSelfDescribingEvent, newTracker } from '@snowplow/node-tracker';

/**
 * @typedef {import('./parse-request.js').Visitor & { networkUserId?: string }} KnownVisitor
 * @typedef {{ name: string, data: Record<string, unknown>, entities: readonly Entity[] }} Own
 * @typedef {{ schema: string, data: Record<string, unknown> }} Entity
 */

const VERSION = 'jsonschema/1-0-0';

/** A part of an event by the plan in tracking/. @param {string} name @param {Record<string, unknown>} data @returns {Entity} */
export function own(name, data) {
  return { schema: `iglu:com.harbour-life/${name}/${VERSION}`, data };
}

/**
 * `send` is fetch, or a stand-in that sees what is sent. `close` resolves when everything was sent or given up.
 * @param {string} collectorUrl
 * @param {typeof fetch} [send]
 */
export function openTracker(collectorUrl, send = fetch) {
  const { hostname, port, protocol } = new URL(collectorUrl);
  const tracker = newTracker(
    { namespace: 'backend', appId: 'harbour-life-backend', encodeBase64: false },
    {
      endpoint: hostname,
      protocol: protocol === 'https:' ? 'https' : 'http',
      ...(port === '' ? {} : { port: Number(port) }),
      bufferSize: 1,
      customFetch: (input, init) => send(input, init),
    },
  );
  return {
    /** @param {KnownVisitor} visitor @param {Own} event */
    track({ domainUserId, sessionId, sessionIndex, networkUserId }, { name, data, entities }) {
      // Set and tracked in one turn: another request's visitor cannot come in between.
      tracker.setDomainUserId(domainUserId);
      tracker.setSessionId(sessionId);
      tracker.setSessionIndex(sessionIndex);
      tracker.setNetworkUserId(/** @type {string} */ (networkUserId));
      tracker.track(buildSelfDescribingEvent({ event: own(name, data) }), [...entities]);
    },
    /** @returns {Promise<void>} */
    close: () => tracker.flush(),
  };
}
