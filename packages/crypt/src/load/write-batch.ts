// Writes the files of a batch: the rows as they lie in the log, each completed with its load_tstamp.
import { join } from 'node:path';
import type { BatchFile, BatchTable } from '../contracts/batch.ts';
import { EVENT_COLUMNS } from '../contracts/atomic-columns.ts';
import { enrichedRow } from '../contracts/enriched-event.ts';
import { assert } from '../kernel/assert.ts';
import type { Files } from '../kernel/effects.ts';
import { MultisetHash } from '../kernel/multiset-hash.ts';
import { parseJson } from '../kernel/parse-json.ts';
import type { BatchPlan, PlannedDuplicate, PlannedRow } from './plan-batch.ts';
import { DUPLICATE_COLUMNS } from './duplicate-columns.ts';

export interface WrittenBatch {
  readonly tables: readonly BatchTable[];
  readonly storedHash: string;
}

/**
 * @param loadMsOf the load_tstamp of a record's offset: a replay commits several sealed batches at once.
 */
export async function writeBatch(
  files: Files,
  folder: string,
  id: string,
  plan: BatchPlan,
  loadMsOf: (offset: number) => number,
): Promise<WrittenBatch> {
  const hash = new MultisetHash();
  for (const row of plan.rows) hash.addHex(row.contentHash);
  const rows = plan.rows.map((row) => renderRow(row, loadMsOf(row.record.offset)));
  const duplicates = plan.duplicates.map((duplicate) =>
    Buffer.from(renderDuplicate(duplicate, loadMsOf(duplicate.record.offset))),
  );
  const events = await writeLines(files, join(folder, `${id}.events.ndjson`), rows);
  const tables: BatchTable[] = [{ table: 'events', columns: EVENT_COLUMNS, files: [events] }];
  if (duplicates.length > 0) {
    const file = await writeLines(files, join(folder, `${id}.duplicates.ndjson`), duplicates);
    tables.push({ table: 'duplicates', columns: DUPLICATE_COLUMNS, files: [file] });
  }
  return { tables, storedHash: hash.tally().hash };
}

/** The row's bytes without their closing brace; the caller's next part closes it. */
function renderRow(row: PlannedRow, loadMs: number): Uint8Array {
  const suffix = `,"load_tstamp":"${renderTimestamp(loadMs)}"}\n`;
  if (row.originalId !== null) return Buffer.from(renderSynthetic(row, suffix));
  const bytes = enrichedRow(row.record.payload);
  const line = Buffer.allocUnsafe(bytes.length - 1 + suffix.length);
  line.set(bytes.subarray(0, bytes.length - 1));
  line.write(suffix, bytes.length - 1, 'latin1');
  return line;
}

/**
 * Gives the row its made id, and an entity that names the one it was sent with. The text is changed in these two places
 * alone: parsing the row would round its 64-bit integers. Within a JSON string every quote is escaped, so a quoted name
 * with a colon is found in no value.
 */
function renderSynthetic(row: PlannedRow, suffix: string): string {
  const text = Buffer.from(enrichedRow(row.record.payload)).toString('utf8');
  const entity = JSON.stringify({
    schema: 'iglu:com.snowplowanalytics.snowplow/duplicate/jsonschema/1-0-0',
    data: { originalEventId: row.originalId },
  });
  const renamed = text.replace(EVENT_ID, () => `"event_id":${JSON.stringify(row.eventId)}`);
  assert(renamed !== text, 'a row names its event');
  const derived = DERIVED_CONTEXTS.exec(renamed)?.[1];
  const contexts = JSON.stringify(addEntity(derived === undefined ? null : parseJson(derived), entity));
  if (derived === undefined) return `${renamed.slice(0, -1)},"derived_contexts":${contexts}${suffix}`;
  return renamed.replace(DERIVED_CONTEXTS, () => `"derived_contexts":${contexts}`).slice(0, -1) + suffix;
}

const EVENT_ID = /"event_id":"[^"\\]*"/;
const DERIVED_CONTEXTS = /"derived_contexts":("(?:[^"\\]|\\.)*")/;

function addEntity(derived: unknown, entity: string): string {
  if (typeof derived === 'string' && derived.endsWith(']}')) return `${derived.slice(0, -2)},${entity}]}`;
  return `{"schema":"iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-1","data":[${entity}]}`;
}

function renderDuplicate(duplicate: PlannedDuplicate, loadMs: number): string {
  const { eventId, origin, storedOrigin, contentHash } = duplicate;
  const hash = BigInt.asIntN(64, BigInt(`0x${contentHash}`));
  const head = JSON.stringify({ event_id: eventId, origin, stored_origin: storedOrigin });
  return `${head.slice(0, -1)},"content_hash":${hash},"load_tstamp":"${renderTimestamp(loadMs)}"}\n`;
}

function renderTimestamp(ms: number): string {
  return new Date(ms).toISOString().replace('T', ' ').replace('Z', '');
}

/** Not synced: after a crash the file is made again from the log. */
async function writeLines(files: Files, path: string, lines: readonly Uint8Array[]): Promise<BatchFile> {
  const content = Buffer.concat(lines);
  const handle = await files.open(path, 'w+');
  try {
    let written = 0;
    while (written < content.length) {
      const count = await handle.write(content, written, content.length - written, written);
      assert(count > 0, 'a write that stores nothing fails');
      written += count;
    }
  } finally {
    await handle.close();
  }
  return { path, format: 'ndjson', rowCount: lines.length, sizeBytes: content.length };
}
