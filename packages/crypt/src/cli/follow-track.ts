// The way of one test event through the running platform, step by step.
//
//   POST ─ 200 ─▶ acknowledged ─ enrich has passed it ─▶ enriched ─▶ stored
//                                                    ├─▶ failed
//                                                    └─▶ dropped   neither log has it: a rule of the project
import { readLogState } from '../adapters/local-log/log-state.ts';
import { connectWarehouse } from '../adapters/local-socket/warehouse-client.ts';
import { socketPath } from '../adapters/local-socket/socket-path.ts';
import { readEnrichedHead } from '../contracts/enriched-event.ts';
import { isFailedEvent, type FailedEvent } from '../contracts/failed-event.ts';
import type { WarehouseSession } from '../contracts/warehouse.ts';
import { isCryptError } from '../kernel/crypt-error.ts';
import { SQL_MS_MAX, TRACK_WAIT_MS_MAX } from '../kernel/limits.ts';
import { parseJson } from '../kernel/parse-json.ts';
import { EnricherProgress } from './enricher-progress.ts';
import { fail } from './errors.ts';
import { logPlace, type LogWorld } from './log-place.ts';
import { openObserver } from './open-observer.ts';
import type { TrackedEvent } from './plan-track.ts';
import type { Topic } from './topics.ts';

export type TrackStep = 'acknowledged' | 'enriched' | 'failed' | 'dropped' | 'stored';

export interface TrackResult {
  /** Milliseconds since the event was sent. */
  readonly steps: readonly { readonly step: TrackStep; readonly ms: number }[];
  readonly failed: FailedEvent | null;
  /** Columns of landing.events that its row has a value in; null when it was not seen there. */
  readonly columns: readonly string[] | null;
}

const PAYLOAD = 'iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4';
const PATH = '/com.snowplowanalytics.snowplow/tp2';
const ASK_EVERY_MS = 100;
const DEPTH_MAX = 200;

/** @throws TRACK_REFUSED (transient) when the collector does not acknowledge it. */
export async function followTrack(
  world: LogWorld,
  collectorUrl: string,
  event: TrackedEvent,
  interrupted: AbortSignal,
): Promise<TrackResult> {
  const { clock } = world;
  const from = { enriched: await endOf(world, 'enriched'), failed: await endOf(world, 'failed') };
  const startedMs = clock.monotonicMs();
  const steps: { step: TrackStep; ms: number }[] = [];
  const reach = (step: TrackStep): void => void steps.push({ step, ms: Math.round(clock.monotonicMs() - startedMs) });
  const deadline = new AbortController();
  const end = (): void => deadline.abort();
  interrupted.addEventListener('abort', end);
  void clock.sleep(TRACK_WAIT_MS_MAX, deadline.signal).then(end);
  const progress = new EnricherProgress(world.project.dataFolder, clock);
  try {
    await post(collectorUrl, event, deadline.signal);
    reach('acknowledged');
    const rawNext = await endOf(world, 'raw');
    const passed = await progress.passed(rawNext, deadline.signal);
    if (passed.rawNext < rawNext) return { steps, failed: null, columns: null };
    const id = event['eid'] ?? '';
    if (
      await find(
        world,
        'enriched',
        from.enriched,
        passed.enrichedNext,
        (bytes) => readEnrichedHead(bytes).eventId === id,
      )
    ) {
      reach('enriched');
      const columns = await findRow(world, id, deadline.signal);
      if (columns !== null) reach('stored');
      return { steps, failed: null, columns };
    }
    let failed: FailedEvent | null = null;
    await find(world, 'failed', from.failed, passed.failedNext, (bytes) => (failed = readFailed(bytes, id)) !== null);
    reach(failed === null ? 'dropped' : 'failed');
    return { steps, failed, columns: null };
  } finally {
    interrupted.removeEventListener('abort', end);
    end();
    await progress.close();
  }
}

async function endOf(world: LogWorld, topic: Topic): Promise<number> {
  return (await readLogState(logPlace(world, topic))).durableOffset;
}

async function post(collectorUrl: string, event: TrackedEvent, signal: AbortSignal): Promise<void> {
  const body = JSON.stringify({ schema: PAYLOAD, data: [event] });
  const url = new URL(PATH, collectorUrl.replace('//0.0.0.0', '//127.0.0.1').replace('//[::]', '//[::1]'));
  let answer: { readonly status: number; readonly text: string };
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body,
      signal,
    });
    answer = { status: response.status, text: (await response.text()).trim() };
  } catch (error) {
    // Texts of network errors say no more than that there was no answer.
    throw fail('TRACK_REFUSED', { url: url.origin, reason: 'it did not answer' }, error);
  }
  if (answer.status !== 200)
    throw fail('TRACK_REFUSED', { url: url.origin, reason: `${answer.status} ${answer.text}`.trim() });
}

/** Whether one of the records in [from, to) is it. */
async function find(
  world: LogWorld,
  topic: Topic,
  from: number,
  to: number,
  isIt: (payload: Uint8Array) => boolean,
): Promise<boolean> {
  const consumer = await openObserver(world, topic);
  try {
    if (to > from) await consumer.seekOffset(from);
    while (consumer.position < to) {
      const records = await consumer.poll({ recordsMax: 1_000, bytesMax: 4e6, waitMs: 0 });
      if (records.length === 0) break;
      if (records.some(({ payload }) => isIt(payload))) return true;
    }
    return false;
  } finally {
    await consumer.close();
  }
}

function readFailed(payload: Uint8Array, id: string): FailedEvent | null {
  const value = parseJson(Buffer.from(payload).toString('utf8'), DEPTH_MAX);
  if (!isFailedEvent(value)) return null;
  return value.row['event_id'] === id || value.params?.['eid'] === id ? value : null;
}

/** Asks until the row is there; null when it was not in time. */
async function findRow(
  { project, clock }: LogWorld,
  id: string,
  signal: AbortSignal,
): Promise<readonly string[] | null> {
  const actor = `operator:${process.env['USER'] ?? 'unknown'}`;
  let session: WarehouseSession | undefined;
  try {
    while (!signal.aborted) {
      session ??= await connectWarehouse(socketPath(project.dataFolder, 'warehouse'), { actor, purpose: 'track' });
      try {
        const columns = session === undefined ? null : await askForRow(session, id, signal);
        if (columns !== null) return columns;
      } catch (error) {
        // The table is made with the first batch, and the warehouse may be starting: both are a matter of time.
        if (isCryptError(error, 'SOCKET_CLOSED')) session = undefined;
        else if (!isCryptError(error, 'SQL_FAILED') && !isCryptError(error, 'SQL_CANCELLED')) throw error;
      }
      await clock.sleep(ASK_EVERY_MS, signal);
    }
    return null;
  } finally {
    await session?.close();
  }
}

async function askForRow(
  session: WarehouseSession,
  id: string,
  signal: AbortSignal,
): Promise<readonly string[] | null> {
  const limits = { rowsMax: 1, deadlineMs: SQL_MS_MAX, signal };
  const { columns, rows } = await session.query('SELECT * FROM landing.events WHERE event_id = ?', [id], limits);
  const row = rows[0];
  return row === undefined ? null : columns.map(({ name }) => name).filter((_, index) => (row[index] ?? null) !== null);
}
