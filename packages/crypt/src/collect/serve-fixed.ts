// The paths that are not events.
import { mayReadInternals, peerIp } from './client-ip.ts';
import type { CollectContext, Exchange } from './collect-context.ts';
import { fail } from './errors.ts';
import { METRICS_CONTENT_TYPE } from './metrics.ts';
import { corsHeaders, respond, respondError, type Answer } from './respond.ts';
import type { Route } from './route.ts';

export type FixedKind = Exclude<Route['kind'], 'pixel' | 'track' | 'redirect' | 'webhook'>;

export function serveFixed(context: CollectContext, exchange: Exchange, kind: FixedKind): void {
  const { crossDomain, rootResponse } = context.plan.config;
  switch (kind) {
    case 'health':
      return respond(context, exchange, 'served', health(context));
    case 'sinkHealth':
      return respond(context, exchange, 'served', sinkHealth(context));
    case 'robots':
      return respond(context, exchange, 'served', text(200, 'User-agent: *\nDisallow: /\n'));
    case 'crossDomain':
      return crossDomain.enabled
        ? respond(context, exchange, 'served', crossDomainPolicy(crossDomain.domains, crossDomain.secure))
        : notFound(context, exchange);
    case 'root':
      return rootResponse.enabled
        ? respond(context, exchange, 'served', {
            status: rootResponse.statusCode,
            headers: [...context.plan.rootHeaders],
            body: rootResponse.body,
          })
        : notFound(context, exchange);
    case 'metrics':
      return serveMetrics(context, exchange);
    case 'unknown':
      return notFound(context, exchange);
  }
}

export function notFound(context: CollectContext, exchange: Exchange): void {
  respondError(context, exchange, 'notFound', 404, fail('COLLECTOR_PATH_UNKNOWN', {}));
}

export function redirectsDisabled(context: CollectContext, exchange: Exchange): void {
  respond(context, exchange, 'notFound', text(404, 'redirects disabled'));
}

/** The answer to OPTIONS on any path. */
export function servePreflight(context: CollectContext, exchange: Exchange): void {
  const headers = corsHeaders(exchange.head.origin);
  headers.push('Access-Control-Allow-Headers', context.plan.allowedHeaders);
  headers.push('Access-Control-Max-Age', String(context.plan.config.cors.maxAgeSeconds));
  respond(context, exchange, 'preflight', { status: 200, headers, body: '' });
}

function health({ door }: CollectContext): Answer {
  return door.closedFor === 'draining' ? text(503, 'draining') : text(200, 'ok');
}

/** Healthy means: an event sent now would be stored, and the sinks behind the log keep up. */
function sinkHealth({ door, sinkHealth }: CollectContext): Answer {
  if (door.closedFor === 'diskLow') return text(503, 'The disk is too full to accept events.\n');
  if (door.lastRefusal !== null) return text(503, `The event log refuses: ${door.lastRefusal}.\n`);
  const { healthy, reason } = sinkHealth();
  return healthy ? text(200, 'ok') : text(503, `${reason ?? 'A sink is unhealthy.'}\n`);
}

function crossDomainPolicy(domains: readonly string[], secure: boolean): Answer {
  const lines = domains.map((domain) => `  <allow-access-from domain="${domain}" secure="${secure}" />\n`);
  const body = `<?xml version="1.0"?>\n<cross-domain-policy>\n${lines.join('')}</cross-domain-policy>\n`;
  return { status: 200, headers: ['Content-Type', 'text/xml'], body };
}

function serveMetrics(context: CollectContext, exchange: Exchange): void {
  const { metricsNetworks, trustedProxies } = context.plan;
  const peer = peerIp(exchange.request.socket.remoteAddress);
  if (!mayReadInternals(peer, exchange.head, metricsNetworks, trustedProxies)) return notFound(context, exchange);
  const headers = ['Content-Type', METRICS_CONTENT_TYPE, 'Cache-Control', 'no-store'];
  void context.renderMetrics().then((body) => respond(context, exchange, 'served', { status: 200, headers, body }));
}

function text(status: number, body: string): Answer {
  return { status, headers: ['Content-Type', 'text/plain'], body };
}
