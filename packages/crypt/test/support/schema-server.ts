import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';

export interface SchemaServer {
  readonly url: string;
  /** Paths that were asked for, in order. */
  readonly asked: string[];
  /** Answers; replaced at will. */
  answer: (request: IncomingMessage, response: ServerResponse) => void;
  /** Ends it, and every open connection. */
  close(): Promise<void>;
}

/** A real HTTP server on a free port of this machine, gone when the test ends. */
export async function schemaServer(t: TestContext, answer: SchemaServer['answer']): Promise<SchemaServer> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    self.answer(request, response);
  });
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  const self: SchemaServer = { url: '', asked, answer, close };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(close);
  return Object.assign(self, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

/** Answers from texts by path, and 404 for others. */
export function serveTexts(texts: Readonly<Record<string, string>>): SchemaServer['answer'] {
  return ({ url = '' }, response) => {
    const text = texts[url];
    response.writeHead(text === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(text ?? 'not here');
  };
}
