// A collector on a real socket over a log in memory, and clients that show every byte of an answer.
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { nodeClock } from '../../src/adapters/node/node-clock.ts';
import { collectorSchema, type CollectorConfig } from '../../src/config/collector-schema.ts';
import { DISK_FLOOR_BYTES } from '../../src/kernel/limits.ts';
import type { SinkHealth } from '../../src/collect/collect-context.ts';
import { startCollector, type Collector, type CollectorOptions } from '../../src/collect/start-collector.ts';
import { decodeCollectorPayload, type CollectorPayload } from '../../src/contracts/collector-payload.ts';
import type { HopCount } from '../../src/contracts/hop-count.ts';
import type { Logger } from '../../src/kernel/effects.ts';
import { MemoryLog } from './memory-log.ts';

export const UUID = '6d4a6cbd-7e0c-4b2f-9c53-3c5e1d6a2a11';
export const TP2 = '/com.snowplowanalytics.snowplow/tp2';

export interface Rig {
  readonly collector: Collector;
  readonly log: MemoryLog;
  readonly port: number;
  /** Mutable, as the world is. */
  readonly world: { freeBytes: number; sinkHealth: SinkHealth };
  readonly counts: HopCount[];
  /** `level event`, in order. */
  readonly said: string[];
  readonly stored: () => { head: CollectorPayload; body: string }[];
}

export interface Answer {
  readonly status: number;
  /** As sent, name and value, without Date. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
}

type Deep<T> = { readonly [K in keyof T]?: T[K] extends readonly unknown[] ? T[K] : Partial<T[K]> | T[K] };

const { limits, ...defaults } = collectorSchema.parse({});
/** What an empty crypt.yml gives. */
const DEFAULT_CONFIG: CollectorConfig = {
  ...defaults,
  tls: null,
  limits: { ...limits, diskFloorBytes: DISK_FLOOR_BYTES },
};

export function configWith(changes: Deep<CollectorConfig> = {}): CollectorConfig {
  const merged: Record<string, unknown> = { ...DEFAULT_CONFIG, port: 0 };
  for (const [key, value] of Object.entries(changes)) {
    const base = merged[key];
    const nested = typeof base === 'object' && base !== null && !Array.isArray(base) && value !== null;
    merged[key] = nested ? { ...base, ...(value as object) } : value;
  }
  return merged as unknown as CollectorConfig;
}

/** Starts a collector, runs the test, and closes it whatever happened. */
export async function withCollector(
  changes: Deep<CollectorConfig>,
  test: (rig: Rig) => Promise<void>,
  options: Partial<CollectorOptions> = {},
): Promise<void> {
  const log = (options.log as MemoryLog | undefined) ?? new MemoryLog();
  const world: Rig['world'] = { freeBytes: Number.MAX_SAFE_INTEGER, sinkHealth: { healthy: true, reason: null } };
  const counts: HopCount[] = [];
  const said: string[] = [];
  const collector = await startCollector({
    config: configWith(changes),
    log,
    sinkHealth: () => world.sinkHealth,
    clock: nodeClock,
    random: { uuid: () => UUID, bytes: (count) => new Uint8Array(count) },
    logger: recordingLogger(said),
    freeBytes: async () => world.freeBytes,
    version: '0.1.0',
    onCount: (count) => counts.push(count),
    ...options,
  });
  const stored = (): { head: CollectorPayload; body: string }[] =>
    log.records.map(({ payload }) => {
      const { head, body } = decodeCollectorPayload(payload);
      return { head, body: Buffer.from(body).toString('latin1') };
    });
  try {
    await test({ collector, log, port: collector.address.port, world, counts, said, stored });
  } finally {
    log.release();
    await collector.close();
  }
}

export interface Sent {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: Uint8Array | string;
}

/** One request on its own connection, as a well-behaved client sends it. */
export async function send(port: number, sent: Sent): Promise<Answer> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const { path, method = sent.body === undefined ? 'GET' : 'POST', headers = {} } = sent;
    const request = httpRequest({ port, path, method, headers, agent: false, host: '127.0.0.1' }, resolve);
    request.on('error', reject);
    request.end(sent.body);
  });
  return readAnswer(response);
}

export async function readAnswer(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const headers: [string, string][] = [];
  for (let i = 0; i < response.rawHeaders.length; i += 2) {
    const name = response.rawHeaders[i] as string;
    if (name !== 'Date') headers.push([name, response.rawHeaders[i + 1] as string]);
  }
  return { status: response.statusCode ?? 0, headers, body: Buffer.concat(chunks) };
}

/** `allowHalfOpen`: the client does not end when the server does. */
export function open(port: number, allowHalfOpen = false): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen }, () => resolve(socket));
    socket.on('error', reject);
  });
}

/** Writes bytes as they are and returns all that comes back until the server ends; a reset ends it as well. */
export async function exchange(port: number, bytes: string | Uint8Array): Promise<string> {
  const socket = await open(port);
  const answer = readAll(socket);
  socket.write(bytes);
  return answer;
}

export function readAll(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const done = (): void => resolve(text);
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => (text += chunk));
    socket.on('end', () => socket.end());
    socket.on('close', done);
    socket.on('error', done);
  });
}

/** Resolves with what has come once it has `text` in it. */
export function readUntil(socket: Socket, text: string): Promise<string> {
  return new Promise((resolve) => {
    let received = '';
    socket.on('data', (chunk: Buffer | string) => {
      received += chunk.toString('latin1');
      if (received.includes(text)) resolve(received);
    });
  });
}

function recordingLogger(said: string[]): Logger {
  const say = (level: string) => (event: string) => said.push(`${level} ${event}`);
  return { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') };
}
