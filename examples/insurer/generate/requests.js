// What travels: a request of the tracker protocol (tp2) with its events. A tracker writes the time of sending into its
// events as they leave, so the text of an event stays open until then.

/**
 * @typedef {object} Event
 * @property {string} name
 * @property {string} id event_id
 * @property {string} text its JSON, without the time of sending and the brace at its end
 */
/**
 * @typedef {object} Request
 * @property {number} timeMs when it is sent, truly
 * @property {number} skewMs how much the sender's clock is ahead
 * @property {Readonly<Record<string, string>>} headers
 * @property {readonly Event[]} events sent for the first time, and as they should be
 * @property {readonly Event[]} repeated sent before
 * @property {readonly Event[]} broken on purpose: they must fail
 */

export const PATH = '/com.snowplowanalytics.snowplow/tp2';
const HEAD = '{"schema":"iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4","data":[';

/** @param {Request} request */
export function bodyOf({ timeMs, skewMs, events, repeated, broken }) {
  const tail = `,"stm":"${timeMs + skewMs}"}`;
  let body = HEAD;
  let comma = '';
  for (const list of [repeated, events, broken]) {
    for (const { text } of list) {
      body += comma + text + tail;
      comma = ',';
    }
  }
  return `${body}]}`;
}

/** @param {string} schema vendor/name @param {string} version @param {object} data its JSON */
export function part(schema, version, data) {
  return `{"schema":"iglu:${schema}/jsonschema/${version}","data":${JSON.stringify(data)}}`;
}

/** A part by the example's plan. @param {string} name @param {object} data @param {string} [version] */
export function own(name, data, version = '1-0-0') {
  return part(`com.harbour-life/${name}`, version, data);
}

/** @param {string} inner a part */
export function selfDescribing(inner) {
  const outer = `{"schema":"iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-0","data":${inner}}`;
  return `"e":"ue","ue_pr":${JSON.stringify(outer)}`;
}

/** JSON as it stands inside a JSON string: what many events share is escaped once. @param {string} json */
export function escaped(json) {
  return JSON.stringify(json).slice(1, -1);
}

const CONTEXTS_HEAD = escaped('{"schema":"iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-0","data":[');

/** @param {string} entities escaped parts, with commas between them */
export function contexts(entities) {
  return `"co":"${CONTEXTS_HEAD}${entities}]}"`;
}
