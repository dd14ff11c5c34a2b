// Ways to break an event that a tracker never would, each with the one cause that it must be told by.

export interface Breakage {
  /** As `crypt events failed` groups it. */
  readonly cause: string;
  readonly failureType: string;
  /** What is sent instead of the event. */
  readonly apply: (params: Readonly<Record<string, string>>) => unknown;
}

const PROTOCOL = 'tracker_protocol_violation';
const FIELD = 'enrichment_failure';
const SCHEMA = 'schema_violation';

function set(failureType: string, cause: string, more: Readonly<Record<string, unknown>>): Breakage {
  return { failureType, cause, apply: (params) => ({ ...params, ...more }) };
}

function leaveOut(param: string): Breakage {
  return {
    failureType: PROTOCOL,
    cause: `${param}: missing`,
    apply: (params) => Object.fromEntries(Object.entries(params).filter(([name]) => name !== param)),
  };
}

function envelope(name: string, data: unknown): string {
  return JSON.stringify({ schema: `iglu:com.snowplowanalytics.snowplow/${name}/jsonschema/1-0-0`, data });
}

const UNSTRUCT = { e: 'ue', ue_pr: undefined, ue_px: undefined };

export const BREAKAGES: readonly Breakage[] = [
  set(PROTOCOL, 'aid: not a text', { aid: 7 }),
  set(PROTOCOL, 'event: unknown parameters', { colour: 'blue' }),
  leaveOut('p'),
  leaveOut('tv'),
  leaveOut('e'),
  { failureType: PROTOCOL, cause: 'event: not an object', apply: () => 'a page view' },
  set(FIELD, 'e: not a known event code', { e: 'zz' }),
  set(FIELD, 'p: not a known platform', { p: 'submarine' }),
  set(FIELD, 'eid: not a UUID', { eid: 'first' }),
  set(FIELD, 'dtm: not a timestamp in milliseconds', { dtm: 'yesterday' }),
  set(FIELD, 'vid: not a 32-bit integer', { vid: '2147483648' }),
  set(FIELD, 'cookie: neither 0 nor 1', { cookie: 'yes' }),
  set(FIELD, 'res: not a width and a height such as 1024x768', { res: '1024' }),
  set(FIELD, 'se_va: not a number', { se_va: 'much' }),
  set(FIELD, 'page_title: longer than 2000 characters', { page: 'x'.repeat(2001) }),
  set(SCHEMA, 'ue_px: not base64 of UTF-8', { ...UNSTRUCT, ue_px: '{"not":"base64"}' }),
  set(SCHEMA, 'ue_pr: not JSON that we accept', { ...UNSTRUCT, ue_pr: '{' }),
  set(SCHEMA, 'ue_pr: missing', UNSTRUCT),
  set(SCHEMA, 'ue_pr: its event is not self-describing', { ...UNSTRUCT, ue_pr: envelope('unstruct_event', {}) }),
  set(SCHEMA, 'co: its schema is not contexts 1-0-x', { co: envelope('unstruct_event', []) }),
  set(SCHEMA, 'co: an entity is not self-describing', { co: envelope('contexts', [{ schema: 'mine', data: {} }]) }),
  set(SCHEMA, 'co: sent twice, plain and encoded', { cx: Buffer.from(envelope('contexts', [])).toString('base64url') }),
];
