// Every column whose values are not shown in clear, how it is shown instead, and why. Columns of landing.events that
// are not listed are shown; a column that the platform does not know is hidden. `mask-row.ts` applies this.
//
//   alias   a short name that is equal for equal values until the portal restarts, and says nothing else
//   hidden  only that there is a value
//   path    path segments that look like an id or an address are replaced
//   url     as `path`, and the values of the query string are replaced; user names and fragments go
//   query   names stay, values are replaced
//   shape   names stay, each value is replaced by what kind of value it is

export type MaskKind = 'alias' | 'hidden' | 'path' | 'url' | 'query' | 'shape';

export interface Masked {
  readonly kind: MaskKind;
  readonly why: string;
}

const PERSON = 'It names one person.';
const DEVICE = 'It follows one browser or device.';
const PLACE = 'It says where one person is.';
const TEXT = 'Free text; pages and people put names into it.';
const ORDER = 'It leads to one customer’s order.';
const ADDRESS = 'Addresses carry searches, e-mail addresses and ids.';
const VALUES = 'Whatever the tracking plan put there, personal or not.';

export const MASKED_COLUMNS: Readonly<Record<string, Masked>> = {
  user_id: { kind: 'alias', why: PERSON },
  user_ipaddress: { kind: 'alias', why: PERSON },
  user_fingerprint: { kind: 'alias', why: DEVICE },
  domain_userid: { kind: 'alias', why: DEVICE },
  network_userid: { kind: 'alias', why: DEVICE },
  domain_sessionid: { kind: 'alias', why: DEVICE },
  refr_domain_userid: { kind: 'alias', why: DEVICE },
  useragent: {
    kind: 'alias',
    why: 'With an address it narrows down to one browser; br_name and os_name say the rest.',
  },
  geo_zipcode: { kind: 'hidden', why: PLACE },
  geo_latitude: { kind: 'hidden', why: PLACE },
  geo_longitude: { kind: 'hidden', why: PLACE },
  ip_organization: { kind: 'hidden', why: 'It may name an employer.' },
  ip_domain: { kind: 'hidden', why: 'It may name an employer.' },
  page_url: { kind: 'url', why: ADDRESS },
  page_referrer: { kind: 'url', why: ADDRESS },
  page_urlpath: { kind: 'path', why: ADDRESS },
  refr_urlpath: { kind: 'path', why: ADDRESS },
  page_urlquery: { kind: 'query', why: ADDRESS },
  refr_urlquery: { kind: 'query', why: ADDRESS },
  page_urlfragment: { kind: 'hidden', why: ADDRESS },
  refr_urlfragment: { kind: 'hidden', why: ADDRESS },
  page_title: { kind: 'hidden', why: TEXT },
  se_label: { kind: 'hidden', why: TEXT },
  se_property: { kind: 'hidden', why: TEXT },
  refr_term: { kind: 'hidden', why: 'What somebody searched for.' },
  mkt_term: { kind: 'hidden', why: 'What somebody searched for.' },
  mkt_clickid: { kind: 'alias', why: 'The advertiser’s id of one click.' },
  tr_orderid: { kind: 'alias', why: ORDER },
  ti_orderid: { kind: 'alias', why: ORDER },
  tr_city: { kind: 'hidden', why: PLACE },
  tr_state: { kind: 'hidden', why: PLACE },
  contexts: { kind: 'shape', why: VALUES },
  unstruct_event: { kind: 'shape', why: VALUES },
  derived_contexts: { kind: 'shape', why: VALUES },
};
