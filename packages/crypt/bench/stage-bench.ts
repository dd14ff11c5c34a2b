// Loading a log that is full, alone.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDuckdbWarehouse } from '../src/adapters/duckdb/duckdb-warehouse.ts';
import { openLogConsumer } from '../src/adapters/local-log/consumer.ts';
import { openLogWriter } from '../src/adapters/local-log/writer.ts';
import { nodeClock } from '../src/adapters/node/node-clock.ts';
import { nodeFiles } from '../src/adapters/node/node-files.ts';
import { nodeRandom } from '../src/adapters/node/node-random.ts';
import { encodeCollectorPayload } from '../src/contracts/collector-payload.ts';
import type { LogRecord } from '../src/contracts/log.ts';
import { enrichNow } from '../test/support/fake-schemas.ts';
import { eventFeed } from '../src/load/event-feed.ts';
import { loadToEnd } from '../src/load/load-loop.ts';
import { figure, type Figure } from './figure.ts';
import { trackerPost } from './post-load.ts';

const LOAD_EVENTS = 200_000;

export async function benchStages(onFigure: (figure: Figure) => void): Promise<void> {
  await benchLoad(onFigure);
}

function rawRecord(offset: number, events: number): LogRecord {
  const request = trackerPost(events, randomUUID).toString();
  const body = request.slice(request.indexOf('\r\n\r\n') + 4);
  const head = {
    timeMs: Date.now(),
    method: 'POST',
    path: '/com.snowplowanalytics.snowplow/tp2',
    query: '',
    ip: '127.0.0.1',
    host: '127.0.0.1',
    contentType: 'application/json; charset=utf-8',
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Chrome/150.0.0.0',
    referer: null,
    networkUserId: randomUUID(),
    headers: [['Content-Type', 'application/json; charset=UTF-8']] as const,
    collector: 'crypt-bench',
    refusal: null,
  };
  return {
    id: `0/${offset}`,
    offset,
    timeMs: Date.now(),
    keyId: 0,
    payload: encodeCollectorPayload(head, Buffer.from(body)),
  };
}

async function benchLoad(onFigure: (figure: Figure) => void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'crypt-load-'));
  const place = (topic: string) => ({
    root: join(folder, 'log'),
    address: { topic, partition: 0 },
    files: nodeFiles,
    clock: nodeClock,
    random: nodeRandom,
    groups: ['load'],
  });
  try {
    const writer = await openLogWriter(place('enriched'));
    for (let offset = 0; offset < LOAD_EVENTS / 10; offset++) {
      await writer.append(enrichNow(rawRecord(offset, 10)).enriched.map((output) => output.line));
    }
    const seals = await openLogWriter(place('batches'));
    const enriched = await openLogConsumer({ ...place('enriched'), group: 'load' });
    const warehouse = await openDuckdbWarehouse({
      landingPath: join(folder, 'landing.duckdb'),
      modelsPath: join(folder, 'models.duckdb'),
      memoryBytesMax: 4e9,
      threads: 2,
      temporaryFolder: join(folder, 'temporary'),
      onLost: () => undefined,
    });
    const startedMs = performance.now();
    await loadToEnd({
      feed: eventFeed({
        warehouse,
        files: nodeFiles,
        folder: join(folder, 'work'),
        columns: await openLogConsumer({ ...place('columns'), group: 'load' }),
        clock: nodeClock,
        logger: silent,
        filterBytesMax: 64e6,
        views: [],
      }),
      log: enriched,
      logEnd: async () => writer.endOffset,
      seals,
      openSeals: () => openLogConsumer({ ...place('batches'), group: 'load' }),
      warehouse,
      files: nodeFiles,
      folder: join(folder, 'work'),
      clock: nodeClock,
      logger: silent,
      signal: new AbortController().signal,
      onCount: () => undefined,
    });
    const seconds = (performance.now() - startedMs) / 1000;
    onFigure(figure('load, log to landing.events, both cores', LOAD_EVENTS / seconds, 'events/s', null, null));
    await warehouse.close();
    await Promise.all([writer.close(), seals.close(), enriched.close()]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const nothing = (): void => undefined;
const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing };
