// What landing.events must hold of an event that was seen on its way to the collector. Written from the tracker
// protocol, and shares nothing with enrich: a parameter that this table does not know is an error.
import type { Recorded } from './recording-proxy.ts';

/** Values as `crypt sql --json` prints them: integers and timestamps are strings. Null and absent are the same. */
export type Cells = Readonly<Record<string, unknown>>;
export type Params = Readonly<Record<string, string>>;

export interface Sent {
  readonly post: Recorded;
  readonly params: Params;
  /** Position in the request. */
  readonly index: number;
}

/** Every event of the requests that were answered 200, each sending of its own. */
export function sentEvents(posts: readonly Recorded[]): readonly Sent[] {
  return posts
    .filter(({ status }) => status === 200)
    .flatMap((post) => {
      const { data } = JSON.parse(post.passed) as { data: Params[] };
      return data.map((params, index) => ({ post, params, index }));
    });
}

/** What is different in the row, as `column: …`; empty when it is what was sent, whole. */
export function compareRow(row: Cells, sent: Sent): readonly string[] {
  const cells = cellsOf(sent.params);
  const expected: Cells = { ...factsOf(sent.post), ...cells, ...timesOf(row, sent.params), ...mediumOf(cells) };
  const columns = new Set([...Object.keys(row), ...Object.keys(expected)]);
  const wrong = [...columns]
    .filter((column) => !(column in JUDGED) && !isSame(row[column] ?? null, expected[column] ?? null))
    .map((column) => `${column}: ${JSON.stringify(row[column])} instead of ${JSON.stringify(expected[column])}`);
  const odd = Object.entries(JUDGED)
    .filter(([column, holds]) => !holds(String(row[column]), row, sent))
    .map(([column]) => `${column}: ${JSON.stringify(row[column])} cannot be`);
  return [...wrong, ...odd];
}

type Rule = (value: string) => Cells;

const text =
  (column: string): Rule =>
  (value) => ({ [column]: value });
const integer =
  (column: string): Rule =>
  (value) => ({ [column]: BigInt(value).toString() });
const double =
  (column: string): Rule =>
  (value) => ({ [column]: Number(value) });
const boolean =
  (column: string): Rule =>
  (value) => ({ [column]: value === '1' });
const timestamp =
  (column: string): Rule =>
  (value) => ({ [column]: new Date(Number(value)).toISOString() });
const size =
  (width: string, height: string): Rule =>
  (value) => {
    const [x = '', y = ''] = value.split('x');
    return { [width]: x, [height]: y };
  };
const base64 =
  (rule: Rule): Rule =>
  (value) =>
    rule(Buffer.from(value, 'base64url').toString('utf8'));
const url =
  (column: string, part: string): Rule =>
  (value) => {
    const { protocol, hostname, port, pathname, search, hash } = new URL(value);
    return {
      [column]: value,
      [`${part}scheme`]: protocol.replace(':', ''),
      [`${part}host`]: hostname,
      [`${part}port`]: port === '' ? (protocol === 'https:' ? '443' : '80') : port,
      [`${part}path`]: pathname,
      [`${part}query`]: search.slice(1) || null,
      [`${part}fragment`]: hash.slice(1) || null,
      ...(part === 'page_url' ? campaignOf(search) : {}),
    };
  };
function campaignOf(search: string): Cells {
  const parameters = new URLSearchParams(search);
  return {
    mkt_source: parameters.get('utm_source'),
    mkt_medium: parameters.get('utm_medium'),
    mkt_campaign: parameters.get('utm_campaign'),
  };
}

const selfDescribing: Rule = (value) => {
  const { data } = JSON.parse(value) as { data: Part };
  return {
    [nestedName('unstruct_event', data)]: snake(data.data),
    ...schemaCells(data.schema.split(/iglu:|\//).slice(1)),
  };
};

const entities: Rule = (value) => {
  const { data } = JSON.parse(value) as { data: Part[] };
  const cells: Record<string, unknown[]> = {};
  for (const part of data) {
    const version = part.schema.split('/').at(-1);
    (cells[nestedName('contexts', part)] ??= []).push({ _schema_version: version, ...(snake(part.data) as object) });
  }
  return cells;
};

interface Part {
  readonly schema: string;
  readonly data: unknown;
}

function nestedName(kind: string, { schema }: Part): string {
  const [vendor = '', name = '', , version = ''] = schema.replace('iglu:', '').split('/');
  return `${kind}_${vendor.replaceAll(/[.-]/g, '_')}_${snakeName(name)}_${version.split('-')[0]}`;
}

function snakeName(name: string): string {
  return name.replaceAll(/([a-z\d])([A-Z])/g, '$1_$2').toLowerCase();
}

/** The data with the names of its column's fields. */
function snake(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(snake);
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [snakeName(name), snake(value)]));
}

/** Fields that are absent are null in the row; integers are printed as strings. */
function isSame(stored: unknown, sent: unknown): boolean {
  return canonical(stored) === canonical(sent);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const members = Object.entries(value).filter(([, member]) => member !== null);
  return `{${members
    .map(([name, member]) => `${name}:${canonical(member)}`)
    .toSorted()
    .join()}}`;
}

const EVENTS: Readonly<Record<string, Cells>> = {
  pv: { event: 'page_view', ...schemaCells(['com.snowplowanalytics.snowplow', 'page_view', 'jsonschema', '1-0-0']) },
  pp: { event: 'page_ping', ...schemaCells(['com.snowplowanalytics.snowplow', 'page_ping', 'jsonschema', '1-0-0']) },
  se: { event: 'struct', ...schemaCells(['com.google.analytics', 'event', 'jsonschema', '1-0-0']) },
  ue: { event: 'unstruct' },
};

function schemaCells([vendor, name, format, version]: readonly string[]): Cells {
  return { event_vendor: vendor, event_name: name, event_format: format, event_version: version };
}

const RULES: Readonly<Record<string, Rule>> = {
  e: (value) => EVENTS[value] ?? {},
  eid: text('event_id'),
  tv: text('v_tracker'),
  tna: text('name_tracker'),
  aid: text('app_id'),
  p: text('platform'),
  uid: text('user_id'),
  duid: text('domain_userid'),
  sid: text('domain_sessionid'),
  vid: integer('domain_sessionidx'),
  dtm: timestamp('dvce_created_tstamp'),
  stm: timestamp('dvce_sent_tstamp'),
  cookie: boolean('br_cookies'),
  lang: text('br_lang'),
  cd: text('br_colordepth'),
  cs: text('doc_charset'),
  tz: text('os_timezone'),
  res: size('dvce_screenwidth', 'dvce_screenheight'),
  vp: size('br_viewwidth', 'br_viewheight'),
  ds: size('doc_width', 'doc_height'),
  url: url('page_url', 'page_url'),
  refr: url('page_referrer', 'refr_url'),
  page: text('page_title'),
  co: entities,
  cx: base64(entities),
  ue_pr: selfDescribing,
  ue_px: base64(selfDescribing),
  se_ca: text('se_category'),
  se_ac: text('se_action'),
  se_la: text('se_label'),
  se_pr: text('se_property'),
  se_va: double('se_value'),
  pp_mix: integer('pp_xoffset_min'),
  pp_max: integer('pp_xoffset_max'),
  pp_miy: integer('pp_yoffset_min'),
  pp_may: integer('pp_yoffset_max'),
};

function cellsOf(params: Params): Cells {
  const cells: Record<string, unknown> = {};
  for (const [param, value] of Object.entries(params)) {
    const rule = RULES[param];
    if (rule === undefined) throw new Error(`the tracker sent ${param}, which this table does not know`);
    Object.assign(cells, rule(value));
  }
  return cells;
}

/** What the request itself says. The collector sets the cookie anew in every answer, to what it was or is from now on. */
function factsOf({ headers, replyHeaders }: Recorded): Cells {
  const kept = /(?:^|; )sp=([^;]*)/.exec(headers.cookie ?? '')?.[1];
  const given = /^sp=([^;]*)/.exec(replyHeaders['set-cookie']?.[0] ?? '')?.[1];
  return {
    useragent: headers['user-agent'],
    user_ipaddress: '127.0.0.1',
    network_userid: kept ?? given,
    v_collector: 'crypt-0.1.0',
    v_etl: 'crypt-0.1.0',
  };
}

/** Our time of the event: when it came, less the time that it waited in the tracker. */
function timesOf(row: Cells, { dtm = '0', stm = '0' }: Params): Cells {
  const waitedMs = Math.max(0, Number(stm) - Number(dtm));
  const collectorMs = Date.parse(String(row['collector_tstamp']));
  // Without a collector_tstamp, which is judged on its own, nothing can be derived.
  return Number.isNaN(collectorMs) ? {} : { derived_tstamp: new Date(collectorMs - waitedMs).toISOString() };
}

/** Where the visit comes from, as far as the example's pages can tell. */
function mediumOf(cells: Cells): Cells {
  const host = cells['refr_urlhost'] ?? null;
  if (host === null) return {};
  return { refr_medium: host === cells['page_urlhost'] ? 'internal' : 'unknown' };
}

const BROWSER = 'contexts_com_snowplowanalytics_snowplow_ua_parser_context_1';
const ROBOT = 'contexts_com_iab_snowplow_spiders_and_robots_1';

/** Columns that the platform decides: judged by what can be. The browser is a Chromium without a window, on Linux. */
const JUDGED: Readonly<Record<string, (value: string, row: Cells, sent: Sent) => boolean>> = {
  collector_tstamp: (value, _row, { post }) => isBetween(post.passedMs, value, post.answeredMs),
  etl_tstamp: (value, row, { post }) => isBetween(Date.parse(String(row['collector_tstamp'])), value, post.answeredMs),
  load_tstamp: (value, row) => Date.parse(value) >= Date.parse(String(row['etl_tstamp'])),
  origin: (value, _row, { index }) => new RegExp(`^raw/0/\\d+/${index}$`).test(value),
  content_hash: (value) => /^-?\d{1,19}$/.test(value),
  br_name: (value) => /^HeadlessChrome \d+$/.test(value),
  br_family: (value) => value === 'Chrome',
  br_version: (value) => /^\d+\.\d+\.\d+$/.test(value),
  br_type: (value) => value === 'Browser',
  br_renderengine: (value) => value === 'WEBKIT',
  os_name: (value) => value === 'Linux',
  os_family: (value) => value === 'Linux',
  os_manufacturer: (value) => value === 'Other',
  dvce_type: (value) => value === 'Computer',
  dvce_ismobile: (value) => value === 'false',
  [BROWSER]: (_, row) => canonical(row[BROWSER]).includes('useragent_family:HeadlessChrome'),
  [ROBOT]: (_, row) => canonical(row[ROBOT]).includes('spider_or_robot:true'),
};

function isBetween(fromMs: number, value: string, toMs: number): boolean {
  const ms = Date.parse(value);
  return ms >= fromMs && ms <= toMs;
}
