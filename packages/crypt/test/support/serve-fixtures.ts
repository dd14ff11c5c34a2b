// Fakes for the pages' tests: randomness that counts, a status with everything in it, a portal on a free port.
import type { LogState } from '../../src/contracts/log.ts';
import type { Balance, PlatformStatus } from '../../src/contracts/status.ts';
import type { QueryResult, Value } from '../../src/contracts/warehouse.ts';
import type { Random } from '../../src/kernel/effects.ts';
import { nodeFiles } from '../../src/adapters/node/node-files.ts';
import { FailedProjection } from '../../src/serve/portal/failed-groups.ts';
import type { PortalEffects, PortalOptions, StatusFeed } from '../../src/serve/portal/portal-options.ts';
import { startPortal } from '../../src/serve/portal/start-portal.ts';
import { FakeClock } from './fake-clock.ts';
import { recordingLogger } from './recording-logger.ts';

export const NOON_MS = Date.UTC(2026, 10, 24, 12, 0, 0);

/** Lets every promise that can settle, settle. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
}

/** Bytes 1 1 1…, then 2 2 2…: unpredictable only in that each call differs. */
export function fakeRandom(): Random {
  let call = 0;
  return {
    uuid: () => `00000000-0000-4000-8000-${String(++call).padStart(12, '0')}`,
    bytes: (count) => new Uint8Array(count).fill(++call % 256),
  };
}

export function makeLog(topic: string, durableOffset: number, fields: Partial<LogState> = {}): LogState {
  const address = { topic, partition: 0 };
  const rest = { oldestOffset: 0, segments: 1, bytes: durableOffset * 100, tornBytes: 0, damage: [], groups: [] };
  return { address, durableOffset, ...rest, ...fields };
}

/** 120 events received: 100 stored, 5 duplicate, 10 failed, 5 on the way. */
export function makeBalance(fields: Partial<Balance> = {}): Balance {
  const line = { hop: 'load', says: 'loaded = stored + duplicate', left: 105, right: { stored: 100, duplicate: 5 } };
  return {
    timeMs: NOON_MS,
    lines: [{ ...line, unexplained: 0 }],
    unexplained: 0,
    payloadsReceived: 60,
    eventsReceived: 120,
    stored: 100,
    duplicate: 5,
    dropped: 0,
    failed: 10,
    repaired: 0,
    stillFailing: 10,
    inFlightEvents: 5,
    inFlightPayloads: 2,
    ...fields,
  };
}

export function makeStatus(fields: Partial<PlatformStatus> = {}): PlatformStatus {
  const process = { pid: 7, state: 'ready', restarts: 0, startedMs: NOON_MS - 60_000, lastEnd: null } as const;
  return {
    version: '0.1.0',
    project: 'harbour-life',
    dataFolder: '/data/.crypt',
    running: true,
    timeMs: NOON_MS,
    startedMs: NOON_MS - 60_000,
    collector: { url: 'http://127.0.0.1:4000' },
    portal: { url: 'http://127.0.0.1:4040' },
    site: null,
    processes: (['supervisor', 'warehouse', 'enricher', 'collector', 'portal'] as const).map((role) => ({
      role,
      ...process,
    })),
    hops: [],
    balance: makeBalance(),
    logs: [makeLog('raw', 60), makeLog('enriched', 110), makeLog('failed', 10)],
    disk: { usedBytes: 1_000, freeBytes: 9_000, growthBytesPerDay: null, daysLeft: null },
    config: { path: 'crypt.yml', changed: false, problem: null },
    notices: [],
    ...fields,
  };
}

export class FakeFeed implements StatusFeed {
  #current: PlatformStatus | undefined;
  readonly #listeners = new Set<(status: PlatformStatus) => void>();

  constructor(current?: PlatformStatus) {
    this.#current = current;
  }

  current(): PlatformStatus | undefined {
    return this.#current;
  }

  subscribe(listener: (status: PlatformStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  send(status: PlatformStatus): void {
    this.#current = status;
    for (const listener of this.#listeners) listener(status);
  }
}

export function makeResult(columns: readonly string[], rows: readonly (readonly Value[])[]): QueryResult {
  return { columns: columns.map((name) => ({ name, type: 'VARCHAR' })), rows, truncated: false };
}

export function makeOptions(fields: Partial<PortalOptions> = {}): PortalOptions {
  const sessionKey = new Uint8Array(32).fill(9);
  return { host: '127.0.0.1', port: 0, login: 'link', sessionKey, hosts: [], publicUrl: null, ...fields };
}

export function makeEffects(fields: Partial<PortalEffects> = {}): PortalEffects {
  return {
    status: new FakeFeed(makeStatus()),
    query: async () => makeResult([], []),
    failed: new FailedProjection(),
    clock: new FakeClock(NOON_MS),
    random: fakeRandom(),
    files: nodeFiles,
    logger: recordingLogger(),
    ...fields,
  };
}

export interface OpenPortal {
  readonly url: string;
  readonly link: () => string;
  /** Redirects are answers, not followed. */
  readonly get: (path: string, headers?: Readonly<Record<string, string>>) => Promise<Response>;
}

/** A portal on a free port for the time of `use`. */
export async function withPortal(
  use: (portal: OpenPortal) => Promise<void>,
  effects: Partial<PortalEffects> = {},
  options: Partial<PortalOptions> = {},
): Promise<void> {
  const portal = await startPortal(makeOptions(options), makeEffects(effects));
  try {
    const get: OpenPortal['get'] = (path, headers = {}) =>
      fetch(`${portal.url}${path}`, { headers, redirect: 'manual' });
    await use({ url: portal.url, link: () => portal.auth.mintLink(), get });
  } finally {
    await portal.close();
  }
}
