import { LIVE_HEARTBEAT_MS } from '../../kernel/limits.ts';
import type { LiveFragments } from './live-fragments.ts';

const encoder = new TextEncoder();

/**
 * Server-sent events (HTML standard, section 9.2): one event a changed fragment, named after it, whose data is its HTML;
 * a comment when nothing changed for a while. Pulled by the connection, so a slow one gets fewer versions.
 */
export function streamLive(live: LiveFragments): Response {
  const stop = new AbortController();
  const changes = live.watch(stop.signal, LIVE_HEARTBEAT_MS);
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await changes.next();
      if (next.done === true) controller.close();
      else if (next.value.length === 0) controller.enqueue(encoder.encode(': still here\n\n'));
      else controller.enqueue(encoder.encode(next.value.map(({ id, html }) => renderEvent(id, html)).join('')));
    },
    async cancel() {
      stop.abort();
      await changes.return(undefined);
    },
  });
  return new Response(body, { headers: { 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' } });
}

function renderEvent(id: string, html: string): string {
  const data = html.replaceAll('\r', '').split('\n').join('\ndata: ');
  return `event: ${id}\ndata: ${data}\n\n`;
}
