// An HTTP proxy between browser and platform that writes down what passes to the collector: the oracle of what was sent.
import { createServer, request, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';

export interface Recorded {
  readonly path: string;
  /** As the browser sent it. */
  readonly body: string;
  /** As it was passed on. */
  readonly passed: string;
  readonly headers: IncomingHttpHeaders;
  readonly status: number;
  readonly replyHeaders: IncomingHttpHeaders;
  /** When it was passed on, and when the answer began; ms since 1970. */
  readonly passedMs: number;
  readonly answeredMs: number;
}

export interface RecordingProxy {
  /** For the browser's --proxy-server. */
  readonly url: string;
  /** POSTs to the collector that were answered, in the order of their answers. */
  readonly posts: readonly Recorded[];
  /** POSTs to the collector that were passed on and have no answer yet. */
  readonly openPosts: number;
  close(): Promise<void>;
}

export interface ProxyFaults {
  /** Changes a body on its way, to break events on purpose. */
  readonly alter?: (body: string) => string;
  /** True breaks the connection to the browser instead of giving it the collector's answer. */
  readonly loseAnswer?: (body: string) => boolean;
}

export async function startRecordingProxy(collectorPort: number, faults: ProxyFaults = {}): Promise<RecordingProxy> {
  const recorder: Recorder = { collectorPort, faults, posts: [], openPosts: 0 };
  const server = createServer((incoming, answer) => {
    // A page that is left takes its requests back, even while they arrive.
    forward(incoming, answer, recorder).catch(() => answer.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    posts: recorder.posts,
    get openPosts() {
      return recorder.openPosts;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Recorder {
  readonly collectorPort: number;
  readonly faults: ProxyFaults;
  readonly posts: Recorded[];
  openPosts: number;
}

async function forward(incoming: IncomingMessage, answer: ServerResponse, recorder: Recorder): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const target = new URL(incoming.url ?? '/', `http://${incoming.headers.host ?? '127.0.0.1'}`);
  const body = Buffer.concat(chunks).toString('utf8');
  const isEvent = incoming.method === 'POST' && Number(target.port) === recorder.collectorPort;
  const { alter, loseAnswer } = recorder.faults;
  const passed = isEvent ? (alter?.(body) ?? body) : body;
  const { 'proxy-connection': _proxy, ...headers } = incoming.headers;
  const passedMs = Date.now();
  if (isEvent) recorder.openPosts++;
  const onward = request(
    {
      host: target.hostname,
      port: target.port,
      path: target.pathname + target.search,
      method: incoming.method,
      headers: { ...headers, ...(body === '' ? {} : { 'content-length': Buffer.byteLength(passed) }) },
    },
    (reply) => {
      if (isEvent) {
        const sent = { path: target.pathname, body, passed, headers: incoming.headers, passedMs };
        const got = { status: reply.statusCode ?? 0, replyHeaders: reply.headers, answeredMs: Date.now() };
        recorder.posts.push({ ...sent, ...got });
        recorder.openPosts--;
      }
      if (isEvent && loseAnswer?.(body) === true) {
        answer.destroy();
        return;
      }
      answer.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(answer);
    },
  );
  // What was recorded must not depend on whether the browser still waits for the answer.
  onward.on('error', () => answer.destroy());
  onward.end(passed);
}
