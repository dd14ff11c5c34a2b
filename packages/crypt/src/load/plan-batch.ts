// Decides what becomes of each record of a batch. Pure: what is stored already is asked for through `lookup`.
//
//   event id   content    origin   the record is          becomes
//   new        -          -        an event               a row
//   known      equal      other    a natural duplicate    a row of duplicates (a tracker sent it twice)
//   known      equal      equal    a redelivery           nothing: it is stored already
//   known      other      other    a synthetic duplicate  a row with an id made from its id and content (two events
//                                                         share an id: a copied browser profile, a broken generator)
//
// The made id depends on id and content alone, so a synthetic duplicate that is sent twice is found as a natural one.
import { createHash } from 'node:crypto';
import { enrichedRow, readEnrichedHead } from '../contracts/enriched-event.ts';
import type { LogRecord } from '../contracts/log.ts';
import { parseJson, isJsonObject } from '../kernel/parse-json.ts';
import type { DuplicateFilter } from './duplicate-filter.ts';

export interface PlannedRow {
  readonly record: LogRecord;
  readonly eventId: string;
  readonly contentHash: string;
  /** The id the tracker sent, when the row got another. */
  readonly originalId: string | null;
}

export interface PlannedDuplicate {
  readonly record: LogRecord;
  readonly eventId: string;
  readonly contentHash: string;
  readonly origin: string;
  readonly storedOrigin: string;
}

export interface BatchPlan {
  readonly rows: readonly PlannedRow[];
  readonly duplicates: readonly PlannedDuplicate[];
  readonly redelivered: number;
}

export interface StoredEvent {
  readonly contentHash: string;
  readonly origin: string;
}

/** Finds stored events by id. */
export type Lookup = (eventIds: readonly string[]) => Promise<ReadonlyMap<string, StoredEvent>>;

/** @param filter undefined while it is being filled: then every id is looked up. */
export async function planBatch(
  records: readonly LogRecord[],
  filter: DuplicateFilter | undefined,
  lookup: Lookup,
): Promise<BatchPlan> {
  const heads = records.map((record) => readEnrichedHead(record.payload));
  const stored = new Map(
    await lookupSuspects(
      heads.map((head) => head.eventId),
      filter,
      lookup,
    ),
  );
  const clashes = heads.filter((head) => isClash(stored.get(head.eventId), head.contentHash));
  const madeIds = [...clashes, ...clashesWithin(heads)].map((head) => makeId(head.eventId, head.contentHash));
  for (const [id, event] of await lookupSuspects(madeIds, filter, lookup)) stored.set(id, event);

  const planned = new Map<string, { contentHash: string; origin: () => string }>();
  for (const [id, event] of stored) planned.set(id, { contentHash: event.contentHash, origin: () => event.origin });
  const rows: PlannedRow[] = [];
  const duplicates: PlannedDuplicate[] = [];
  let redelivered = 0;
  for (const [index, record] of records.entries()) {
    const head = heads[index];
    if (head === undefined) continue;
    const { contentHash } = head;
    const clash = isClash(planned.get(head.eventId), contentHash);
    const eventId = clash ? makeId(head.eventId, contentHash) : head.eventId;
    const known = planned.get(eventId);
    if (known === undefined) {
      planned.set(eventId, { contentHash, origin: () => readOrigin(record) });
      rows.push({ record, eventId, contentHash, originalId: clash ? head.eventId : null });
      continue;
    }
    const origin = readOrigin(record);
    const storedOrigin = known.origin();
    if (origin === storedOrigin) redelivered++;
    else duplicates.push({ record, eventId, contentHash, origin, storedOrigin });
  }
  return { rows, duplicates, redelivered };
}

async function lookupSuspects(
  ids: readonly string[],
  filter: DuplicateFilter | undefined,
  lookup: Lookup,
): Promise<ReadonlyMap<string, StoredEvent>> {
  const suspects = filter === undefined ? ids : ids.filter((id) => filter.mayContain(id));
  return suspects.length === 0 ? new Map() : lookup([...new Set(suspects)]);
}

function isClash(known: { contentHash: string } | undefined, contentHash: string): boolean {
  return known !== undefined && known.contentHash !== contentHash;
}

/** Records that share an id within the batch and differ in content from the first. */
function clashesWithin<H extends { eventId: string; contentHash: string }>(heads: readonly H[]): readonly H[] {
  const first = new Map<string, string>();
  const clashes: H[] = [];
  for (const head of heads) {
    const seen = first.get(head.eventId);
    if (seen === undefined) first.set(head.eventId, head.contentHash);
    else if (seen !== head.contentHash) clashes.push(head);
  }
  return clashes;
}

/** A name-based UUID (RFC 9562, version 8 for a hash of our own choosing). */
function makeId(eventId: string, contentHash: string): string {
  const hex = createHash('sha256').update(`synthetic duplicate:${eventId}:${contentHash}`).digest('hex');
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Only for records under suspicion: it parses the row. */
function readOrigin(record: LogRecord): string {
  const row = parseJson(Buffer.from(enrichedRow(record.payload)).toString('utf8'));
  return isJsonObject(row) && typeof row['origin'] === 'string' ? row['origin'] : '';
}
