// 18 months of the example's visitors, from POST to row. The same requests twice, each time to a platform without data:
// from the bench's own clients, which have them ready, then from the generator as a user runs it.
import { execFile } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { socketPath } from '../src/adapters/local-socket/socket-path.ts';
import { connectWarehouse } from '../src/adapters/local-socket/warehouse-client.ts';
import { INSURER } from '../test/support/example-modules.ts';
import { placeAt, startPlatform, type Platform } from '../test/support/platform.ts';
import { figure, type Figure } from './figure.ts';
import { postLoad } from './post-load.ts';

const VISITORS = 4000;
const CLIENTS = 16;
const QUERIES: readonly (readonly [string, string])[] = [
  ['rows', 'select count(*) from landing.events'],
  ['events by name', 'select event_name, count(*) from landing.events group by 1 order by 2 desc'],
  [
    'visits by month',
    "select date_trunc('month', derived_tstamp), count(distinct domain_sessionid) from landing.events group by 1 order by 1",
  ],
];

export async function benchVisitors(onFigure: (figure: Figure) => void): Promise<void> {
  const ready = await readyRequests();
  const sustained = await onPlatform(async (platform) => {
    const port = Number(new URL(platform.collector).port);
    return loadRate(platform, () => sendReady(port, ready), 'clients of the bench', onFigure);
  });
  await onPlatform(async (platform, dataFolder) => {
    const send = (): Promise<unknown> => generate(`--collector=${platform.collector}`);
    const rate = await loadRate(platform, send, 'generator', onFigure);
    onFigure(figure('visitors: generator beside clients of the bench', rate, 'events/s', sustained, null));
    await timeQueries(dataFolder, onFigure);
  });
}

async function generate(where: string): Promise<void> {
  const program = fileURLToPath(new URL('generate/generate.js', INSURER));
  await promisify(execFile)(process.execPath, [program, `--visitors=${VISITORS}`, '--months=18', '--json', where]);
}

/** Every request of the generator, as its bytes. */
async function readyRequests(): Promise<readonly Buffer[]> {
  const file = join(tmpdir(), `crypt-visitors-${process.pid}.ndjson`);
  await generate(`--out=${file}`);
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  rmSync(file);
  return lines.map((line) => {
    const { path, headers, body } = JSON.parse(line) as { path: string; headers: Record<string, string>; body: string };
    const all = { Host: '127.0.0.1', ...headers, 'Content-Length': String(Buffer.byteLength(body)) };
    const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
    return Buffer.from(`POST ${path} HTTP/1.1\r\n${head.join('')}\r\n${body}`);
  });
}

async function sendReady(port: number, requests: readonly Buffer[]): Promise<void> {
  let next = 0;
  await postLoad(port, () => requests[next++], Infinity, CLIENTS);
}

async function onPlatform<T>(work: (platform: Platform, dataFolder: string) => Promise<T>): Promise<T> {
  const place = await placeAt(fileURLToPath(INSURER));
  const dataFolder = String(place.environment['CRYPT_DATA']);
  const platform = await startPlatform(place);
  try {
    return await work(platform, dataFolder);
  } finally {
    await platform.stop();
    rmSync(dataFolder, { recursive: true });
  }
}

async function timeQueries(dataFolder: string, onFigure: (figure: Figure) => void): Promise<void> {
  const session = await connectWarehouse(socketPath(dataFolder, 'warehouse'), { actor: 'bench', purpose: 'bench' });
  if (session === undefined) throw new Error('the warehouse does not listen');
  for (const [name, statement] of QUERIES) {
    const startedMs = performance.now();
    await session.query(statement, [], { rowsMax: 100, deadlineMs: 10_000 });
    onFigure(figure(`visitors: ${name}`, performance.now() - startedMs, 'ms', null, null));
  }
  await session.close();
}

async function loadRate(
  platform: Platform,
  send: () => Promise<unknown>,
  who: string,
  onFigure: (figure: Figure) => void,
): Promise<number> {
  const startedMs = performance.now();
  await send();
  const sentSeconds = (performance.now() - startedMs) / 1000;
  // The balance counts every ten seconds; the last row is there before it says so.
  const { balance } = await platform.until(({ balance: { inFlightEvents, inFlightPayloads } }) => {
    return inFlightEvents === 0 && inFlightPayloads === 0;
  }, 600);
  const rate = balance.stored / ((performance.now() - startedMs) / 1000);
  onFigure(figure(`visitors: ${who}, POST to the last row`, rate, 'events/s', null, null));
  onFigure(figure(`visitors: ${who}, taken while sending`, balance.stored / sentSeconds, 'events/s', null, null));
  return rate;
}
