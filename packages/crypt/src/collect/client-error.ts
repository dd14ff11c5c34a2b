// Connections whose bytes never became a request, or stopped being one.
import type { Socket } from 'node:net';
import { systemCode, type CryptError } from '../kernel/crypt-error.ts';
import { HEADERS_BYTES_MAX } from '../kernel/limits.ts';
import type { CollectContext } from './collect-context.ts';
import type { Unparsed } from './counts.ts';
import { fail } from './errors.ts';
import { lingeringEnd, teach } from './respond.ts';

interface Refusal {
  readonly reason: Unparsed;
  readonly status: string;
  readonly error: CryptError;
}

export function answerClientError(context: CollectContext, error: unknown, socket: Socket): void {
  if (socket.destroyed || socket.writableEnded) return;
  const code = systemCode(error) ?? 'unknown';
  // The client has gone: nobody to tell, and nothing of its request was stored.
  if (code === 'ECONNRESET' || code === 'EPIPE' || code === 'HPE_INVALID_EOF_STATE') {
    socket.destroy();
    return;
  }
  const refusal = planRefusal(context, code);
  context.counters.unparsed[refusal.reason]++;
  // A text written now would be read as the answer to an earlier request that still waits for the log. A reset makes
  // its client send that again, which is right; a 400 would make it forget events that may not be stored.
  if (awaitsAnswer(context, socket) || !socket.writable) socket.destroy();
  else lingeringEnd(context, socket, renderRefusal(refusal));
}

function planRefusal(context: CollectContext, code: string): Refusal {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    const { requestMsMax } = context.plan.config.limits;
    const error = fail('COLLECTOR_REQUEST_SLOW', { requestMsMax });
    return { reason: 'slow', status: '408 Request Timeout', error };
  }
  if (code === 'HPE_HEADER_OVERFLOW') {
    const error = fail('COLLECTOR_HEADERS_TOO_LARGE', { bytesMax: HEADERS_BYTES_MAX });
    return { reason: 'headers', status: '431 Request Header Fields Too Large', error };
  }
  const error = fail('COLLECTOR_REQUEST_MALFORMED', { reason: code });
  return { reason: 'malformed', status: '400 Bad Request', error };
}

function awaitsAnswer(context: CollectContext, socket: Socket): boolean {
  let awaits = false;
  context.inFlight.forEach(({ request }) => {
    if (request.socket === socket && request.complete) awaits = true;
  });
  return awaits;
}

function renderRefusal({ status, error }: Refusal): string {
  const body = teach(error);
  const lines = [
    `HTTP/1.1 ${status}`,
    'Access-Control-Allow-Origin: *',
    'Content-Type: text/plain',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}
