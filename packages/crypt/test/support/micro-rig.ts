// The testing API over logs in memory: requests are enriched as enrich does, and asked for as tests of tracking do.
import { columnName } from '../../src/schemas/columns/column-name.ts';
import { makeParametersOf } from '../../src/cli/sent-parameters.ts';
import type { EnrichProgress } from '../../src/contracts/enrich-progress.ts';
import type { ExtraAnswer, ExtraRequest } from '../../src/contracts/extra-door.ts';
import type { LogRecord } from '../../src/contracts/log.ts';
import { parseVersion } from '../../src/contracts/schema-key.ts';
import type { Clock } from '../../src/kernel/effects.ts';
import type { FoundSchema } from '../../src/serve/micro/handle-micro.ts';
import { startMicro } from '../../src/serve/micro/start-micro.ts';
import { enrichNow } from './fake-schemas.ts';
import { FakeClock } from './fake-clock.ts';
import { MemoryLog } from './memory-log.ts';

export interface MicroRig {
  readonly raw: MemoryLog;
  readonly enriched: MemoryLog;
  readonly failed: MemoryLog;
  /** The collector stores it; enrich is asked to take it with `enrich`. */
  store(record: LogRecord): Promise<void>;
  /** Enrich takes all that is stored. */
  enrich(): Promise<void>;
  /** Both. */
  send(record: LogRecord): Promise<void>;
  ask(path: string, request?: Partial<Omit<ExtraRequest, 'body'>> & { readonly body?: string }): Promise<ExtraAnswer>;
  /** The JSON of a good answer. */
  json(path: string, body?: unknown): Promise<unknown>;
  stop(): Promise<void>;
}

export interface RigOptions {
  readonly clock?: Clock;
  readonly schemas?: Readonly<Record<string, FoundSchema>>;
  /** Stored, and enriched, before the run. */
  readonly before?: readonly LogRecord[];
}

export async function microRig({
  clock = new FakeClock(),
  schemas = {},
  before = [],
}: RigOptions = {}): Promise<MicroRig> {
  const [raw, enriched, failed] = ['raw', 'enriched', 'failed'].map(
    (topic) => new MemoryLog({ topic, partition: 0 }),
  ) as [MemoryLog, MemoryLog, MemoryLog];
  let next = 0;
  const store = async (record: LogRecord): Promise<void> => void (await raw.append([record.payload]));
  const enrich = async (): Promise<void> => {
    for (const record of raw.records.slice(next)) {
      const outputs = enrichNow(record);
      if (outputs.enriched.length > 0) await enriched.append(outputs.enriched.map(({ line }) => line));
      if (outputs.failed.length > 0) await failed.append(outputs.failed.map(({ line }) => line));
      next = record.offset + 1;
    }
  };
  for (const record of before) await store(record);
  await enrich();
  const placed = async (log: MemoryLog) => {
    const consumer = log.consumer('observer');
    await consumer.seekOffset(log.records.length);
    return consumer;
  };
  const stop = new AbortController();
  const micro = startMicro({
    consumers: {
      enriched: await placed(enriched),
      failed: await placed(failed),
      rawOfEnriched: raw.consumer('observer'),
      rawOfFailed: raw.consumer('observer'),
    },
    passed: (rawNext, signal) => passed(rawNext, signal),
    rawEnd: () => raw.records.length,
    parametersOf: makeParametersOf(),
    columnOf: (kind, key) => columnName(kind, key, parseVersion(key.version).model),
    findSchema: async ({ vendor, name, version }) =>
      schemas[`${vendor}/${name}/${version}`] ?? { text: undefined, misses: { project: 'NotFound' } },
    clock,
    stop: stop.signal,
  });
  const passed = async (rawNext: number, signal: AbortSignal): Promise<EnrichProgress> => {
    while (next < rawNext && !signal.aborted) await new Promise((resolve) => setImmediate(resolve));
    return { rawNext: next, enrichedNext: enriched.records.length, failedNext: failed.records.length };
  };
  const running = micro.run();
  const rig: MicroRig = {
    raw,
    enriched,
    failed,
    store,
    enrich,
    async send(record) {
      await store(record);
      await enrich();
    },
    ask(path, { body = '', ...request } = {}) {
      const method = body === '' ? 'GET' : 'POST';
      const asked = { method, path, query: '', host: '127.0.0.1:4320', origin: null, ...request } as const;
      return micro.door.handle({ ...asked, body: Buffer.from(body) });
    },
    async json(path, body) {
      const answer = await rig.ask(path, body === undefined ? {} : { body: JSON.stringify(body) });
      if (answer.status !== 200) throw new Error(`${answer.status}: ${answer.body}`);
      return JSON.parse(answer.body) as unknown;
    },
    async stop() {
      stop.abort();
      await running;
    },
  };
  return rig;
}
