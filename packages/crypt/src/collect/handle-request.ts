import type { IncomingMessage, ServerResponse } from 'node:http';
import { HEADERS_BYTES_MAX, REQUEST_LINE_BYTES_MAX, REQUEST_OVERHEAD_BYTES } from '../kernel/limits.ts';
import { admitWebhook } from './admit-webhook.ts';
import type { CollectContext, Exchange } from './collect-context.ts';
import { fail } from './errors.ts';
import { readHead } from './read-head.ts';
import { charge, receiveBody } from './receive-body.ts';
import { respondAndCut, respondError, respondUnavailable } from './respond.ts';
import { routePath, splitTarget, type Route } from './route.ts';
import { extraDoorOf, serveExtra } from './serve-extra.ts';
import { redirectsDisabled, serveFixed, servePreflight } from './serve-fixed.ts';
import { storePayload } from './store-payload.ts';

/** Two spaces, `HTTP/1.1` and CR LF. */
const LINE_EXTRA_BYTES = 12;
/** Buffered while the head is in flight: as strings, and in the payload. */
const COPIES = 2;

export function handleRequest(
  context: CollectContext,
  request: IncomingMessage,
  response: ServerResponse,
  awaitsContinue: boolean,
): void {
  const { path, query } = splitTarget(request.url ?? '/');
  const exchange: Exchange = {
    request,
    response,
    head: readHead(request.rawHeaders),
    query,
    timeMs: context.clock.nowMs(),
    startedMs: context.clock.monotonicMs(),
    awaitsContinue,
    heldBytes: 0,
    appendedMs: -1,
    slot: -1,
    outcome: null,
  };
  context.counters.requests++;
  context.counters.inFlight++;
  context.inFlight.add(exchange);
  if (refuseHead(context, exchange)) return;
  if (request.method === 'OPTIONS') return servePreflight(context, exchange);
  const extra = extraDoorOf(context, path);
  if (extra !== null) return serveExtra(context, exchange, extra, path);
  const route = routePath(path, context.plan.paths, context.plan.webhooks);
  if (route.kind === 'redirect' && !context.plan.config.redirect.enabled) return redirectsDisabled(context, exchange);
  if (refuseMethod(context, exchange, route)) return;
  if ('path' in route) collect(context, exchange, route);
  else serveFixed(context, exchange, route.kind);
}

/** Answers a request line or headers that no route takes. */
function refuseHead(context: CollectContext, exchange: Exchange): boolean {
  const { request, head } = exchange;
  const lineBytes = (request.method ?? '').length + (request.url ?? '').length + LINE_EXTRA_BYTES;
  if (lineBytes > REQUEST_LINE_BYTES_MAX) {
    const error = fail('COLLECTOR_LINE_TOO_LONG', { bytesMax: REQUEST_LINE_BYTES_MAX });
    respondAndCut(context, exchange, 'lineTooLong', 422, error);
  } else if (head.bytes > HEADERS_BYTES_MAX) {
    const error = fail('COLLECTOR_HEADERS_TOO_LARGE', { bytesMax: HEADERS_BYTES_MAX });
    respondAndCut(context, exchange, 'headersTooLarge', 431, error);
  } else if (head.host === null && request.httpVersion === '1.1') {
    // RFC 9112, section 3.2.
    const error = fail('COLLECTOR_REQUEST_MALFORMED', { reason: 'it has no Host header' });
    respondAndCut(context, exchange, 'malformed', 400, error);
  } else {
    return false;
  }
  return true;
}

function refuseMethod(context: CollectContext, exchange: Exchange, route: Route): boolean {
  const { method } = exchange.request;
  if (method === 'GET' || method === 'HEAD') return false;
  const takesPost = route.kind === 'track' || route.kind === 'redirect' || route.kind === 'webhook';
  if ((takesPost && method === 'POST') || route.kind === 'unknown') return false;
  const allowed = takesPost ? 'GET, HEAD, POST, OPTIONS' : 'GET, HEAD, OPTIONS';
  const error = fail('COLLECTOR_METHOD_REFUSED', { allowed });
  respondError(context, exchange, 'methodRefused', 405, error, ['Allow', allowed]);
  return true;
}

function collect(context: CollectContext, exchange: Exchange, route: Extract<Route, { path: string }>): void {
  const { closedFor } = context.door;
  if (closedFor !== null) return respondUnavailable(context, exchange, closedFor);
  const headBytes = (exchange.request.url ?? '').length + exchange.head.bytes;
  if (!charge(context, exchange, REQUEST_OVERHEAD_BYTES + headBytes * COPIES)) {
    return respondUnavailable(context, exchange, 'memoryFull');
  }
  // A body of a GET says nothing in this protocol: the server drops it.
  if (exchange.request.method !== 'POST') return store(context, exchange, route, [], null);
  receiveBody(context, exchange, (body, refusal) => store(context, exchange, route, body, refusal));
}

function store(
  context: CollectContext,
  exchange: Exchange,
  { kind, path }: Extract<Route, { path: string }>,
  body: readonly Uint8Array[],
  refusal: string | null,
): void {
  const whole = { kind, path, body, refusal };
  const door = context.plan.webhooks.get(path);
  if (door === undefined) storePayload(context, exchange, whole);
  else admitWebhook(context, exchange, door, whole);
}
