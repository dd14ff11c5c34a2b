// Paths that something else answers, when the program was composed with it. They show what came in, so they are for this
// machine: a request that a proxy forwarded finds nothing here.
import type { ExtraDoor } from '../contracts/extra-door.ts';
import { mayReadInternals, peerIp } from './client-ip.ts';
import type { CollectContext, Exchange } from './collect-context.ts';
import { fail } from './errors.ts';
import { parseNetworks } from './network-list.ts';
import { receiveBody } from './receive-body.ts';
import { respond, respondError } from './respond.ts';
import { notFound } from './serve-fixed.ts';

const THIS_MACHINE = parseNetworks(['127.0.0.0/8', '::1'], 'extra');
const ALLOWED = 'GET, HEAD, POST, OPTIONS';
const TEXT = 'utf8';

/** The door whose path it is, or null. */
export function extraDoorOf({ extra }: CollectContext, path: string): ExtraDoor | null {
  if (extra === null || !path.startsWith(extra.prefix)) return null;
  return path.length === extra.prefix.length || path[extra.prefix.length] === '/' ? extra : null;
}

export function serveExtra(context: CollectContext, exchange: Exchange, door: ExtraDoor, path: string): void {
  const { request, head } = exchange;
  const peer = peerIp(request.socket.remoteAddress);
  if (!mayReadInternals(peer, head, THIS_MACHINE, context.plan.trustedProxies)) return notFound(context, exchange);
  const { method } = request;
  if (method === 'GET' || method === 'HEAD') return answer(context, exchange, door, path, []);
  if (method === 'POST') return receiveBody(context, exchange, (body) => answer(context, exchange, door, path, body));
  const error = fail('COLLECTOR_METHOD_REFUSED', { allowed: ALLOWED });
  respondError(context, exchange, 'methodRefused', 405, error, ['Allow', ALLOWED]);
}

function answer(
  context: CollectContext,
  exchange: Exchange,
  door: ExtraDoor,
  path: string,
  body: readonly Uint8Array[],
): void {
  const { request, head, query } = exchange;
  const method = request.method === 'POST' ? 'POST' : 'GET';
  const { host, origin } = head;
  void door.handle({ method, path, query, host, origin, body: Buffer.concat(body) }).then((given) => {
    const answered = { status: given.status, headers: [...given.headers], body: Buffer.from(given.body, TEXT) };
    return respond(context, exchange, 'served', answered);
  });
}
