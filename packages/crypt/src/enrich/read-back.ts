// After a restart: which events behind the checkpoint lie in the output logs already. What a killed process appended and
// did not live to note is found here, so that no event is appended twice.
import { enrichedRow, readEnrichedHead } from '../contracts/enriched-event.ts';
import type { LogConsumer, LogRecord } from '../contracts/log.ts';
import { payloadHash } from '../contracts/payload-hash.ts';
import { isCryptError } from '../kernel/crypt-error.ts';
import { ENRICH_POLL_BYTES_MAX, ENRICH_POLL_RECORDS_MAX } from '../kernel/limits.ts';
import { isJsonObject, parseJson, type Json } from '../kernel/parse-json.ts';
import { fail } from './errors.ts';

const READ_WAIT_MS = 1_000;

/** An event that is in an output log. */
export interface Written {
  readonly became: 'enriched' | 'failed';
  readonly hash: string;
  /** Hashes of further records of the same origin, which a refused and yet stored append has left. */
  readonly repeats: string[];
}

/** Written events by raw record id, then by index in the payload. */
export type WrittenEvents = Map<string, Map<number, Written>>;

/**
 * Adds the events of one output log from `from` to `end` to `written`.
 *
 * @throws ENRICH_OUTPUT_TRIMMED, ENRICH_CHECKPOINT_AHEAD (terminal), ENRICH_OUTPUT_UNREADABLE (bug).
 */
export async function readBack(
  reader: LogConsumer,
  range: { readonly from: number; readonly end: number },
  became: Written['became'],
  written: WrittenEvents,
): Promise<void> {
  const { from, end } = range;
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
      const hash = became === 'enriched' ? readEnrichedHead(record.payload).contentHash : payloadHash(record.payload);
      note(written, readOrigin(record, became, topic), { became, hash, repeats: [] });
    }
    // Not knowing what was written would write it twice.
    if (reader.position === before) throw fail('ENRICH_OUTPUT_UNREADABLE', { topic, offset: before });
  }
}

function note(written: WrittenEvents, origin: { id: string; index: number }, event: Written): void {
  let events = written.get(origin.id);
  if (events === undefined) written.set(origin.id, (events = new Map()));
  const known = events.get(origin.index);
  if (known === undefined) events.set(origin.index, event);
  else known.repeats.push(event.hash);
}

/**
 * Drops the events of raw records before `rawNext`, which the checkpoint has counted, and returns the offset after the
 * last raw record that events were made from.
 */
export function dropCounted(written: WrittenEvents, rawNext: number): number {
  let end = rawNext;
  for (const id of written.keys()) {
    const offset = Number(id.slice(id.lastIndexOf('/') + 1));
    if (offset < rawNext) written.delete(id);
    else end = Math.max(end, offset + 1);
  }
  return end;
}

const ORIGIN = /^[^/]+\/(.+)\/(\d+)$/;

/** Record id and index of `<topic>/<record id>/<index>`. */
function readOrigin(record: LogRecord, became: Written['became'], topic: string): { id: string; index: number } {
  const origin = became === 'enriched' ? rowOrigin(record.payload) : originMember(record.payload);
  const match = ORIGIN.exec(origin);
  if (match === null) throw fail('ENRICH_OUTPUT_UNREADABLE', { topic, offset: record.offset });
  return { id: match[1] ?? '', index: Number(match[2]) };
}

const ROW_START = '{"origin":"';

/** Our rows begin with their origin, which spares parsing them. */
function rowOrigin(payload: Uint8Array): string {
  const row = enrichedRow(payload);
  const bytes = Buffer.from(row.buffer, row.byteOffset, row.byteLength);
  const end = bytes.indexOf('"', ROW_START.length);
  const origin = bytes.toString('utf8', ROW_START.length, end);
  const starts = bytes.toString('latin1', 0, ROW_START.length) === ROW_START;
  return starts && end !== -1 && !origin.includes('\\') ? origin : originMember(row);
}

function originMember(bytes: Uint8Array): string {
  let value: Json;
  try {
    value = parseJson(new TextDecoder().decode(bytes));
  } catch (error) {
    if (isCryptError(error)) return '';
    throw error;
  }
  return isJsonObject(value) && typeof value['origin'] === 'string' ? value['origin'] : '';
}
