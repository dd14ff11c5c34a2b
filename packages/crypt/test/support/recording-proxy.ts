// An HTTP proxy between browser and platform that writes down what passes to the collector: the oracle of what was sent.
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';

export interface Recorded {
  readonly path: string;
  /** As the browser sent it. */
  readonly body: string;
  /** As it was passed on. */
  readonly passed: string;
  readonly status: number;
}

export interface RecordingProxy {
  /** For the browser's --proxy-server. */
  readonly url: string;
  /** POSTs to the collector, in the order of their answers. */
  readonly posts: readonly Recorded[];
  close(): Promise<void>;
}

/** @param alter changes a body on its way, to break events on purpose. */
export async function startRecordingProxy(
  collectorPort: number,
  alter: (body: string) => string = (body) => body,
): Promise<RecordingProxy> {
  const posts: Recorded[] = [];
  const server = createServer((incoming, answer) => {
    void forward(incoming, answer, collectorPort, alter, posts);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    posts,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function forward(
  incoming: IncomingMessage,
  answer: ServerResponse,
  collectorPort: number,
  alter: (body: string) => string,
  posts: Recorded[],
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const target = new URL(incoming.url ?? '/', `http://${incoming.headers.host ?? '127.0.0.1'}`);
  const body = Buffer.concat(chunks).toString('utf8');
  const isEvent = incoming.method === 'POST' && Number(target.port) === collectorPort;
  const passed = isEvent ? alter(body) : body;
  const { 'proxy-connection': _proxy, ...headers } = incoming.headers;
  const onward = request(
    {
      host: target.hostname,
      port: target.port,
      path: target.pathname + target.search,
      method: incoming.method,
      headers: { ...headers, ...(body === '' ? {} : { 'content-length': Buffer.byteLength(passed) }) },
    },
    (reply) => {
      if (isEvent) posts.push({ path: target.pathname, body, passed, status: reply.statusCode ?? 0 });
      answer.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(answer);
    },
  );
  onward.on('error', () => answer.destroy());
  onward.end(passed);
}
