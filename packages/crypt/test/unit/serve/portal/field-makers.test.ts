import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ATOMIC_COLUMNS } from '../../../../src/contracts/atomic-columns.ts';
import { enrichmentsSchema } from '../../../../src/config/enrichments-schema.ts';
import { fieldMaker } from '../../../../src/serve/portal/field-makers.ts';

test('a field names the step that gave it its value', () => {
  const makers = {
    app_id: 'the tracker',
    page_url: 'the tracker',
    page_referrer: 'the tracker',
    page_urlhost: 'enrich, from the address',
    refr_urlpath: 'enrich, from the address',
    refr_medium: 'enrichment referers',
    refr_domain_userid: 'enrichment crossNavigation',
    mkt_campaign: 'enrichment campaigns',
    geo_country: 'enrichment ipLookups',
    ip_isp: 'enrichment ipLookups',
    br_name: 'enrichment userAgent',
    br_lang: 'the tracker',
    br_viewwidth: 'the tracker',
    os_timezone: 'the tracker',
    os_name: 'enrichment userAgent',
    dvce_type: 'enrichment userAgent',
    dvce_screenwidth: 'the tracker',
    tr_total: 'the tracker',
    tr_total_base: 'enrichment currency',
    event_fingerprint: 'enrichment fingerprint',
    collector_tstamp: 'the collector',
    derived_tstamp: 'enrich',
    load_tstamp: 'the loader',
    user_ipaddress: 'the request, or the tracker where it says so',
    contexts_com_snowplowanalytics_snowplow_ua_parser_context_1: 'enrichment userAgent',
    contexts_com_snowplowanalytics_snowplow_duplicate_1: 'the loader',
    contexts_com_snowplowanalytics_snowplow_web_page_1: 'the tracker',
    unstruct_event_com_acme_item_bought_1: 'the tracker',
  };
  for (const [column, maker] of Object.entries(makers)) assert.equal(fieldMaker(column), maker, column);
});

test('enrichments are named as crypt.yml names them', () => {
  const names = new Set(ATOMIC_COLUMNS.map(({ name }) => /^enrichment (.*)$/.exec(fieldMaker(name))?.[1]));
  names.delete(undefined);
  assert.ok(names.size >= 7);
  const defaults = enrichmentsSchema.parse({});
  for (const name of names) assert.ok(name !== undefined && name in defaults, name);
});
