// After a restart: what lies in the output logs behind the checkpoint already. What a killed process appended and did not
// live to note is found here, so that nothing is appended twice.
import { enrichedRow, readEnrichedHead } from '../contracts/enriched-event.ts';
import type { LogConsumer, LogRecord } from '../contracts/log.ts';
import { payloadHash } from '../contracts/payload-hash.ts';
import { decodeRepair, type Repair } from '../contracts/repair.ts';
import { isCryptError } from '../kernel/crypt-error.ts';
import { ENRICH_POLL_BYTES_MAX, ENRICH_POLL_RECORDS_MAX } from '../kernel/limits.ts';
import { isJsonObject, parseJson, type Json, type JsonObject } from '../kernel/parse-json.ts';
import { fail } from './errors.ts';
import { parseOrigin } from './retry/read-failed.ts';

const READ_WAIT_MS = 1_000;

/** A record of an output log. */
export interface WrittenRecord {
  readonly hash: string;
  /** Hashes of further records of the same origin, which a refused and yet stored append has left. */
  readonly repeats: string[];
  /** Of a failed event: stands for everything from its index on. */
  readonly isPayload: boolean;
}

/** Records of one output log by raw record id, then by index in the payload. */
export type WrittenRecords = Map<string, Map<number, WrittenRecord>>;

interface Range {
  readonly from: number;
  readonly end: number;
}

/**
 * What log:enriched or log:failed holds from `from` to `end`.
 *
 * @throws ENRICH_OUTPUT_TRIMMED, ENRICH_CHECKPOINT_AHEAD (terminal), ENRICH_OUTPUT_UNREADABLE (bug).
 */
export async function readBack(
  reader: LogConsumer,
  range: Range,
  topic: 'enriched' | 'failed',
): Promise<WrittenRecords> {
  const written: WrittenRecords = new Map();
  const read = topic === 'enriched' ? readRow : readFailure;
  for await (const record of readRange(reader, range)) {
    const { origin, ...what } = read(record.payload);
    const place = parseOrigin(origin);
    if (place === undefined) throw fail('ENRICH_OUTPUT_UNREADABLE', { topic, offset: record.offset });
    note(written, place, { ...what, repeats: [] });
  }
  return written;
}

export interface ReadRepair {
  readonly repair: Repair;
  /** Of the record. */
  readonly hash: string;
}

/** What log:repairs holds from `from` to `end`. @throws as readBack does. */
export async function readBackRepairs(reader: LogConsumer, range: Range): Promise<readonly ReadRepair[]> {
  const repairs: ReadRepair[] = [];
  for await (const { offset, payload } of readRange(reader, range)) {
    const repair = decodeRepair(payload);
    if (repair === undefined) throw fail('ENRICH_OUTPUT_UNREADABLE', { topic: 'repairs', offset });
    repairs.push({ repair, hash: payloadHash(payload) });
  }
  return repairs;
}

async function* readRange(reader: LogConsumer, { from, end }: Range): AsyncGenerator<LogRecord> {
  const { topic } = reader.address;
  if (from > end) throw fail('ENRICH_CHECKPOINT_AHEAD', { topic, checkpoint: from, end });
  if (from === end) return;
  await reader.seekOffset(from);
  if (reader.position > from) throw fail('ENRICH_OUTPUT_TRIMMED', { topic, checkpoint: from, oldest: reader.position });
  while (reader.position < end) {
    const before = reader.position;
    const limits = { recordsMax: ENRICH_POLL_RECORDS_MAX, bytesMax: ENRICH_POLL_BYTES_MAX, waitMs: READ_WAIT_MS };
    for (const record of await reader.poll(limits)) {
      if (record.offset >= end) return;
      yield record;
    }
    // Not knowing what was written would write it twice.
    if (reader.position === before) throw fail('ENRICH_OUTPUT_UNREADABLE', { topic, offset: before });
  }
}

function note(written: WrittenRecords, place: { recordId: string; index: number }, record: WrittenRecord): void {
  let events = written.get(place.recordId);
  if (events === undefined) written.set(place.recordId, (events = new Map()));
  const known = events.get(place.index);
  if (known === undefined) events.set(place.index, record);
  else known.repeats.push(record.hash);
}

type Read = Omit<WrittenRecord, 'repeats'> & { readonly origin: string };

const ROW_START = '{"origin":"';

/** Our rows begin with their origin, which spares parsing them. */
function readRow(payload: Uint8Array): Read {
  const row = enrichedRow(payload);
  const bytes = Buffer.from(row.buffer, row.byteOffset, row.byteLength);
  const end = bytes.indexOf('"', ROW_START.length);
  const start = bytes.toString('utf8', ROW_START.length, end);
  const starts = bytes.toString('latin1', 0, ROW_START.length) === ROW_START;
  const origin = starts && end !== -1 && !start.includes('\\') ? start : textMember(parseMember(row), 'origin');
  return { origin, hash: readEnrichedHead(payload).contentHash, isPayload: false };
}

function readFailure(payload: Uint8Array): Read {
  const event = parseMember(payload);
  const isPayload = textMember(event, 'extent') === 'payload';
  return { origin: textMember(event, 'origin'), hash: payloadHash(payload), isPayload };
}

function parseMember(bytes: Uint8Array): JsonObject {
  let value: Json;
  try {
    value = parseJson(new TextDecoder().decode(bytes));
  } catch (error) {
    if (isCryptError(error)) return {};
    throw error;
  }
  return isJsonObject(value) ? value : {};
}

function textMember(object: JsonObject, name: string): string {
  const value = object[name];
  return typeof value === 'string' ? value : '';
}
