// The body of one request, received within its limits. Memory is charged before it is kept.
import { BODY_KEPT_BYTES_MAX, BODY_NORMAL_BYTES_MAX } from '../kernel/limits.ts';
import { Blocks } from './blocks.ts';
import type { CollectContext, Exchange } from './collect-context.ts';
import { decodeBody } from './decode-body.ts';
import { fail } from './errors.ts';
import { respondAndCut, respondUnavailable, settle } from './respond.ts';

export type OnBody = (body: readonly Uint8Array[], refusal: string | null) => void;

/** A byte of a body is in memory twice: as it came, and in the payload made from it. */
const COPIES = 2;

/** Calls `onBody` once when the body is whole; otherwise the exchange has been answered or its client has gone. */
export function receiveBody(context: CollectContext, exchange: Exchange, onBody: OnBody): void {
  const { request, response } = exchange;
  if (exchange.head.contentLength > BODY_KEPT_BYTES_MAX) {
    refuseBody(context, exchange);
    return;
  }
  if (exchange.awaitsContinue) {
    exchange.awaitsContinue = false;
    response.writeContinue();
  }
  const blocks = new Blocks();
  request.on('data', (chunk: Buffer) => {
    if (exchange.outcome !== null) return;
    if (blocks.length + chunk.length > BODY_KEPT_BYTES_MAX) {
      blocks.take();
      refuseBody(context, exchange);
    } else if (charge(context, exchange, chunk.length * COPIES)) {
      blocks.add(chunk);
    } else {
      blocks.take();
      respondUnavailable(context, exchange, 'memoryFull');
    }
  });
  request.on('end', () => {
    if (exchange.outcome === null) finishBody(context, exchange, blocks, onBody);
  });
  request.on('close', () => {
    if (request.complete) return;
    blocks.take();
    settle(context, exchange, 'abandoned');
  });
}

/** Takes bytes from the budget for as long as the exchange lasts; false when there are not as many. */
export function charge(context: CollectContext, exchange: Exchange, bytes: number): boolean {
  if (!context.budget.take(bytes)) return false;
  exchange.heldBytes += bytes;
  return true;
}

function finishBody(context: CollectContext, exchange: Exchange, blocks: Blocks, onBody: OnBody): void {
  const { length } = blocks;
  const body = blocks.take();
  const encoding = exchange.head.contentEncoding;
  if (length > BODY_NORMAL_BYTES_MAX) {
    onBody(body, `body of ${length} bytes is longer than ${BODY_NORMAL_BYTES_MAX}`);
  } else if (encoding === null || length === 0) {
    onBody(body, null);
  } else if (!charge(context, exchange, BODY_NORMAL_BYTES_MAX * COPIES)) {
    respondUnavailable(context, exchange, 'memoryFull');
  } else {
    void decodeBody(encoding, Buffer.concat(body)).then((decoded) => onBody([decoded.body], decoded.refusal));
  }
}

function refuseBody(context: CollectContext, exchange: Exchange): void {
  const error = fail('COLLECTOR_BODY_TOO_LARGE', { bytesMax: BODY_KEPT_BYTES_MAX });
  respondAndCut(context, exchange, 'bodyTooLarge', 422, error);
}
