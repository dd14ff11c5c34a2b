// Writes the files of a batch: the rows as they lie in the log, each completed with its load_tstamp.
import { join } from 'node:path';
import type { BatchTable } from '../contracts/batch.ts';
import type { Column } from '../contracts/column.ts';
import { enrichedRow, SetColumns } from '../contracts/enriched-event.ts';
import { SHARD_COLUMNS, shardOf } from '../contracts/nested-column.ts';
import { assert } from '../kernel/assert.ts';
import type { Files } from '../kernel/effects.ts';
import { MultisetHash } from '../kernel/multiset-hash.ts';
import { memberSpan } from '../kernel/json-span.ts';
import type { FeedRange } from './feed.ts';
import type { BatchPlan, PlannedDuplicate, PlannedRow } from './plan-batch.ts';
import { DUPLICATE_COLUMNS } from './duplicate-columns.ts';
import { renderTimestamp } from './render-timestamp.ts';
import { STORED_COLUMNS } from './stored-columns.ts';
import { writeLines } from './write-lines.ts';

export interface WrittenBatch {
  readonly tables: readonly BatchTable[];
  readonly storedHash: string;
}

/** Load times: a replay commits several sealed batches at once, each with its own. */
export async function writeBatch(
  files: Files,
  folder: string,
  plan: BatchPlan,
  { id, loadMsOf }: FeedRange,
): Promise<WrittenBatch> {
  const hash = new MultisetHash();
  const set = new SetColumns();
  for (const row of plan.rows) {
    hash.addHex(row.contentHash);
    set.add(row.record.payload);
  }
  const rows = plan.rows.map((row) => renderRow(row, loadMsOf(row.record.offset)));
  const duplicates = plan.duplicates.map((duplicate) =>
    Buffer.from(renderDuplicate(duplicate, loadMsOf(duplicate.record.offset))),
  );
  const events = await writeLines(files, join(folder, `${id}.events.ndjson`), rows);
  const made = plan.rows.some(({ originalId }) => originalId !== null);
  const tables: BatchTable[] = [{ table: 'events', columns: setColumns(set.names(), made), files: [events] }];
  if (duplicates.length > 0) {
    const file = await writeLines(files, join(folder, `${id}.duplicates.ndjson`), duplicates);
    tables.push({ table: 'duplicates', columns: DUPLICATE_COLUMNS, files: [file] });
  }
  return { tables, storedHash: hash.tally().hash };
}

/** Columns that some row of the batch has: inserting the others, all null, would take a fifth of the time. */
function setColumns(set: ReadonlySet<string>, made: boolean): readonly Column[] {
  return STORED_COLUMNS.filter(
    ({ name, origin }) => origin === 'platform' || set.has(name) || (made && name === DUPLICATE_SHARD),
  );
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

/** Entity of a row that lost its id to an event that came before; enrich makes its column at the start. */
const DUPLICATE_COLUMN = 'contexts_com_snowplowanalytics_snowplow_duplicate_1';
const DUPLICATE_SHARD = SHARD_COLUMNS[shardOf(DUPLICATE_COLUMN)]?.name ?? '';

/**
 * Gives the row its made id, and an entity that names the one it was sent with. The text is changed in these two places
 * alone: parsing the row would round its 64-bit integers. The first quoted name with a colon is the column's: in the
 * strings before it every quote is escaped.
 */
function renderSynthetic(row: PlannedRow, suffix: string): string {
  const text = Buffer.from(enrichedRow(row.record.payload)).toString('utf8');
  const entity = `"${DUPLICATE_COLUMN}":[{"_schema_version":"1-0-0","original_event_id":${JSON.stringify(row.originalId)}}]`;
  const renamed = text.replace(EVENT_ID, () => `"event_id":${JSON.stringify(row.eventId)}`);
  assert(renamed !== text, 'a row names its event');
  const shard = memberSpan(renamed, DUPLICATE_SHARD);
  if (shard === undefined) return `${renamed.slice(0, -1)},"${DUPLICATE_SHARD}":{${entity}}${suffix}`;
  const open = renamed.indexOf('{', shard[0]) + 1;
  return `${renamed.slice(0, open)}${entity},${renamed.slice(open, -1)}${suffix}`;
}

const EVENT_ID = /"event_id":"[^"\\]*"/;

function renderDuplicate(duplicate: PlannedDuplicate, loadMs: number): string {
  const { eventId, origin, storedOrigin, contentHash } = duplicate;
  const hash = BigInt.asIntN(64, BigInt(`0x${contentHash}`));
  const head = JSON.stringify({ event_id: eventId, origin, stored_origin: storedOrigin });
  return `${head.slice(0, -1)},"content_hash":${hash},"load_tstamp":"${renderTimestamp(loadMs)}"}\n`;
}
