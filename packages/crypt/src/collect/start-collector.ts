// The HTTP door. Life of a collector:
//
//   starting ── listen ──▶ accepting ◀── disk ──▶ refusing (503)
//                              └────── drain ──▶ draining (503) ── close ──▶ closed
import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { ExtraDoor } from '../contracts/extra-door.ts';
import type { HopCount } from '../contracts/hop-count.ts';
import type { LogWriter } from '../contracts/log.ts';
import { systemCode } from '../kernel/crypt-error.ts';
import type { Clock, Logger, Random } from '../kernel/effects.ts';
import { HEADERS_BYTES_MAX, REQUEST_LINE_BYTES_MAX } from '../kernel/limits.ts';
import type { WebhookDoor } from './admit-webhook.ts';
import { Budget } from './budget.ts';
import { answerClientError } from './client-error.ts';
import type { CollectContext, SinkHealth } from './collect-context.ts';
import type { CollectorConfig } from '../config/collector-schema.ts';
import { makeCounters, type CollectorCounts } from './counts.ts';
import { Door } from './door.ts';
import { fail } from './errors.ts';
import { handleRequest } from './handle-request.ts';
import { Histogram } from './histogram.ts';
import { HopCounter } from './hop-counter.ts';
import { InFlight } from './in-flight.ts';
import { makeMetrics } from './metrics.ts';
import { planCollector, type CollectorPlan } from './plan-collector.ts';
import { respondUnavailable } from './respond.ts';

export interface CollectorOptions {
  readonly config: CollectorConfig;
  /** Paths of the project's webhooks, none unless given. */
  readonly webhooks?: readonly WebhookDoor[];
  /** Paths that something else answers, for this machine; none unless given. */
  readonly extra?: ExtraDoor;
  /** Where payloads go. The collector does not close it. */
  readonly log: LogWriter;
  /** Whether what is behind the log keeps up, for /sink-health. */
  readonly sinkHealth: () => SinkHealth;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** Free bytes where the log lives; asked once a second. */
  readonly freeBytes: () => Promise<number>;
  /** Version of the program: payloads carry `crypt-<version>`. */
  readonly version: string;
  /** Gets the collector's count of the log every ten seconds, and at the end. */
  readonly onCount: (count: HopCount) => void;
  /** Names the process that holds a port, for the error; undefined when it cannot be told. */
  readonly portOwner?: (port: number) => Promise<string | undefined>;
}

export interface Collector {
  readonly address: { readonly host: string; readonly port: number; readonly url: string };
  counts(): CollectorCounts;
  /** The count of the log up to now. */
  cut(): HopCount;
  /** Stops accepting, and waits for what is in flight up to `limits.drainMsMax`. Events that still come get 503. */
  drain(): Promise<void>;
  /** Drains, then ends every connection. */
  close(): Promise<void>;
}

const TICK_MS = 1000;
const TICKS_PER_COUNT = 10;
const DRAIN_POLL_MS = 10;

/**
 * Listens, and answers until closed.
 * @throws COLLECTOR_CONFIG_*, COLLECTOR_PORT_TAKEN, COLLECTOR_LISTEN_REFUSED (user).
 */
export async function startCollector(options: CollectorOptions): Promise<Collector> {
  const plan = planCollector(options.config, options.webhooks);
  const context = makeContext(options, plan);
  await context.door.checkDisk();
  const server = makeServer(context);
  await listen(server, options);
  const stopped = new AbortController();
  const ticking = tick(context, options.onCount, stopped.signal);
  const { port } = server.address() as AddressInfo;
  const { host, tls } = options.config;
  const url = `${tls === null ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${port}`;
  options.logger.info('collector.started', { url });

  let closed: Promise<void> | undefined;
  const drain = async (): Promise<void> => {
    context.door.drain();
    closed ??= new Promise((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
    const deadline = options.clock.monotonicMs() + options.config.limits.drainMsMax;
    while (context.inFlight.size > 0 && options.clock.monotonicMs() < deadline) {
      await options.clock.sleep(DRAIN_POLL_MS);
    }
  };
  const end = async (): Promise<void> => {
    await drain();
    server.closeAllConnections();
    await closed;
    stopped.abort();
    await ticking;
    options.onCount(context.hop.cut(options.clock.nowMs()));
    options.logger.info('collector.stopped', { requests: context.counters.requests });
  };
  let ending: Promise<void> | undefined;
  return {
    address: { host, port, url },
    counts: () => readCounts(context),
    cut: () => context.hop.cut(options.clock.nowMs()),
    drain,
    close: () => (ending ??= end()),
  };
}

function makeContext(options: CollectorOptions, plan: CollectorPlan): CollectContext {
  const { config, log } = options;
  const source = {
    counters: makeCounters(),
    door: new Door(options.freeBytes, config.limits.diskFloorBytes, options.logger),
    budget: new Budget(config.limits.inFlightBytesMax),
    log,
    appendLatency: new Histogram(),
    requestLatency: new Histogram(),
  };
  return {
    ...source,
    plan,
    clock: options.clock,
    random: options.random,
    logger: options.logger,
    hop: new HopCounter(log.address.topic, log.endOffset),
    inFlight: new InFlight(),
    collectorName: `crypt-${options.version}`,
    sinkHealth: options.sinkHealth,
    extra: options.extra ?? null,
    renderMetrics: makeMetrics(source),
  };
}

function makeServer(context: CollectContext): Server {
  const { limits, tls } = context.plan.config;
  const settings = {
    maxHeaderSize: REQUEST_LINE_BYTES_MAX + HEADERS_BYTES_MAX,
    requestTimeout: limits.requestMsMax,
    headersTimeout: limits.requestMsMax,
    connectionsCheckingInterval: Math.min(TICK_MS, limits.requestMsMax / 4),
    keepAliveTimeout: limits.keepAliveIdleMsMax,
    // Checked by handleRequest, so that it is counted.
    requireHostHeader: false,
  };
  const server =
    tls === null ? createHttpServer(settings) : createHttpsServer({ ...settings, cert: tls.certPem, key: tls.keyPem });
  server.maxConnections = limits.connectionsMax;
  // Bounded by their bytes; beyond a count the parser would drop headers without a word.
  server.maxHeadersCount = 0;
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    handleRequest(context, request, response, false);
  });
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    handleRequest(context, request, response, true);
  });
  server.on('clientError', (error: unknown, socket) => answerClientError(context, error, socket as Socket));
  server.on('drop', () => context.counters.unparsed.connections++);
  server.on('tlsClientError', () => context.counters.unparsed.malformed++);
  return server;
}

async function listen(server: Server, options: CollectorOptions): Promise<void> {
  const { host, port } = options.config;
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port, backlog: 1024 }, () => {
        server.removeListener('error', reject);
        resolve();
      });
    });
  } catch (error) {
    const code = systemCode(error) ?? 'unknown';
    if (code !== 'EADDRINUSE') throw fail('COLLECTOR_LISTEN_REFUSED', { host, port, code }, error);
    const owner = (await options.portOwner?.(port)) ?? '';
    throw fail('COLLECTOR_PORT_TAKEN', { host, port, owner }, error);
  }
}

/** Once a second: looks at the disk, and answers what has waited too long for the log. */
async function tick(context: CollectContext, onCount: (count: HopCount) => void, signal: AbortSignal): Promise<void> {
  for (let ticks = 1; ; ticks++) {
    await context.clock.sleep(TICK_MS, signal);
    if (signal.aborted) return;
    await context.door.checkDisk();
    answerSlow(context);
    if (ticks % TICKS_PER_COUNT === 0) onCount(context.hop.cut(context.clock.nowMs()));
  }
}

function answerSlow(context: CollectContext): void {
  const before = context.clock.monotonicMs() - context.plan.config.limits.appendWaitMsMax;
  context.inFlight.forEach((exchange) => {
    if (exchange.appendedMs !== -1 && exchange.appendedMs < before) respondUnavailable(context, exchange, 'logSlow');
  });
}

function readCounts({ counters, budget }: CollectContext): CollectorCounts {
  const { outcomes, unparsed } = counters;
  return { ...counters, outcomes: { ...outcomes }, unparsed: { ...unparsed }, inFlightBytes: budget.used };
}
