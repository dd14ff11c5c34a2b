// Pages with everything on them that a page can show: rows, alarms, gaps, failed groups, notices, lag.
import { failedGroup, type FailedEvent, type FailureType } from '../../src/contracts/failed-event.ts';
import { FailedProjection } from '../../src/serve/portal/failed-groups.ts';
import type { PortalEffects } from '../../src/serve/portal/portal-options.ts';
import { FakeFeed, makeResult, makeStatus } from './serve-fixtures.ts';

export const EVENT_ID = '11111111-2222-4333-8444-555555555555';

/** Whole effects but for clock and randomness, at `nowMs`. */
export function fullPages(nowMs: number): Pick<PortalEffects, 'status' | 'query' | 'failed'> {
  const notices = [{ key: 'disk', text: 'The disk has room for 2 days.' }];
  return {
    status: new FakeFeed(makeStatus({ timeMs: nowMs, notices })),
    query: async (sql) => {
      if (sql.includes('event_alarms')) return makeResult([], seriesRows(nowMs));
      if (sql.includes('session_gaps')) return makeResult([], [['web', '212', '3', '2312', '2', '5']]);
      if (sql.includes('FROM landing.events\n')) return makeResult([], tailRows(nowMs));
      return makeResult(Object.keys(EVENT), [Object.values(EVENT)]);
    },
    failed: failedGroups(nowMs),
  };
}

const EVENT = {
  event_id: EVENT_ID,
  app_id: 'web',
  event: 'page_view',
  collector_tstamp: '2026-11-24T12:00:00.000Z',
  user_id: 'jane',
  page_url: 'https://example.org/quote?mail=jane@example.org',
  page_urlpath: '/quote',
  mkt_campaign: 'autumn',
  geo_country: 'NL',
  br_name: 'Firefox 140',
  contexts_com_snowplowanalytics_snowplow_web_page_1: '[{"id": "a4a7"}]',
};

function tailRows(nowMs: number): readonly (readonly (string | null)[])[] {
  return Array.from({ length: 20 }, (_, index) => {
    const at = iso(nowMs, index + 1);
    const id = `${EVENT_ID.slice(0, -2)}${10 + index}`;
    return [
      id,
      at,
      at,
      iso(nowMs, index + 0.6),
      'web',
      'page_view',
      'page_view',
      null,
      null,
      '/quote',
      'u',
      null,
      null,
    ];
  });
}

function seriesRows(nowMs: number): readonly (readonly (string | boolean | null)[])[] {
  const usual = ['100', '110', '120'];
  const rows = ['silent', 'low', 'high', 'normal', 'learning', 'gone'].map((state, index) => {
    const range = state === 'learning' ? [null, null, null] : usual;
    return ['web', `event_${index}`, false, state, iso(nowMs, 60 * index), '480', `${40 * index}`, ...range];
  });
  const more = Array.from({ length: 12 }, (_, index) => {
    return ['shop', index === 0 ? null : `event_${index}`, index === 0, 'normal', iso(nowMs, 5), '0', '105', ...usual];
  });
  return [...rows, ...more];
}

function failedGroups(nowMs: number): FailedProjection {
  const failed = new FailedProjection();
  const causes: readonly (readonly [FailureType, string, string | null])[] = [
    ['tracker_protocol_violation', 'dtm: not a timestamp', null],
    ['schema_violation', 'schema: in no source', 'iglu:com.acme/basket/jsonschema/1-0-0'],
  ];
  for (const [index, [failureType, cause, schema]] of causes.entries()) {
    const event: FailedEvent = {
      origin: `raw/0/${index}/0`,
      extent: 'event',
      failureType,
      cause,
      group: failedGroup(failureType, cause, schema),
      messages: [`${cause}: got text of 9`],
      failedMs: nowMs - 5_000,
      collectorMs: nowMs - 5_100,
      appId: 'web',
      eventName: 'page_view',
      judgedBy: 'crypt-0.1.0',
      params: { e: 'pv', url: 'https://example.org/?mail=jane@example.org' },
      payload: null,
      schema,
      data: null,
      row: {},
    };
    failed.add(new TextEncoder().encode(JSON.stringify(event)));
  }
  return failed;
}

function iso(nowMs: number, secondsAgo: number): string {
  return new Date(nowMs - secondsAgo * 1_000).toISOString();
}
