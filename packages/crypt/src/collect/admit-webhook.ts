// Webhooks of the project: who sent the request is judged before anything of it is stored.
import type { WebhookVerifier } from '../contracts/webhook-verifier.ts';
import type { CollectContext, Exchange } from './collect-context.ts';
import { fail } from './errors.ts';
import { charge } from './receive-body.ts';
import { respondError, respondUnavailable } from './respond.ts';
import { storePayload, type WholeRequest } from './store-payload.ts';

/** A path of the project, and who may send to it. */
export interface WebhookDoor {
  /** `/com.acme/payments`: two segments. */
  readonly path: string;
  /** Null when anybody may. */
  readonly verifier: WebhookVerifier | null;
  /** Headers that hold a secret as it is, lower case. They are verified, and not stored. */
  readonly secretHeaders: readonly string[];
}

/** Stores the request when it comes from whom it says; otherwise answers 401, which senders show to people. */
export function admitWebhook(
  context: CollectContext,
  exchange: Exchange,
  door: WebhookDoor,
  whole: WholeRequest,
): void {
  if (door.verifier === null) return storePayload(context, exchange, whole);
  const body = joinBody(context, exchange, whole.body);
  if (body === undefined) return respondUnavailable(context, exchange, 'memoryFull');
  const { pairs } = exchange.head;
  const verification = door.verifier.verify({ headers: pairs, body, nowMs: exchange.timeMs });
  if (!verification.verified) {
    const error = fail('COLLECTOR_WEBHOOK_REFUSED', { path: door.path, reason: verification.reason });
    // RFC 9110, section 15.5.2, wants a challenge. No browser knows this one, so none asks for a password.
    return respondError(context, exchange, 'unverified', 401, error, ['WWW-Authenticate', 'Webhook']);
  }
  const headers = pairs.filter(([name]) => !door.secretHeaders.includes(name.toLowerCase()));
  storePayload(context, exchange, { ...whole, body: [body], headers });
}

/** The body as one piece; undefined when there is no memory for a second copy of several. */
function joinBody(context: CollectContext, exchange: Exchange, pieces: readonly Uint8Array[]): Uint8Array | undefined {
  const [first = new Uint8Array(0)] = pieces;
  if (pieces.length < 2) return first;
  const bytes = pieces.reduce((sum, piece) => sum + piece.length, 0);
  return charge(context, exchange, bytes) ? Buffer.concat(pieces) : undefined;
}
