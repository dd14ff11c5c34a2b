// The 131 columns of Snowplow's canonical event in the order of the enriched TSV, with the logical types of
// landing.events and the longest value accepted. Source: iglu-central atomic/1-0-0 (order, types) and the default
// limits of enrich 3.9.0's reference.conf (Apache-2.0), which are wider for some columns.
import type { Column, ScalarType } from './column.ts';

type Spec = readonly [name: string, type: ScalarType, lengthMax?: number];

// BigQuery's NUMERIC: exact on both engines. A value with more digits fails its event rather than lose one.
const MONEY = 'decimal(38,9)';

const SPECS: readonly Spec[] = [
  ['app_id', 'string', 255],
  ['platform', 'string', 255],
  ['etl_tstamp', 'timestamp'],
  ['collector_tstamp', 'timestamp'],
  ['dvce_created_tstamp', 'timestamp'],
  ['event', 'string', 128],
  ['event_id', 'string', 36],
  ['txn_id', 'integer'],
  ['name_tracker', 'string', 128],
  ['v_tracker', 'string', 100],
  ['v_collector', 'string', 100],
  ['v_etl', 'string', 100],
  ['user_id', 'string', 255],
  ['user_ipaddress', 'string', 128],
  ['user_fingerprint', 'string', 128],
  ['domain_userid', 'string', 128],
  ['domain_sessionidx', 'integer'],
  ['network_userid', 'string', 128],
  ['geo_country', 'string', 2],
  ['geo_region', 'string', 3],
  ['geo_city', 'string', 75],
  ['geo_zipcode', 'string', 15],
  ['geo_latitude', 'double'],
  ['geo_longitude', 'double'],
  ['geo_region_name', 'string', 100],
  ['ip_isp', 'string', 100],
  ['ip_organization', 'string', 128],
  ['ip_domain', 'string', 128],
  ['ip_netspeed', 'string', 100],
  ['page_url', 'string', 10000],
  ['page_title', 'string', 2000],
  ['page_referrer', 'string', 10000],
  ['page_urlscheme', 'string', 16],
  ['page_urlhost', 'string', 255],
  ['page_urlport', 'integer'],
  ['page_urlpath', 'string', 3000],
  ['page_urlquery', 'string', 6000],
  ['page_urlfragment', 'string', 3000],
  ['refr_urlscheme', 'string', 16],
  ['refr_urlhost', 'string', 255],
  ['refr_urlport', 'integer'],
  ['refr_urlpath', 'string', 6000],
  ['refr_urlquery', 'string', 6000],
  ['refr_urlfragment', 'string', 3000],
  ['refr_medium', 'string', 25],
  ['refr_source', 'string', 50],
  ['refr_term', 'string', 255],
  ['mkt_medium', 'string', 255],
  ['mkt_source', 'string', 255],
  ['mkt_term', 'string', 255],
  ['mkt_content', 'string', 500],
  ['mkt_campaign', 'string', 255],
  ['contexts', 'json'],
  ['se_category', 'string', 1000],
  ['se_action', 'string', 1000],
  ['se_label', 'string', 4096],
  ['se_property', 'string', 1000],
  ['se_value', 'double'],
  ['unstruct_event', 'json'],
  ['tr_orderid', 'string', 255],
  ['tr_affiliation', 'string', 255],
  ['tr_total', MONEY],
  ['tr_tax', MONEY],
  ['tr_shipping', MONEY],
  ['tr_city', 'string', 255],
  ['tr_state', 'string', 255],
  ['tr_country', 'string', 255],
  ['ti_orderid', 'string', 255],
  ['ti_sku', 'string', 255],
  ['ti_name', 'string', 255],
  ['ti_category', 'string', 255],
  ['ti_price', MONEY],
  ['ti_quantity', 'integer'],
  ['pp_xoffset_min', 'integer'],
  ['pp_xoffset_max', 'integer'],
  ['pp_yoffset_min', 'integer'],
  ['pp_yoffset_max', 'integer'],
  ['useragent', 'string', 1000],
  ['br_name', 'string', 50],
  ['br_family', 'string', 50],
  ['br_version', 'string', 50],
  ['br_type', 'string', 50],
  ['br_renderengine', 'string', 50],
  ['br_lang', 'string', 255],
  ['br_features_pdf', 'boolean'],
  ['br_features_flash', 'boolean'],
  ['br_features_java', 'boolean'],
  ['br_features_director', 'boolean'],
  ['br_features_quicktime', 'boolean'],
  ['br_features_realplayer', 'boolean'],
  ['br_features_windowsmedia', 'boolean'],
  ['br_features_gears', 'boolean'],
  ['br_features_silverlight', 'boolean'],
  ['br_cookies', 'boolean'],
  ['br_colordepth', 'string', 12],
  ['br_viewwidth', 'integer'],
  ['br_viewheight', 'integer'],
  ['os_name', 'string', 50],
  ['os_family', 'string', 50],
  ['os_manufacturer', 'string', 50],
  ['os_timezone', 'string', 255],
  ['dvce_type', 'string', 50],
  ['dvce_ismobile', 'boolean'],
  ['dvce_screenwidth', 'integer'],
  ['dvce_screenheight', 'integer'],
  ['doc_charset', 'string', 128],
  ['doc_width', 'integer'],
  ['doc_height', 'integer'],
  ['tr_currency', 'string', 3],
  ['tr_total_base', MONEY],
  ['tr_tax_base', MONEY],
  ['tr_shipping_base', MONEY],
  ['ti_currency', 'string', 3],
  ['ti_price_base', MONEY],
  ['base_currency', 'string', 3],
  ['geo_timezone', 'string', 64],
  ['mkt_clickid', 'string', 1000],
  ['mkt_network', 'string', 64],
  ['etl_tags', 'string', 500],
  ['dvce_sent_tstamp', 'timestamp'],
  ['refr_domain_userid', 'string', 128],
  ['refr_dvce_tstamp', 'timestamp'],
  ['derived_contexts', 'json'],
  ['domain_sessionid', 'string', 128],
  ['derived_tstamp', 'timestamp'],
  ['event_vendor', 'string', 1000],
  ['event_name', 'string', 1000],
  ['event_format', 'string', 128],
  ['event_version', 'string', 128],
  ['event_fingerprint', 'string', 128],
  ['true_tstamp', 'timestamp'],
];

export interface AtomicColumn extends Column {
  /** Longest value in characters; undefined for types without a length. */
  readonly lengthMax: number | undefined;
}

export const ATOMIC_COLUMNS: readonly AtomicColumn[] = SPECS.map(([name, type, lengthMax]) => ({
  name,
  type,
  nullable: name !== 'event_id' && name !== 'collector_tstamp',
  labels: [],
  origin: 'tracker',
  description: '',
  lengthMax,
}));

function platformColumn(name: string, type: ScalarType, description: string): Column {
  return { name, type, nullable: false, labels: [], origin: 'platform', description };
}

/** What the platform adds to every row of landing.events. */
export const PLATFORM_COLUMNS: readonly Column[] = [
  platformColumn(
    'load_tstamp',
    'timestamp',
    'When the batch of the row was sealed; one value a batch, never decreasing.',
  ),
  platformColumn('origin', 'string', 'Where the event was received: topic/partition/offset/index. Unique.'),
  platformColumn('content_hash', 'integer', 'Equal for the same event sent twice; the balance sums it.'),
];

/** Kept to the letter in log:enriched; landing.events has a typed column for each thing in them instead. */
const SELF_DESCRIBING: ReadonlySet<string> = new Set(['contexts', 'unstruct_event', 'derived_contexts']);

/** The columns of landing.events that every project has, as BigQuery loaders have them. */
export const EVENT_COLUMNS: readonly Column[] = [
  ...ATOMIC_COLUMNS.filter(({ name }) => !SELF_DESCRIBING.has(name)),
  ...PLATFORM_COLUMNS,
];
