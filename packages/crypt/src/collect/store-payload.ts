// From a whole request to its answer: who it is, what is stored, and 200 only once that is durable.
import { encodeCollectorPayload } from '../contracts/collector-payload.ts';
import type { Appended } from '../contracts/log.ts';
import { isCryptError, systemCode } from '../kernel/crypt-error.ts';
import { clientIp, peerIp } from './client-ip.ts';
import type { CollectContext, Exchange } from './collect-context.ts';
import { readCookie } from './cookie.ts';
import type { AppendTicket } from './hop-counter.ts';
import { identify, isDoNotTrack, type NetworkUser } from './network-user.ts';
import { readQueryParam } from './query-param.ts';
import { hostName, type RequestHead } from './read-head.ts';
import { planRedirect } from './redirect.ts';
import { corsHeaders, respond, respondUnavailable, teach, type Answer } from './respond.ts';
import type { Outcome } from './counts.ts';

export interface WholeRequest {
  readonly kind: 'pixel' | 'track' | 'redirect' | 'webhook';
  /** After custom paths. */
  readonly path: string;
  readonly body: readonly Uint8Array[];
  /** Why the body cannot become events, or null. */
  readonly refusal: string | null;
  /** Those to store, when they are not all that came. */
  readonly headers?: RequestHead['pairs'];
}

/** A transparent GIF of one pixel, 43 bytes: header and screen, two colours, transparency, image and its data. */
const PIXEL = Buffer.from(
  ['47494638396101000100800000', '000000ffffff', '21f9040100000000', '2c00000000010001000002024401003b'].join(''),
  'hex',
);
const NO_STORE = 'no-cache, no-store, must-revalidate';

export function storePayload(context: CollectContext, exchange: Exchange, whole: WholeRequest): void {
  const { plan } = context;
  const { head, query } = exchange;
  // A service has no browser: neither cookies nor a network user id mean anything.
  if (whole.kind === 'webhook') return append(context, exchange, whole, null, usualAnswer(exchange, []));
  if (isDoNotTrack(plan, head)) {
    respond(context, exchange, 'doNotTrack', usualAnswer(exchange, []));
    return;
  }
  const user = identify(plan, head, query, context.random);
  if (whole.kind !== 'redirect' && user.from === 'new' && mayBounce(context, exchange)) {
    if (readQueryParam(query, plan.config.cookieBounce.name) === null) return bounce(context, exchange, user);
    const fallback = { id: plan.config.cookieBounce.fallbackNetworkUserId, from: 'none' } as const;
    return append(context, exchange, whole, fallback.id, usualAnswer(exchange, []));
  }
  const cookies = cookiesFor(context, exchange, user);
  if (whole.kind !== 'redirect') return append(context, exchange, whole, user.id, usualAnswer(exchange, cookies));
  redirect(context, exchange, whole, user, cookies);
}

function mayBounce(context: CollectContext, exchange: Exchange): boolean {
  return context.plan.config.cookieBounce.enabled && exchange.request.method !== 'POST';
}

/**
 * Sends the browser to the same address with a mark, and with the cookie; the second try tells whether it kept it. The
 * location is a query alone: it resolves to the same path on the same host whatever the request's path and Host say.
 */
function bounce(context: CollectContext, exchange: Exchange, user: NetworkUser): void {
  const query = exchange.query === '' ? '' : `${escapeQuery(exchange.query)}&`;
  const location = `?${query}${context.plan.config.cookieBounce.name}=true`;
  const headers = dataHeaders(exchange, cookiesFor(context, exchange, user));
  headers.push('Location', location, 'Cache-Control', NO_STORE);
  respond(context, exchange, 'bounced', { status: 302, headers, body: '' });
}

function redirect(
  context: CollectContext,
  exchange: Exchange,
  whole: WholeRequest,
  user: NetworkUser,
  cookies: readonly string[],
): void {
  const target = planRedirect(context.plan, exchange.query, user.id);
  const headers = dataHeaders(exchange, cookies);
  if (target.allowed) {
    headers.push('Location', target.location, 'Cache-Control', NO_STORE);
    append(context, exchange, whole, user.id, { status: 302, headers, body: '' });
    return;
  }
  headers.push('Content-Type', 'text/plain');
  const refusal = whole.refusal ?? `redirect refused: ${String(target.error.params['reason'])}`;
  append(context, exchange, { ...whole, refusal }, user.id, { status: 400, headers, body: teach(target.error) });
}

function cookiesFor(context: CollectContext, exchange: Exchange, user: NetworkUser): readonly string[] {
  const { plan } = context;
  const { head } = exchange;
  if (plan.cookies === null) return [];
  if (!head.anonymous) return plan.cookies.set(user.id, head.origin, exchange.timeMs);
  return readCookie(head.cookie, plan.config.cookie.name) === null ? [] : plan.cookies.expire(head.origin);
}

/** What a tracker expects: `ok` to a POST, the pixel to everything else. */
function usualAnswer(exchange: Exchange, cookies: readonly string[]): Answer {
  const headers = dataHeaders(exchange, cookies);
  if (exchange.request.method === 'POST') {
    headers.push('Content-Type', 'text/plain');
    return { status: 200, headers, body: 'ok' };
  }
  headers.push('Content-Type', 'image/gif', 'Cache-Control', NO_STORE);
  return { status: 200, headers, body: PIXEL };
}

function dataHeaders(exchange: Exchange, cookies: readonly string[]): string[] {
  const headers = corsHeaders(exchange.head.origin);
  for (const cookie of cookies) headers.push('Set-Cookie', cookie);
  return headers;
}

function append(
  context: CollectContext,
  exchange: Exchange,
  whole: WholeRequest,
  networkUserId: string | null,
  answer: Answer,
): void {
  const { head, request } = exchange;
  const payload = encodeCollectorPayload(
    {
      timeMs: exchange.timeMs,
      method: request.method ?? 'GET',
      path: whole.path,
      query: exchange.query,
      ip: head.anonymous
        ? 'unknown'
        : clientIp(peerIp(request.socket.remoteAddress), head.forwardedFor, context.plan.trustedProxies),
      host: hostName(head.host),
      contentType: head.contentType,
      userAgent: head.userAgent,
      referer: head.referer,
      networkUserId,
      headers: whole.headers ?? head.pairs,
      collector: context.collectorName,
      refusal: whole.refusal,
    },
    whole.body,
  );
  const outcome = whole.refusal === null ? 'stored' : 'kept';
  const ticket = context.hop.open(payload, outcome === 'kept');
  exchange.appendedMs = context.clock.monotonicMs();
  context.counters.appendsPending++;
  context.log.append([payload]).then(
    (appended) => onStored(context, exchange, ticket, appended, payload.length, outcome, answer),
    (error: unknown) => onRejected(context, exchange, ticket, error),
  );
}

function onStored(
  context: CollectContext,
  exchange: Exchange,
  ticket: AppendTicket,
  appended: Appended,
  payloadBytes: number,
  outcome: Outcome,
  answer: Answer,
): void {
  const { counters } = context;
  counters.appendsPending--;
  counters.acceptedSinceStart++;
  counters.acceptedBytes += payloadBytes;
  context.appendLatency.observeMs(context.clock.monotonicMs() - exchange.appendedMs);
  context.hop.settle(ticket, appended);
  context.door.noteAppend(null);
  if (exchange.outcome !== null || exchange.request.socket.destroyed) counters.acceptedUnanswered++;
  respond(context, exchange, outcome, answer);
}

function onRejected(context: CollectContext, exchange: Exchange, ticket: AppendTicket, error: unknown): void {
  context.counters.appendsPending--;
  context.counters.appendsRejected++;
  context.hop.settle(ticket, undefined);
  context.door.noteAppend(isCryptError(error) ? error.code : (systemCode(error) ?? 'unknown'));
  respondUnavailable(context, exchange, 'logRefused');
}

const UNSAFE_IN_LOCATION = /[^\x21\x22\x24-\x7e]/g;

/** Escapes what a header or a query cannot carry; request targets are Latin-1, so each character is one byte. */
function escapeQuery(query: string): string {
  return query.replace(UNSAFE_IN_LOCATION, (character) => {
    return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  });
}
