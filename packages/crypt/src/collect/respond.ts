// The one place that answers. An exchange is answered once; its memory is given back then.
import type { CryptError } from '../kernel/crypt-error.ts';
import { LINGER_MS_MAX } from '../kernel/limits.ts';
import type { CollectContext, Exchange } from './collect-context.ts';
import type { Outcome } from './counts.ts';
import { fail } from './errors.ts';
import type { Socket } from 'node:net';

export interface Answer {
  readonly status: number;
  /** Name, value, name, value, … */
  readonly headers: string[];
  readonly body: Uint8Array | string;
}

/** Ends the accounting of an exchange. False when that has happened before. */
export function settle(context: CollectContext, exchange: Exchange, outcome: Outcome): boolean {
  if (exchange.outcome !== null) return false;
  exchange.outcome = outcome;
  context.counters.outcomes[outcome]++;
  context.counters.inFlight--;
  context.inFlight.remove(exchange);
  context.budget.give(exchange.heldBytes);
  context.requestLatency.observeMs(context.clock.monotonicMs() - exchange.startedMs);
  return true;
}

export function respond(context: CollectContext, exchange: Exchange, outcome: Outcome, answer: Answer): void {
  if (!settle(context, exchange, outcome)) return;
  const { headers, body } = answer;
  headers.push('Content-Length', String(typeof body === 'string' ? Buffer.byteLength(body) : body.length));
  // A client that was not told to continue may send its body or not: what comes next could not be told apart.
  if (exchange.awaitsContinue || context.door.closedFor === 'draining') headers.push('Connection', 'close');
  exchange.response.writeHead(answer.status, headers);
  exchange.response.end(body);
}

/** Answers with the text of an error, readable by scripts of the page that sent the request. */
export function respondError(
  context: CollectContext,
  exchange: Exchange,
  outcome: Outcome,
  status: number,
  error: CryptError,
  extraHeaders: readonly string[] = [],
): void {
  const headers = [...corsHeaders(exchange.head.origin), 'Content-Type', 'text/plain', ...extraHeaders];
  respond(context, exchange, outcome, { status, headers, body: teach(error) });
}

const UNAVAILABLE = {
  draining: 'the collector is stopping',
  diskLow: 'the disk is too full to accept events',
  memoryFull: 'too many requests are in flight',
  logRefused: 'the event log did not make it durable',
  logSlow: 'the event log has not made it durable in time; it may be stored all the same',
} satisfies Partial<Record<Outcome, string>>;

/** 503: keep the events and try again. */
export function respondUnavailable(
  context: CollectContext,
  exchange: Exchange,
  outcome: keyof typeof UNAVAILABLE,
): void {
  const { retryAfterSeconds } = context.plan.config.limits;
  const error = fail('COLLECTOR_NOT_STORED', { reason: UNAVAILABLE[outcome], retryAfterSeconds });
  respondError(context, exchange, outcome, 503, error, ['Retry-After', String(retryAfterSeconds)]);
}

/** 422, and the connection ends: what still comes is dropped unread. */
export function respondAndCut(
  context: CollectContext,
  exchange: Exchange,
  outcome: 'bodyTooLarge' | 'lineTooLong' | 'headersTooLarge' | 'malformed',
  status: number,
  error: CryptError,
): void {
  if (exchange.outcome !== null) return;
  const { socket } = exchange.request;
  // Closing while bytes arrive makes the system send a reset, which can overtake the answer. So the server's half is
  // ended, and the client's is read and dropped for a moment.
  socket.destroySoon = () => lingeringEnd(context, socket);
  exchange.awaitsContinue = false;
  respondError(context, exchange, outcome, status, error, ['Connection', 'close']);
}

/** Ends our half of the connection, after `text`, and the whole of it once the client has ended or time is up. */
export function lingeringEnd(context: CollectContext, socket: Socket, text = ''): void {
  const closed = new AbortController();
  socket.once('close', () => closed.abort());
  socket.end(text);
  void context.clock.sleep(LINGER_MS_MAX, closed.signal).then(() => socket.destroy());
}

/** An exact origin, since browsers refuse `*` with credentials. */
export function corsHeaders(origin: string | null): string[] {
  return ['Access-Control-Allow-Origin', firstOrigin(origin), 'Access-Control-Allow-Credentials', 'true'];
}

export function teach(error: CryptError): string {
  return `${error.code}: ${error.message} ${error.hint}\n`;
}

const VISIBLE_ASCII = /^[\x21-\x7e]+$/;

function firstOrigin(origin: string | null): string {
  if (origin === null) return '*';
  const end = origin.search(/[ ,]/);
  const first = end === -1 ? origin : origin.slice(0, end);
  return VISIBLE_ASCII.test(first) ? first : '*';
}
