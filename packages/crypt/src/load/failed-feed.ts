// log:failed → the rows of landing.failed_events, and log:repairs → what became of them since. Few rows, so they are
// parsed; a text of a row is cast by the engine as that of an event is.
import { join } from 'node:path';
import { ATOMIC_COLUMNS } from '../contracts/atomic-columns.ts';
import type { Column } from '../contracts/column.ts';
import type { FailedEvent } from '../contracts/failed-event.ts';
import type { LogRecord } from '../contracts/log.ts';
import { payloadHash } from '../contracts/payload-hash.ts';
import { decodeRepair } from '../contracts/repair.ts';
import type { Value, Warehouse } from '../contracts/warehouse.ts';
import type { Files } from '../kernel/effects.ts';
import { MultisetHash } from '../kernel/multiset-hash.ts';
import { isJsonObject, parseJson, type Json } from '../kernel/parse-json.ts';
import { FAILED_COLUMNS, REPAIR_COLUMNS } from './failed-columns.ts';
import { fail } from './errors.ts';
import type { Feed, FeedBatch, FeedRange } from './feed.ts';
import { renderTimestamp } from './render-timestamp.ts';
import { writeLines } from './write-lines.ts';

export interface FailedFeedOptions {
  readonly warehouse: Warehouse;
  readonly files: Files;
  readonly folder: string;
  /** The SELECT of landing.failed_events (assets/sql/load/failed_events.sql). */
  readonly viewSql: string;
}

export function failedFeed(options: FailedFeedOptions): Feed {
  const { warehouse } = options;
  return {
    hop: 'load:failed',
    start: async () => {
      await warehouse.ensureTable('failed_event_rows', FAILED_COLUMNS);
      await warehouse.ensureTable('failed_event_repairs', REPAIR_COLUMNS);
      await warehouse.ensureView('failed_events', options.viewSql);
    },
    write: async (records, range) => {
      // An append that was refused may lie in the log all the same, and then again.
      const origins = records.map((record) => parseFailed(record).origin);
      const stored = await warehouse.lookup('failed_event_rows', 'origin', origins, ['origin']);
      const known = new Set<Value | undefined>(stored.map(([origin]) => origin));
      const fresh = records.filter((_, index) => {
        const origin = origins[index] ?? '';
        return !known.has(origin) && known.add(origin);
      });
      const written = await writeRows(options, range, 'failed_event_rows', FAILED_COLUMNS, fresh, failedRow);
      return { ...written, counts: { ...written.counts, redelivered: records.length - fresh.length } };
    },
    caughtUp: () => undefined,
    end: async () => undefined,
  };
}

export function repairFeed(options: Omit<FailedFeedOptions, 'viewSql'>): Feed {
  return {
    hop: 'load:repairs',
    start: () => options.warehouse.ensureTable('failed_event_repairs', REPAIR_COLUMNS),
    write: (records, range) => writeRows(options, range, 'failed_event_repairs', REPAIR_COLUMNS, records, repairRow),
    caughtUp: () => undefined,
    end: async () => undefined,
  };
}

type Cells = Readonly<Record<string, Json>>;

async function writeRows(
  { files, folder }: Pick<FailedFeedOptions, 'files' | 'folder'>,
  { id, loadMsOf }: FeedRange,
  table: string,
  columns: readonly Column[],
  records: readonly LogRecord[],
  render: (record: LogRecord) => Cells,
): Promise<FeedBatch> {
  const hash = new MultisetHash();
  const lines = records.map((record) => {
    const digits = payloadHash(record.payload);
    hash.addHex(digits);
    const cells = JSON.stringify({ ...render(record), load_tstamp: renderTimestamp(loadMsOf(record.offset)) });
    // A 64-bit integer, which JSON.stringify cannot write.
    return Buffer.from(`${cells.slice(0, -1)},"content_hash":${BigInt.asIntN(64, BigInt(`0x${digits}`))}}\n`);
  });
  const file = await writeLines(files, join(folder, `${id}.ndjson`), lines);
  const counts = { stored: lines.length, duplicate: 0, redelivered: 0 };
  return { tables: [{ table, columns, files: [file] }], counts, storedHash: hash.tally().hash };
}

/** @throws LOAD_FAILED_UNREADABLE (bug) */
function parseFailed(record: LogRecord): FailedEvent {
  const value = parseJson(Buffer.from(record.payload).toString('utf8'));
  if (!isJsonObject(value) || typeof value['origin'] !== 'string') {
    throw fail('LOAD_FAILED_UNREADABLE', { topic: 'failed', offset: record.offset });
  }
  return value as unknown as FailedEvent;
}

const ATOMIC_NAMES: ReadonlySet<string> = new Set(ATOMIC_COLUMNS.map(({ name }) => name));

function failedRow(record: LogRecord): Cells {
  const event = parseFailed(record);
  const cells: Record<string, Json> = {
    origin: event.origin,
    failure_type: event.failureType,
    cause: event.cause,
    group_id: event.group,
    messages: JSON.stringify(event.messages),
    schema: event.schema,
    data: event.data,
    params: event.params === null ? null : JSON.stringify(event.params),
    payload: event.payload === null ? null : JSON.stringify(event.payload),
    failed_tstamp: renderTimestamp(event.failedMs),
    judged_by: event.judgedBy,
  };
  for (const [name, text] of Object.entries(event.row)) if (ATOMIC_NAMES.has(name)) cells[name] = text;
  return cells;
}

/** @throws LOAD_FAILED_UNREADABLE (bug) */
function repairRow(record: LogRecord): Cells {
  const repair = decodeRepair(record.payload);
  if (repair === undefined) throw fail('LOAD_FAILED_UNREADABLE', { topic: 'repairs', offset: record.offset });
  return {
    origin: repair.origin,
    outcome: repair.outcome,
    failure_type: repair.failureType,
    cause: repair.cause,
    group_id: repair.group,
    schema: repair.schema,
    row_count: repair.rows.count,
    messages: repair.outcome === 'still_failing' ? JSON.stringify(repair.messages) : null,
    repaired_tstamp: renderTimestamp(repair.repairedMs),
    judged_by: repair.judgedBy,
  };
}
