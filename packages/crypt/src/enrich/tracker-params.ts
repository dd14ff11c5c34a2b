// The parameters of Snowplow's tracker protocol: where each goes and how. The table's order decides twice: of two
// parameters of one column the later wins (`tnuid` over `nuid`, `se_ca` over the legacy `ev_ca`), and the content hash
// is taken in it, so rows are only ever added at the end.
import {
  convertBoolean,
  convertDecimal,
  convertDouble,
  convertInteger,
  convertTimestamp,
  convertUuid,
  firstOfList,
  type Convert,
} from './convert.ts';

export interface ParamRule {
  readonly param: string;
  /** Column it fills; empty when enrich reads it elsewhere or has no column for it. */
  readonly column: string;
  readonly convert: Convert;
  /** What a refused value is not: `not an integer`. */
  readonly wrong: string;
  /** True when what `convert` returns needs no cleaning. */
  readonly isSafe: boolean;
  /** False for names that payload_data 1-0-4 does not list; they come in query strings only. */
  readonly inPayloadData: boolean;
  /** True when two sendings of one event may differ in it. */
  readonly ofSending: boolean;
}

const EVENTS = new Map([
  ['se', 'struct'],
  ['ev', 'struct'],
  ['ue', 'unstruct'],
  ['ad', 'ad_impression'],
  ['tr', 'transaction'],
  ['ti', 'transaction_item'],
  ['pv', 'page_view'],
  ['pp', 'page_ping'],
]);

const PLATFORMS = new Set(['web', 'iot', 'app', 'mob', 'pc', 'cnsl', 'tv', 'srv', 'headset']);

const asText: Convert = (text) => text;
const asEvent: Convert = (text) => EVENTS.get(text);
const asPlatform: Convert = (text) => (PLATFORMS.has(text) ? text : undefined);

type Kind = readonly [convert: Convert, wrong: string];
/** Kinds without a refusal hold texts as sent. */
const TEXT: Kind = [asText, ''];
const INTEGER: Kind = [convertInteger, 'not a 32-bit integer'];
const BOOLEAN: Kind = [convertBoolean, 'neither 0 nor 1'];
const TIMESTAMP: Kind = [convertTimestamp, 'not a timestamp in milliseconds'];
const UUID: Kind = [convertUuid, 'not a UUID'];
const DECIMAL: Kind = [convertDecimal, 'not a decimal of 29 digits before the point and 9 behind it'];
const DOUBLE: Kind = [convertDouble, 'not a number'];
/** Read by name in draft-event.ts, or known and without a column. */
const ELSEWHERE: Kind = [asText, ''];

const LISTED: readonly (readonly [param: string, column: string, kind: Kind])[] = [
  ['e', 'event', [asEvent, 'not a known event code']],
  ['p', 'platform', [asPlatform, 'not a known platform']],
  ['tv', 'v_tracker', TEXT],
  ['tna', 'name_tracker', TEXT],
  ['aid', 'app_id', TEXT],
  ['eid', 'event_id', UUID],
  ['tid', 'txn_id', INTEGER],
  ['uid', 'user_id', TEXT],
  ['duid', 'domain_userid', TEXT],
  ['nuid', 'network_userid', TEXT],
  ['tnuid', 'network_userid', TEXT],
  ['fp', 'user_fingerprint', TEXT],
  ['vid', 'domain_sessionidx', INTEGER],
  ['sid', 'domain_sessionid', UUID],
  ['dtm', 'dvce_created_tstamp', TIMESTAMP],
  ['stm', 'dvce_sent_tstamp', TIMESTAMP],
  ['ttm', 'true_tstamp', TIMESTAMP],
  ['ip', 'user_ipaddress', [firstOfList, '']],
  ['ua', 'useragent', TEXT],
  ['url', 'page_url', TEXT],
  ['page', 'page_title', TEXT],
  ['refr', 'page_referrer', TEXT],
  ['lang', 'br_lang', TEXT],
  ['cs', 'doc_charset', TEXT],
  ['cd', 'br_colordepth', TEXT],
  ['tz', 'os_timezone', TEXT],
  ['cookie', 'br_cookies', BOOLEAN],
  ['f_pdf', 'br_features_pdf', BOOLEAN],
  ['f_fla', 'br_features_flash', BOOLEAN],
  ['f_java', 'br_features_java', BOOLEAN],
  ['f_dir', 'br_features_director', BOOLEAN],
  ['f_qt', 'br_features_quicktime', BOOLEAN],
  ['f_realp', 'br_features_realplayer', BOOLEAN],
  ['f_wma', 'br_features_windowsmedia', BOOLEAN],
  ['f_gears', 'br_features_gears', BOOLEAN],
  ['f_ag', 'br_features_silverlight', BOOLEAN],
  ['res', '', ELSEWHERE],
  ['vp', '', ELSEWHERE],
  ['ds', '', ELSEWHERE],
  ['se_ca', 'se_category', TEXT],
  ['se_ac', 'se_action', TEXT],
  ['se_la', 'se_label', TEXT],
  ['se_pr', 'se_property', TEXT],
  ['se_va', 'se_value', DOUBLE],
  ['tr_id', 'tr_orderid', TEXT],
  ['tr_af', 'tr_affiliation', TEXT],
  ['tr_tt', 'tr_total', DECIMAL],
  ['tr_tx', 'tr_tax', DECIMAL],
  ['tr_sh', 'tr_shipping', DECIMAL],
  ['tr_ci', 'tr_city', TEXT],
  ['tr_st', 'tr_state', TEXT],
  ['tr_co', 'tr_country', TEXT],
  ['tr_cu', 'tr_currency', TEXT],
  ['ti_id', 'ti_orderid', TEXT],
  ['ti_sk', 'ti_sku', TEXT],
  // Some trackers send `ti_na`, which the protocol once said by mistake.
  ['ti_na', 'ti_name', TEXT],
  ['ti_nm', 'ti_name', TEXT],
  ['ti_ca', 'ti_category', TEXT],
  ['ti_pr', 'ti_price', DECIMAL],
  ['ti_qu', 'ti_quantity', INTEGER],
  ['ti_cu', 'ti_currency', TEXT],
  ['pp_mix', 'pp_xoffset_min', INTEGER],
  ['pp_max', 'pp_xoffset_max', INTEGER],
  ['pp_miy', 'pp_yoffset_min', INTEGER],
  ['pp_may', 'pp_yoffset_max', INTEGER],
  ['ue_pr', '', ELSEWHERE],
  ['ue_px', '', ELSEWHERE],
  ['co', '', ELSEWHERE],
  ['cx', '', ELSEWHERE],
  ['ue_na', '', ELSEWHERE],
  ['ad_ba', '', ELSEWHERE],
  ['ad_ca', '', ELSEWHERE],
  ['ad_ad', '', ELSEWHERE],
  ['ad_uid', '', ELSEWHERE],
  ['mac', '', ELSEWHERE],
  ['ctype', '', ELSEWHERE],
  ['sa', '', ELSEWHERE],
  ['sn', '', ELSEWHERE],
  ['st', '', ELSEWHERE],
  ['sp', '', ELSEWHERE],
];

/** Older names, in query strings only. Before the listed ones, which win. */
const UNLISTED: typeof LISTED = [
  ['cv', 'v_collector', TEXT],
  ['ev_ca', 'se_category', TEXT],
  ['ev_ac', 'se_action', TEXT],
  ['ev_la', 'se_label', TEXT],
  ['ev_pr', 'se_property', TEXT],
  ['ev_va', 'se_value', DOUBLE],
];

/**
 * What a second sending of the same event may change: its time, the network's idea of who and where it comes from. The
 * event id is out too, so that equal contents under two ids show.
 */
const OF_SENDING = new Set(['stm', 'eid', 'nuid', 'tnuid', 'ip', 'cv']);

export const PARAM_RULES: readonly ParamRule[] = [...UNLISTED, ...LISTED].map(
  ([param, column, [convert, wrong]], i) => ({
    param,
    column,
    convert,
    wrong: `${param}: ${wrong}`,
    isSafe: wrong !== '',
    inPayloadData: i >= UNLISTED.length,
    ofSending: OF_SENDING.has(param),
  }),
);

/** Position in PARAM_RULES of each parameter. */
export const PARAM_SLOTS: ReadonlyMap<string, number> = new Map(PARAM_RULES.map(({ param }, slot) => [param, slot]));
