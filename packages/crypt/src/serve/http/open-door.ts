import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { errorText, systemCode } from '../../kernel/crypt-error.ts';
import { fail } from '../errors.ts';

export interface Door {
  /** `http://127.0.0.1:4040`, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** Stops listening and ends open connections. */
  close(): Promise<void>;
}

/** What a request handler may answer with. */
export type Fetch = (request: Request) => Response | Promise<Response>;

/**
 * Listens and hands requests to `fetch`. Port 0 takes any free port.
 * @throws SERVE_PORT_TAKEN (transient), SERVE_ADDRESS_REFUSED (user).
 */
export async function openDoor(fetch: Fetch, at: { door: string; host: string; port: number }): Promise<Door> {
  const server = createAdaptorServer({ fetch }) as Server;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(refusal(error, at)));
    server.listen(at.port, at.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${urlHost(at.host)}:${port}`,
    port,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

function refusal(error: unknown, at: { door: string; host: string; port: number }): Error {
  if (systemCode(error) === 'EADDRINUSE') return fail('SERVE_PORT_TAKEN', at, error);
  return fail('SERVE_ADDRESS_REFUSED', { ...at, reason: systemCode(error) ?? errorText(error) }, error);
}

/** What a browser on this machine types: an address that means every address is not one to visit. */
function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
