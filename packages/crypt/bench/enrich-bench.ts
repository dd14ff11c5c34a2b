// Enriching on one core, with everything that a project has on by default: real schemas, columns and enrichments.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { nodeClock } from '../src/adapters/node/node-clock.ts';
import { nodeFiles } from '../src/adapters/node/node-files.ts';
import { nodeRandom } from '../src/adapters/node/node-random.ts';
import { openPipeline } from '../src/cli/open-pipeline.ts';
import { readProject } from '../src/config/read-config.ts';
import { encodeCollectorPayload } from '../src/contracts/collector-payload.ts';
import type { LogRecord } from '../src/contracts/log.ts';
import { enrichRecords, type Pipeline } from '../src/enrich/pipeline.ts';
import { typedSchemas } from '../test/support/event-load.ts';
import { figure, type Figure } from './figure.ts';
import { trackerPost } from './post-load.ts';

const SECONDS = 3;
const TYPES_MAX = 100;
const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing };

function nothing(): void {}

export interface BenchPipeline {
  readonly pipeline: Pipeline;
  readonly close: () => Promise<void>;
}

/** The pipeline of a project that says nothing but its name, with `typedSchemas` in its tracking plan. */
export async function openBenchPipeline(): Promise<BenchPipeline> {
  const folder = mkdtempSync(join(tmpdir(), 'crypt-enrich-'));
  writeFileSync(join(folder, 'crypt.yml'), 'name: bench\n');
  for (const [path, text] of typedSchemas(TYPES_MAX)) {
    const file = join(folder, 'tracking', 'schemas', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const project = await readProject(folder, nodeFiles, {});
  const world = { project, files: nodeFiles, clock: nodeClock, random: nodeRandom, logger: silent };
  const { pipeline, code } = await openPipeline(world, {}, new AbortController().signal);
  return {
    pipeline: { ...pipeline, publish: async () => true },
    close: async () => {
      await code.close();
      rmSync(folder, { recursive: true });
    },
  };
}

export async function benchEnrich(onFigure: (figure: Figure) => void, events = 0): Promise<void> {
  const { pipeline, close } = await openBenchPipeline();
  for (const count of [1, 10]) {
    const name = `enrich, all defaults, ${count === 1 ? '1 event' : `${count} events`} a payload, one core`;
    const rate = await enrichRate(pipeline, (offset) => rawRecord(offset, count));
    onFigure(figure(name, rate, 'events/s', null, { says: '>= 10,000 events/s a core', met: rate >= 10_000 }));
  }
  const bare = { ...pipeline, enrichments: [] };
  const bareRate = await enrichRate(bare, (offset) => rawRecord(offset, 10));
  onFigure(figure('enrich, schemas only, 10 events a payload, one core', bareRate, 'events/s', null, null));
  for (const types of [1, 10, 100]) {
    const rate = await enrichRate(pipeline, (offset) => rawRecord(offset, 10, types));
    const name = `enrich, an entity of ${types} own ${types === 1 ? 'type' : 'types'} an event, one core`;
    onFigure(figure(name, rate, 'events/s', null, null));
  }
  if (events > 0) await benchMemory(pipeline, events, onFigure);
  await close();
}

async function enrichRate(pipeline: Pipeline, make: (offset: number) => LogRecord): Promise<number> {
  const batch = Array.from({ length: 200 }, (_, offset) => make(offset));
  const signal = new AbortController().signal;
  // Until its code is compiled.
  const warmMs = performance.now() + 1_000;
  while (performance.now() < warmMs) await enrichRecords(batch, pipeline, signal);
  const startedMs = performance.now();
  const before = process.cpuUsage();
  let count = 0;
  while (performance.now() < startedMs + SECONDS * 1000) {
    const outputs = await enrichRecords(batch, pipeline, signal);
    for (const { enriched } of outputs ?? []) count += enriched.length;
  }
  // By the time of the processor, which other work on the machine does not change.
  const { user, system } = process.cpuUsage(before);
  return count / ((user + system) / 1e6);
}

/**
 * Memory of each tenth of the events, each event with new ids, addresses and pages: what is left after collections, which
 * grows when something is kept for ever, and what the process took of the machine.
 */
async function benchMemory(pipeline: Pipeline, events: number, onFigure: (figure: Figure) => void): Promise<void> {
  const signal = new AbortController().signal;
  const heap = Array.from({ length: 10 }, () => Infinity);
  let most = 0;
  for (let done = 0; done < events; done += 2_000) {
    const batch = Array.from({ length: 200 }, (_, offset) => rawRecord(done + offset, 10, 100));
    await enrichRecords(batch, pipeline, signal);
    const { heapUsed, external, rss } = process.memoryUsage();
    const tenth = Math.floor((done / events) * 10);
    heap[tenth] = Math.min(heap[tenth] ?? Infinity, (heapUsed + external) / 1e6);
    most = Math.max(most, rss / 1e6);
  }
  const [, early = 0] = heap;
  const late = heap.at(-1) ?? 0;
  const says = '<= 1.1 times that of the second tenth';
  const name = `enrich, memory kept in the last tenth of ${(events / 1e6).toLocaleString('en-US')} M events`;
  onFigure(figure(name, late, 'MB', early, { says, met: late <= 1.1 * early }));
  onFigure(figure('enrich, memory of the process, most', most, 'MB', null, null));
}

/** @param types of the entity of each event; 0 is the page's entity alone, as the tracker sends it. */
function rawRecord(offset: number, events: number, types = 0): LogRecord {
  const request = trackerPost(events, randomUUID).toString();
  let body = request.slice(request.indexOf('\r\n\r\n') + 4);
  if (types > 0) body = withEntity(body, offset, types);
  const head = {
    timeMs: Date.now(),
    method: 'POST',
    path: '/com.snowplowanalytics.snowplow/tp2',
    query: '',
    ip: `81.${offset % 200}.${(offset >> 8) % 200}.9`,
    host: '127.0.0.1',
    contentType: 'application/json; charset=utf-8',
    userAgent: `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/${100 + (offset % 50)}.0.0.0 Safari/537.36`,
    referer: null,
    networkUserId: randomUUID(),
    headers: [['Content-Type', 'application/json; charset=UTF-8']] as const,
    collector: 'crypt-bench',
    refusal: null,
  };
  const payload = encodeCollectorPayload(head, Buffer.from(body));
  return { id: `0/${offset}`, offset, timeMs: Date.now(), keyId: 0, payload };
}

function withEntity(body: string, offset: number, types: number): string {
  const { schema, data } = JSON.parse(body) as { schema: string; data: Record<string, string>[] };
  const events = data.map((event, index) => {
    const type = (offset * 10 + index) % types;
    const entity = {
      schema: `iglu:com.harbour-life/kind_${type}/jsonschema/1-0-0`,
      data: { of: event['eid'], [`value_${type}`]: type },
    };
    const co = { schema: 'iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-1', data: [entity] };
    const more = { co: JSON.stringify(co) };
    return Object.fromEntries(Object.entries({ ...event, ...more }).filter(([name]) => name !== 'cx'));
  });
  return JSON.stringify({ schema, data: events });
}
