// What a project's own code sees and answers: enrichments of events, and maps of webhooks. For type-only imports:
//
//   import type { Enrich } from '@thecrypt/crypt/enrichment';
//
//   const enrich: Enrich = ({ columns }) => { … };
//   export default enrich;
//
// docs/enrichments/project.md and docs/webhooks.md of The Crypt say the rest.

/** A file of `enrichments.project.files` exports one by default. */
export type Enrich = (event: EnrichEvent) => EnrichAnswer | Promise<EnrichAnswer>;

/** Undefined, or nothing, leaves the event as it is. */
// A function without a return statement has the type void.
// oxlint-disable-next-line typescript/no-invalid-void-type
export type EnrichAnswer = EnrichResult | undefined | void;

export interface EnrichEvent {
  /** Columns that have a value. */
  readonly columns: EventColumns;
  /** What a self-describing event says; null for page views and the like. */
  readonly event: SelfDescribing | null;
  /** Entities sent with the event, then those that enrichments before this one added. */
  readonly entities: readonly SelfDescribing[];
}

export interface SelfDescribing {
  /** `iglu:com.acme/product/jsonschema/1-0-0`. */
  readonly schema: string;
  /** Numbers are doubles here, whatever digits were sent. */
  readonly data: Data;
}

export interface Data {
  readonly [key: string]: unknown;
}

export interface EnrichResult {
  /** Entities to add, each of a schema that the project or a registry has. */
  readonly entities?: readonly Described[];
  /** Columns to change; null clears one. */
  readonly columns?: ColumnChanges;
  /** Why this event is to be left out. A fixed text, never a value of the event: people count events by it. */
  readonly drop?: string;
}

export interface Described {
  readonly schema: string;
  /** What JSON can say. */
  readonly data: object;
}

/** A file that a webhook names as its `map` exports one by default. An empty list is an answer: nothing to keep. */
export type MapWebhook = (request: WebhookRequest) => readonly WebhookEvent[] | Promise<readonly WebhookEvent[]>;

export interface WebhookRequest {
  readonly method: string;
  /** `/com.acme/payments`. */
  readonly path: string;
  /** By lower-case name; values of a repeated one are joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  /** Decoded; of a repeated name the last. */
  readonly query: Readonly<Record<string, string>>;
  readonly body: string;
  /** The body, parsed; null when it is no JSON. */
  // Whoever maps a webhook knows its shape.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly json: any;
}

export interface WebhookEvent {
  readonly schema: string;
  readonly data: object;
  /** The sender's id of what happened, so that a repeat is recognised. A UUID is taken as it is, others are hashed. */
  readonly eventId?: string;
  /** When it happened: milliseconds since 1970, a Date, or ISO 8601 with a time zone. */
  readonly trueTimestamp?: number | string | Date;
  readonly userId?: string;
  readonly appId?: string;
}

/** `2026-11-24T06:00:00.000Z`. */
export type Timestamp = string;

/** A decimal number as text, `12.50`, so that no digit is lost. Up to 29 digits before the point, 9 behind it. */
export type Decimal = string;

export interface EventColumns extends SettableColumns {
  readonly platform?: string;
  readonly etl_tstamp?: Timestamp;
  readonly collector_tstamp: Timestamp;
  readonly dvce_created_tstamp?: Timestamp;
  readonly event?: string;
  readonly event_id: string;
  readonly name_tracker?: string;
  readonly v_tracker?: string;
  readonly v_collector?: string;
  readonly v_etl?: string;
  readonly dvce_sent_tstamp?: Timestamp;
  readonly refr_dvce_tstamp?: Timestamp;
  readonly derived_tstamp?: Timestamp;
  readonly event_vendor?: string;
  readonly event_name?: string;
  readonly event_format?: string;
  readonly event_version?: string;
  readonly true_tstamp?: Timestamp;
}

/** A changed text is cut to one line and may not be longer than its column; integers have 32 bits. */
export type ColumnChanges = { readonly [K in keyof SettableColumns]?: SettableColumns[K] | null };

/** All but what says which event it is, when it was, and what sent it. */
export interface SettableColumns {
  readonly app_id?: string;
  readonly txn_id?: number;
  readonly user_id?: string;
  readonly user_ipaddress?: string;
  readonly user_fingerprint?: string;
  readonly domain_userid?: string;
  readonly domain_sessionidx?: number;
  readonly network_userid?: string;
  readonly geo_country?: string;
  readonly geo_region?: string;
  readonly geo_city?: string;
  readonly geo_zipcode?: string;
  readonly geo_latitude?: number;
  readonly geo_longitude?: number;
  readonly geo_region_name?: string;
  readonly ip_isp?: string;
  readonly ip_organization?: string;
  readonly ip_domain?: string;
  readonly ip_netspeed?: string;
  readonly page_url?: string;
  readonly page_title?: string;
  readonly page_referrer?: string;
  readonly page_urlscheme?: string;
  readonly page_urlhost?: string;
  readonly page_urlport?: number;
  readonly page_urlpath?: string;
  readonly page_urlquery?: string;
  readonly page_urlfragment?: string;
  readonly refr_urlscheme?: string;
  readonly refr_urlhost?: string;
  readonly refr_urlport?: number;
  readonly refr_urlpath?: string;
  readonly refr_urlquery?: string;
  readonly refr_urlfragment?: string;
  readonly refr_medium?: string;
  readonly refr_source?: string;
  readonly refr_term?: string;
  readonly mkt_medium?: string;
  readonly mkt_source?: string;
  readonly mkt_term?: string;
  readonly mkt_content?: string;
  readonly mkt_campaign?: string;
  readonly se_category?: string;
  readonly se_action?: string;
  readonly se_label?: string;
  readonly se_property?: string;
  readonly se_value?: number;
  readonly tr_orderid?: string;
  readonly tr_affiliation?: string;
  readonly tr_total?: Decimal;
  readonly tr_tax?: Decimal;
  readonly tr_shipping?: Decimal;
  readonly tr_city?: string;
  readonly tr_state?: string;
  readonly tr_country?: string;
  readonly ti_orderid?: string;
  readonly ti_sku?: string;
  readonly ti_name?: string;
  readonly ti_category?: string;
  readonly ti_price?: Decimal;
  readonly ti_quantity?: number;
  readonly pp_xoffset_min?: number;
  readonly pp_xoffset_max?: number;
  readonly pp_yoffset_min?: number;
  readonly pp_yoffset_max?: number;
  readonly useragent?: string;
  readonly br_name?: string;
  readonly br_family?: string;
  readonly br_version?: string;
  readonly br_type?: string;
  readonly br_renderengine?: string;
  readonly br_lang?: string;
  readonly br_features_pdf?: boolean;
  readonly br_features_flash?: boolean;
  readonly br_features_java?: boolean;
  readonly br_features_director?: boolean;
  readonly br_features_quicktime?: boolean;
  readonly br_features_realplayer?: boolean;
  readonly br_features_windowsmedia?: boolean;
  readonly br_features_gears?: boolean;
  readonly br_features_silverlight?: boolean;
  readonly br_cookies?: boolean;
  readonly br_colordepth?: string;
  readonly br_viewwidth?: number;
  readonly br_viewheight?: number;
  readonly os_name?: string;
  readonly os_family?: string;
  readonly os_manufacturer?: string;
  readonly os_timezone?: string;
  readonly dvce_type?: string;
  readonly dvce_ismobile?: boolean;
  readonly dvce_screenwidth?: number;
  readonly dvce_screenheight?: number;
  readonly doc_charset?: string;
  readonly doc_width?: number;
  readonly doc_height?: number;
  readonly tr_currency?: string;
  readonly tr_total_base?: Decimal;
  readonly tr_tax_base?: Decimal;
  readonly tr_shipping_base?: Decimal;
  readonly ti_currency?: string;
  readonly ti_price_base?: Decimal;
  readonly base_currency?: string;
  readonly geo_timezone?: string;
  readonly mkt_clickid?: string;
  readonly mkt_network?: string;
  readonly etl_tags?: string;
  readonly refr_domain_userid?: string;
  readonly domain_sessionid?: string;
  readonly event_fingerprint?: string;
}
