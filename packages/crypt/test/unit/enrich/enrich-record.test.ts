import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enrichNow, plainPipeline } from '../../support/fake-schemas.ts';
import { CONTEXTS, EID, enrich, ETL, get, messages, onlyRow, PAGE_VIEW, post, rows, UNSTRUCT } from './make-record.ts';

const SHOP_ITEM = 'iglu:com.example/item/jsonschema/2-0-1';

function contexts(...entities: readonly unknown[]): string {
  return JSON.stringify({ schema: CONTEXTS, data: entities });
}

/** What every row of HEAD has, whatever the event. */
const COMMON = {
  origin: 'raw/0/5/0',
  etl_tstamp: '2026-01-05 08:00:01.050',
  collector_tstamp: '2026-01-05 08:00:01.000',
  event_id: EID,
  v_collector: 'crypt-0.1.0-local',
  v_etl: ETL,
  user_ipaddress: '203.0.113.7',
  network_userid: '5b1b1b0e-3f5c-4f52-9c1e-0d9b5c1f0a01',
  useragent: 'Mozilla/5.0 (X11; Linux x86_64)',
};

/** Parts of the Referer header, from which an event without `url` takes its page. */
const FROM_REFERER = {
  page_url: 'https://shop.example/from-header',
  page_urlscheme: 'https',
  page_urlhost: 'shop.example',
  page_urlport: 443,
  page_urlpath: '/from-header',
};

function withoutHash(row: Readonly<Record<string, unknown>>): unknown {
  const { content_hash: hash, ...columns } = row;
  const rest = Object.fromEntries(Object.entries(columns).filter(([name]) => !name.startsWith('sd_')));
  assert.equal(typeof hash === 'number' || 'failed' in row, true);
  return rest;
}

test('a page view of the browser tracker becomes the whole row', () => {
  const event = {
    ...PAGE_VIEW,
    uid: 'u-1',
    duid: 'aeb1691c5a0ee5a6',
    vid: '3',
    sid: EID.toUpperCase(),
    fp: '2161814971',
    lang: 'de-DE',
    cs: 'UTF-8',
    cd: '24',
    tz: 'Europe/Berlin',
    cookie: '1',
    f_pdf: '1',
    f_java: '0',
    res: '1920x1080',
    vp: '1200x800',
    ds: '1200x3400',
    tid: '508780',
    co: contexts({ schema: SHOP_ITEM, data: {} }),
  };
  assert.deepEqual(withoutHash(onlyRow(post([event]))), {
    ...COMMON,
    app_id: 'shop',
    platform: 'web',
    dvce_created_tstamp: '2026-01-05 07:59:59.000',
    event: 'page_view',
    txn_id: 508780,
    name_tracker: 'sp',
    v_tracker: 'js-4.10.1',
    user_id: 'u-1',
    user_fingerprint: '2161814971',
    domain_userid: 'aeb1691c5a0ee5a6',
    domain_sessionidx: 3,
    page_url: 'https://shop.example/quotes/car?step=2#top',
    page_title: 'Car insurance',
    page_referrer: 'https://www.search.example/find?q=car',
    page_urlscheme: 'https',
    page_urlhost: 'shop.example',
    page_urlport: 443,
    page_urlpath: '/quotes/car',
    page_urlquery: 'step=2',
    page_urlfragment: 'top',
    refr_urlscheme: 'https',
    refr_urlhost: 'www.search.example',
    refr_urlport: 443,
    refr_urlpath: '/find',
    refr_urlquery: 'q=car',
    contexts: event.co,
    br_lang: 'de-DE',
    br_features_pdf: true,
    br_features_java: false,
    br_cookies: true,
    br_colordepth: '24',
    br_viewwidth: 1200,
    br_viewheight: 800,
    os_timezone: 'Europe/Berlin',
    dvce_screenwidth: 1920,
    dvce_screenheight: 1080,
    doc_charset: 'UTF-8',
    doc_width: 1200,
    doc_height: 3400,
    dvce_sent_tstamp: '2026-01-05 08:00:00.500',
    domain_sessionid: EID,
    derived_tstamp: '2026-01-05 07:59:59.500',
    event_vendor: 'com.snowplowanalytics.snowplow',
    event_name: 'page_view',
    event_format: 'jsonschema',
    event_version: '1-0-0',
  });
});

const BASE = { tv: 'py-1', p: 'srv', eid: EID };
const BASE_ROW = {
  ...COMMON,
  ...FROM_REFERER,
  platform: 'srv',
  v_tracker: 'py-1',
  derived_tstamp: '2026-01-05 08:00:01.000',
  event_vendor: 'com.snowplowanalytics.snowplow',
  event_format: 'jsonschema',
  event_version: '1-0-0',
};

test('a page ping has its offsets', () => {
  const ping = { ...BASE, e: 'pp', pp_mix: '0', pp_max: '10', pp_miy: '-5', pp_may: '900' };
  const offsets = { pp_xoffset_min: 0, pp_xoffset_max: 10, pp_yoffset_min: -5, pp_yoffset_max: 900 };
  assert.deepEqual(withoutHash(onlyRow(post([ping]))), {
    ...BASE_ROW,
    event: 'page_ping',
    event_name: 'page_ping',
    ...offsets,
  });
});

test('a structured event keeps the text of its value', () => {
  const event = { ...BASE, e: 'se', se_ca: 'cart', se_ac: 'add', se_la: 'l', se_pr: 'p', se_va: '10.50' };
  assert.deepEqual(withoutHash(onlyRow(post([event]))), {
    ...BASE_ROW,
    event: 'struct',
    event_vendor: 'com.google.analytics',
    event_name: 'event',
    se_category: 'cart',
    se_action: 'add',
    se_label: 'l',
    se_property: 'p',
    se_value: 10.5,
  });
  const line = enrich(post([{ ...event, se_va: '12345678901234567890.10' }])).enriched[0]?.line.toString() ?? '';
  assert.match(line, /"se_value":12345678901234567890\.10,/);
});

test('transactions and items keep exact decimals as texts', () => {
  const transaction = {
    ...BASE,
    e: 'tr',
    tr_id: 'o-1',
    tr_af: 'web',
    tr_tt: '1e2',
    tr_tx: '19.00',
    tr_sh: '.5',
    tr_ci: 'Köln',
    tr_st: 'NW',
    tr_co: 'DE',
    tr_cu: 'EUR',
  };
  assert.deepEqual(withoutHash(onlyRow(post([transaction]))), {
    ...BASE_ROW,
    event: 'transaction',
    event_name: 'transaction',
    tr_orderid: 'o-1',
    tr_affiliation: 'web',
    tr_total: '100',
    tr_tax: '19.00',
    tr_shipping: '0.5',
    tr_city: 'Köln',
    tr_state: 'NW',
    tr_country: 'DE',
    tr_currency: 'EUR',
  });
  const item = {
    ...BASE,
    e: 'ti',
    ti_id: 'o-1',
    ti_sk: 's',
    ti_na: 'old',
    ti_nm: 'new',
    ti_ca: 'c',
    ti_pr: '9.99',
    ti_qu: '2',
    ti_cu: 'EUR',
  };
  assert.deepEqual(withoutHash(onlyRow(post([item]))), {
    ...BASE_ROW,
    event: 'transaction_item',
    event_name: 'transaction_item',
    ti_orderid: 'o-1',
    ti_sku: 's',
    ti_name: 'new',
    ti_category: 'c',
    ti_price: '9.99',
    ti_quantity: 2,
    ti_currency: 'EUR',
  });
});

test('a self-describing event keeps its JSON to the letter, on one line', () => {
  const json = `{"schema":"${UNSTRUCT}",\n\t"data":{"schema":"${SHOP_ITEM}","data":{"n":9007199254740993,"d":1.0,"e":1E5,"s":"a\\nb"}}}`;
  const kept = json.replace('\n\t', '  ');
  const row = {
    ...BASE_ROW,
    event: 'unstruct',
    unstruct_event: kept,
    event_vendor: 'com.example',
    event_name: 'item',
    event_version: '2-0-1',
  };
  assert.deepEqual(withoutHash(onlyRow(post([{ ...BASE, e: 'ue', ue_pr: json }]))), row);
  for (const encoding of ['base64', 'base64url'] as const) {
    const encoded = Buffer.from(json).toString(encoding);
    assert.deepEqual(withoutHash(onlyRow(post([{ ...BASE, e: 'ue', ue_px: encoded }]))), row);
    assert.deepEqual(withoutHash(onlyRow(post([{ ...BASE, e: 'ue', ue_px: encoded.replaceAll('=', '') }]))), row);
  }
});

test('an event code has its event type, and unknown codes fail', () => {
  const types = ['pv', 'pp', 'se', 'tr', 'ti', 'ad'].map((e) => onlyRow(post([{ ...BASE, e }]))['event']);
  assert.deepEqual(types, ['page_view', 'page_ping', 'struct', 'transaction', 'transaction_item', 'ad_impression']);
  assert.equal(onlyRow(get({ e: 'ev', eid: EID, ev_ca: 'old', ev_va: '1' }))['se_category'], 'old');
  assert.deepEqual(messages(post([{ ...BASE, e: 'xx' }])), [['e: not a known event code (text of 2 characters)']]);
});

test('every platform of the protocol is known, and no other', () => {
  const platforms = ['web', 'iot', 'app', 'mob', 'pc', 'cnsl', 'tv', 'srv', 'headset'];
  assert.deepEqual(
    platforms.map((p) => onlyRow(post([{ ...BASE, e: 'pv', p }]))['platform']),
    platforms,
  );
  assert.deepEqual(messages(post([{ ...BASE, e: 'pv', p: 'WEB' }])), [
    ['p: not a known platform (text of 3 characters)'],
  ]);
});

function pick(row: Readonly<Record<string, unknown>>): unknown {
  return [row['network_userid'], row['user_ipaddress'], row['useragent'], row['page_url']];
}

test('a parameter beats what the request says, and an empty one does not', () => {
  const cookie = COMMON.network_userid;
  assert.deepEqual(
    pick(onlyRow(post([{ ...BASE, e: 'pv', nuid: 'n', ip: '198.51.100.1, 10.0.0.1', ua: 'U', url: 'http://a/' }]))),
    ['n', '198.51.100.1', 'U', 'http://a/'],
  );
  assert.equal(onlyRow(post([{ ...BASE, e: 'pv', nuid: 'n', tnuid: 't' }]))['network_userid'], 't');
  assert.deepEqual(pick(onlyRow(post([{ ...BASE, e: 'pv', nuid: '', tnuid: '\n', ip: '', ua: '', url: '' }]))), [
    cookie,
    COMMON.user_ipaddress,
    COMMON.useragent,
    FROM_REFERER.page_url,
  ]);
  const nothing = { networkUserId: null, ip: '', userAgent: null, referer: null };
  assert.deepEqual(pick(onlyRow(post([{ ...BASE, e: 'pv' }], nothing))), [undefined, undefined, undefined, undefined]);
  assert.equal(onlyRow(get({ e: 'pv', cv: 'proxy-1', eid: EID }))['v_collector'], 'proxy-1');
});

test('the derived time takes off what the event waited in the tracker', () => {
  const derived = (params: Readonly<Record<string, string>>): unknown =>
    onlyRow(post([{ ...BASE, e: 'pv', ...params }]))['derived_tstamp'];
  assert.equal(derived({ dtm: '1000', stm: '3500' }), '2026-01-05 07:59:58.500');
  // Over the end of a month, where calendar arithmetic would be wrong.
  const dtm = String(Date.UTC(2025, 0, 31));
  const stm = String(Date.UTC(2025, 2, 1));
  assert.equal(derived({ dtm, stm }), '2025-12-07 08:00:01.000');
  assert.equal(derived({ dtm: '3500', stm: '1000' }), '2026-01-05 08:00:01.000');
  assert.equal(derived({ dtm: '3500', stm: '3500' }), '2026-01-05 08:00:01.000');
  assert.equal(derived({ stm: '3500' }), '2026-01-05 08:00:01.000');
  assert.equal(derived({ dtm: '1000', stm: '3500', ttm: '7' }), '1970-01-01 00:00:00.007');
  assert.deepEqual(messages(post([{ ...BASE, e: 'pv', dtm: '-62167219200000', stm: '253402300799999' }])), [
    ['derived_tstamp: not a time in the years 0 to 9999'],
  ]);
});

test('spaces of a page URL are encoded, and a URL that cannot be split costs no event', () => {
  const row = onlyRow(post([{ ...BASE, e: 'pv', url: 'http://shop.example/a b', refr: 'http://[broken' }]));
  assert.equal(row['page_url'], 'http://shop.example/a%20b');
  assert.equal(row['page_urlpath'], '/a%20b');
  assert.equal(row['page_referrer'], 'http://[broken');
  assert.equal(row['refr_urlscheme'], undefined);
});

test('a missing event id is made from the origin: the same again, another for another event', () => {
  const { eid: _, ...anonymous } = PAGE_VIEW;
  const ids = rows(enrich(post([anonymous, anonymous]))).map((row) => row['event_id']);
  assert.deepEqual(
    ids,
    rows(enrich(post([anonymous, anonymous]))).map((row) => row['event_id']),
  );
  assert.notEqual(ids[0], ids[1]);
  assert.notEqual(ids[0], rows(enrich(post([anonymous], {}, 6)))[0]?.['event_id']);
  for (const id of ids) assert.match(String(id), /^[\da-f]{8}-[\da-f]{4}-5[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
});

function hashOf(event: Readonly<Record<string, string>>, head = {}): string | undefined {
  return enrich(post([event], head)).enriched[0]?.hash;
}

test('the content hash ignores what a resend changes, and nothing else', () => {
  const hash = hashOf(PAGE_VIEW);
  assert.match(String(hash), /^[\da-f]{16}$/);
  const resent = { ...PAGE_VIEW, stm: '1', nuid: 'n', tnuid: 't', ip: '10.0.0.1', eid: EID.replace('2', '3') };
  assert.equal(hashOf(resent), hash);
  assert.equal(hashOf(Object.fromEntries(Object.entries(PAGE_VIEW).toReversed())), hash);
  assert.equal(hashOf(PAGE_VIEW, { timeMs: 0, ip: 'unknown', userAgent: null, networkUserId: null }), hash);
  for (const key of ['dtm', 'url', 'page', 'aid', 'tv']) {
    assert.notEqual(hashOf({ ...PAGE_VIEW, [key]: `${PAGE_VIEW[key]}0` }), hash, key);
  }
  assert.notEqual(hashOf({ ...PAGE_VIEW, uid: '' }), hash);
  const [entity, other] = [1, 2].map((id) => ({ schema: SHOP_ITEM, data: { id } }));
  assert.notEqual(
    hashOf({ ...PAGE_VIEW, co: contexts(entity, other) }),
    hashOf({ ...PAGE_VIEW, co: contexts(other, entity) }),
  );
});

test('the column has the hash as a signed number', () => {
  const [first] = enrich(post([PAGE_VIEW])).enriched;
  const digits = /"content_hash":(-?\d+),/.exec(first?.line.toString() ?? '')?.[1] ?? '';
  assert.equal(BigInt.asUintN(64, BigInt(digits)).toString(16).padStart(16, '0'), first?.hash);
});

test('texts are cleaned, escaped and kept whole', () => {
  const page = 'a\tb "c" \\ \u0000\ud83d é 🙂 \u2028';
  assert.equal(onlyRow(post([{ ...BASE, e: 'pv', page }]))['page_title'], 'a    b "c" \\ \ufffd é 🙂 \u2028');
});

test('the same record gives the same bytes, on any topic its own origin', () => {
  const from = post([PAGE_VIEW, { ...PAGE_VIEW, eid: 'x' }]);
  assert.deepEqual(enrich(from), enrich(from));
  const other = enrichNow(from, plainPipeline({ context: { topic: 'retry', etl: ETL, keepsSent: true } }));
  assert.equal(rows(other)[0]?.['origin'], 'retry/0/5/0');
});
