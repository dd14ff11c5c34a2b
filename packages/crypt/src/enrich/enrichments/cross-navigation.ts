// The parameter `_sp` that trackers put on links to other sites, read on the page where the link led. Its parts, parted
// by points, the later ones optional and base64 marked:
//
//   domain user id . ms since 1970 . session id . user id (base64) . source id (base64) . platform . reason (base64)
//
// Source: the trackers' link decoration (browser 4.10, Android 6) and iglu-central cross_navigation 1-0-0. The two first
// alone are the short format, and what is left of the extended one when nothing else is known.
import { isUtf8 } from 'node:buffer';
import type { CrossNavigationConfig } from '../../config/enrichments/cross-navigation.ts';
import { cleanText } from '../clean-text.ts';
import { convertUuid } from '../convert.ts';
import type { Enrichment } from '../enrichment.ts';
import type { SelfDescribing } from '../event-draft.ts';
import { columnIndex } from '../row.ts';
import { formatTimestamp, parseMs } from '../timestamp.ts';
import { pageParameters } from './page-query.ts';

const PAGE_URLQUERY = columnIndex('page_urlquery');
const REFR_DOMAIN_USERID = columnIndex('refr_domain_userid');
const REFR_DVCE_TSTAMP = columnIndex('refr_dvce_tstamp');

const SCHEMA = 'iglu:com.snowplowanalytics.snowplow/cross_navigation/jsonschema/1-0-0';
/** Widths of the schema, in characters. A longer id would be another id when cut, so it is none. */
const DOMAIN_USER_ID_MAX = 128;
const TEXT_MAX = 4096;
const PLATFORMS = new Set(['web', 'mob', 'pc', 'srv', 'app', 'tv', 'cnsl', 'iot', 'headset']);

/** Parts that cannot be read are null; they never cost the event, since anybody may write a link. */
export function createCrossNavigation(_config: CrossNavigationConfig): Enrichment {
  return {
    name: 'crossNavigation',
    apply: ({ row, derived }) => {
      const query = row[PAGE_URLQUERY] ?? '';
      if (query === '') return;
      const value = pageParameters(query).get('_sp');
      if (value === undefined || value === '') return;
      const parts = value.split('.', 7);
      const domainUserId = boundedText(parts[0] ?? '', DOMAIN_USER_ID_MAX);
      const clickedMs = parseMs(parts[1] ?? '');
      if (domainUserId !== null) row[REFR_DOMAIN_USERID] = domainUserId;
      if (clickedMs !== undefined) row[REFR_DVCE_TSTAMP] = formatTimestamp(clickedMs) ?? '';
      if (parts.length > 2 && domainUserId !== null && clickedMs !== undefined)
        derived.push(crossNavigation(domainUserId, clickedMs, parts));
    },
  };
}

function crossNavigation(domainUserId: string, clickedMs: number, parts: readonly string[]): SelfDescribing {
  const [, , sessionId = '', userId = '', sourceId = '', platform = '', reason = ''] = parts;
  return {
    schema: SCHEMA,
    data: {
      domain_user_id: domainUserId,
      timestamp: new Date(clickedMs).toISOString(),
      session_id: convertUuid(sessionId) ?? null,
      user_id: decodePart(userId),
      source_id: decodePart(sourceId),
      source_platform: PLATFORMS.has(platform) ? platform : null,
      reason: decodePart(reason),
    },
  };
}

function boundedText(text: string, lengthMax: number): string | null {
  const clean = cleanText(text);
  return clean === '' || clean.length > lengthMax ? null : clean;
}

const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;

/** Mobile trackers encode UTF-8; the browser's uses btoa, whose bytes are Latin-1. */
function decodePart(text: string): string | null {
  if (!BASE64.test(text)) return null;
  const bytes = Buffer.from(text, 'base64url');
  return boundedText(bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1'), TEXT_MAX);
}
