// Two doors, JSON in and out: /applications and /purchases. Only pages of this machine may ask.
import { createServer } from 'node:http';
import { takeApplication, takePurchase } from './decide.js';
import { parseApplication, parsePurchase, Refusal } from './parse-request.js';

const BODY_BYTES_MAX = 16 * 1024;
const REQUEST_MS_MAX = 10_000;
const PAGES = /^http:\/\/(127\.0\.0\.1|localhost):\d+$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * @typedef {import('./decide.js').Tracker} Tracker
 * @typedef {import('node:http').IncomingMessage} Incoming
 * @param {{ port: number, tracker: Tracker }} options port 0 takes any free one
 * @returns {Promise<{ url: string, close(): Promise<void> }>}
 */
export async function startBackend({ port, tracker }) {
  const server = createServer((request, response) => {
    void answer(request, tracker).then(({ status, body }) => {
      response.writeHead(status, {
        ...corsOf(request),
        'Content-Type': 'application/json',
        'Cache-Control': 'no-store',
      });
      response.end(body === undefined ? '' : `${JSON.stringify(body)}\n`);
    });
  });
  server.requestTimeout = REQUEST_MS_MAX;
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(undefined));
  });
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${address.port}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await tracker.close();
    },
  };
}

/** @param {Incoming} request @param {Tracker} tracker @returns {Promise<{ status: number, body?: object }>} */
async function answer(request, tracker) {
  if (request.method === 'OPTIONS') return { status: 204 };
  if (request.method !== 'POST') return refuse(405, 'Only POST is answered here.');
  try {
    const networkUserId = networkUserIdOf(request);
    switch (request.url) {
      case '/applications':
        return {
          status: 200,
          body: takeApplication(parseApplication(await readJson(request)), tracker, networkUserId),
        };
      case '/purchases':
        return { status: 200, body: takePurchase(parsePurchase(await readJson(request)), tracker, networkUserId) };
      default:
        return refuse(404, 'There is nothing at this address.');
    }
  } catch (error) {
    if (error instanceof Refusal) return refuse(400, error.message);
    return refuse(500, 'Something went wrong on our side. Nothing was done.');
  }
}

/** @param {number} status @param {string} error */
function refuse(status, error) {
  return { status, body: { error } };
}

/** @param {Incoming} request @returns {Promise<unknown>} */
async function readJson(request) {
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) throw new Refusal('We need JSON.');
  const chunks = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX) throw new Refusal(`We need at most ${BODY_BYTES_MAX} bytes.`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new Refusal('We need JSON.');
  }
}

/** The collector's cookie, which browsers send to every port of a host. @param {Incoming} request */
function networkUserIdOf(request) {
  const value = /(?:^|;\s*)sp=([^;]*)/.exec(request.headers.cookie ?? '')?.[1];
  return value !== undefined && UUID.test(value) ? value : undefined;
}

/** @param {Incoming} request @returns {Record<string, string>} */
function corsOf(request) {
  const { origin } = request.headers;
  if (origin === undefined || !PAGES.test(origin)) return { Vary: 'Origin' };
  return {
    Vary: 'Origin',
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Allow-Credentials': 'true',
    'Access-Control-Allow-Headers': 'Content-Type',
  };
}
