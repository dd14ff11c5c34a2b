// Who the browser is to the collector: field facts in docs/collector.md, "Network user id".
import type { Random } from '../kernel/effects.ts';
import { readCookie } from './cookie.ts';
import type { CollectorPlan } from './plan-collector.ts';
import { readQueryParam } from './query-param.ts';
import type { RequestHead } from './read-head.ts';

/** The id of everyone who asked to be anonymous. */
export const NIL_UUID = '00000000-0000-0000-0000-000000000000';

export interface NetworkUser {
  readonly id: string;
  /** `new` ids were made now; `none` is the anonymous one. */
  readonly from: 'none' | 'query' | 'cookie' | 'new';
}

/** SP-Anonymous, then the `nuid` parameter, then the cookie, then a new version 4 UUID. Empty values count as absent. */
export function identify(plan: CollectorPlan, head: RequestHead, query: string, random: Random): NetworkUser {
  if (head.anonymous) return { id: NIL_UUID, from: 'none' };
  const given = readQueryParam(query, 'nuid');
  if (given !== null && given !== '') return { id: given, from: 'query' };
  const kept = plan.config.cookie.enabled ? readCookie(head.cookie, plan.config.cookie.name) : null;
  if (kept !== null && kept !== '') return { id: kept, from: 'cookie' };
  return { id: random.uuid(), from: 'new' };
}

/** Whether the request carries the cookie that means "do not track". */
export function isDoNotTrack(plan: CollectorPlan, head: RequestHead): boolean {
  if (plan.doNotTrack === null || head.cookie === null) return false;
  const value = readCookie(head.cookie, plan.doNotTrack.name);
  return value !== null && (plan.doNotTrack.any || plan.doNotTrack.values.has(value));
}
