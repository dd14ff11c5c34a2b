// `/r/tp2?u=<address>`: where the browser may be sent. The address is parsed as browsers parse it (WHATWG), and the
// normalised text is what they get: what was checked is what they follow, and no byte of it can end the header.
import { fail } from './errors.ts';
import type { CryptError } from '../kernel/crypt-error.ts';
import type { CollectorPlan } from './plan-collector.ts';
import { readQueryParam } from './query-param.ts';

const MACRO = '${SP_NUID}';

export type Redirect =
  | { readonly allowed: true; readonly location: string }
  | { readonly allowed: false; readonly error: CryptError };

export function planRedirect(plan: CollectorPlan, query: string, networkUserId: string): Redirect {
  const given = readQueryParam(query, 'u');
  if (given === null || given === '') return refuse('there is no `u` parameter');
  const text = plan.config.redirect.macro ? given.replaceAll(MACRO, () => encodeURIComponent(networkUserId)) : given;
  if (!URL.canParse(text)) return refuse('`u` is not an absolute address');
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return refuse('it is neither http nor https');
  // `https://shop.example@evil.example/` shows a reader another host than it leads to.
  if (url.username !== '' || url.password !== '') return refuse('it has a user name');
  if (!plan.redirectDomains.has(url.hostname)) return refuse('its host is not in the list');
  return { allowed: true, location: url.href };
}

function refuse(reason: string): Redirect {
  return { allowed: false, error: fail('COLLECTOR_REDIRECT_REFUSED', { reason }) };
}
