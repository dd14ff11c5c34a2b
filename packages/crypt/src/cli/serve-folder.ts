import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { ServedFolder } from '../transform/command/transform-effects.ts';

const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html; charset=utf-8', '.json': 'application/json' };

/** Serves the named files of a folder, and nothing else, until the signal. @throws what listening throws: EADDRINUSE. */
export async function serveFolder(
  { folder, names, host, port }: ServedFolder,
  signal: AbortSignal,
  onOpen: (url: string) => void,
): Promise<void> {
  const server = createServer((request, response) => {
    const asked = (request.url ?? '/').replace(/[?#].*$/s, '').slice(1);
    const name = asked === '' ? names[0] : names.find((known) => known === asked);
    const body = name === undefined ? Promise.reject(new TypeError(asked)) : readFile(join(folder, name));
    body.then(
      (bytes) =>
        response
          .writeHead(200, {
            'content-type': TYPES[extname(name ?? '')] ?? 'application/octet-stream',
            'cache-control': 'no-store',
          })
          .end(bytes),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      onOpen(`http://${host}:${typeof address === 'object' && address !== null ? address.port : port}/`);
      const stop = (): void => {
        server.closeAllConnections();
        server.close(() => resolve());
      };
      if (signal.aborted) stop();
      else signal.addEventListener('abort', stop, { once: true });
    });
  });
}
