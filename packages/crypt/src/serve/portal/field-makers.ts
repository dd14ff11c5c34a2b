// Which step gave a column its value: what a person asks who does not expect it. Names of enrichments are those of
// crypt.yml, where each can be switched off.

const ENRICHMENTS: readonly (readonly [pattern: RegExp, enrichment: string])[] = [
  [/^(?:geo|ip)_/, 'ipLookups'],
  [
    /^br_(?:name|family|version|type|renderengine)$|^os_(?:name|family|manufacturer)$|^dvce_(?:type|ismobile)$/,
    'userAgent',
  ],
  [/^contexts_com_snowplowanalytics_snowplow_ua_parser_context_\d/, 'userAgent'],
  [/^contexts_com_snowplowanalytics_snowplow_asn_\d/, 'asnLookups'],
  [/^contexts_com_iab_snowplow_spiders_and_robots_\d/, 'bots'],
  [/^contexts_org_ietf_http_cookie_\d/, 'cookies'],
  [/^contexts_org_ietf_http_header_\d/, 'headers'],
  [/^mkt_/, 'campaigns'],
  [/^refr_(?:medium|source|term)$/, 'referers'],
  [/^refr_(?:domain_userid|dvce_tstamp)$/, 'crossNavigation'],
  [/^contexts_com_snowplowanalytics_snowplow_cross_navigation_\d/, 'crossNavigation'],
  [/_base$|^base_currency$/, 'currency'],
  [/^event_fingerprint$/, 'fingerprint'],
];

const STEPS: readonly (readonly [pattern: RegExp, step: string])[] = [
  [/^(?:page|refr)_url(?!$)/, 'enrich, from the address'],
  [/^(?:collector_tstamp|v_collector|origin)$/, 'the collector'],
  [/^(?:user_ipaddress|useragent|network_userid)$/, 'the request, or the tracker where it says so'],
  [/^(?:derived_tstamp|etl_tstamp|v_etl|etl_tags|event_vendor|event_name|event_format|event_version)$/, 'enrich'],
  [/^(?:content_hash|derived_contexts)$/, 'enrich'],
  [/^contexts_com_snowplowanalytics_snowplow_duplicate_\d/, 'the loader'],
  [/^load_tstamp$/, 'the loader'],
];

/** `the tracker`, `enrichment campaigns`, … Of a column that the project's own code adds: `the tracker` too. */
export function fieldMaker(column: string): string {
  const enrichment = ENRICHMENTS.find(([pattern]) => pattern.test(column))?.[1];
  if (enrichment !== undefined) return `enrichment ${enrichment}`;
  return STEPS.find(([pattern]) => pattern.test(column))?.[1] ?? 'the tracker';
}
