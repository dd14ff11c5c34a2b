import { ATOMIC_COLUMNS } from '../contracts/atomic-columns.ts';
import type { Column, ScalarType } from '../contracts/column.ts';

function column(name: string, type: ScalarType, description: string): Column {
  return { name, type, nullable: true, labels: [], origin: 'platform', description };
}

const LOADED: readonly Column[] = [
  column('load_tstamp', 'timestamp', 'When the batch of the row was sealed.'),
  column('content_hash', 'integer', 'Of the record in the log; the balance sums it.'),
];

/** Rows of landing.failed_events: what is wrong, and the atomic columns that could be filled. */
export const FAILED_COLUMNS: readonly Column[] = [
  column('origin', 'string', 'Where it was received: topic/partition/offset/index. Unique.'),
  column('failure_type', 'string', "Kind of failure, by the names of Snowplow's bad rows."),
  column('cause', 'string', 'What was wrong first, in words that hold no value.'),
  column('group_id', 'string', 'The same for all that have one fix: `crypt events retry --group <id>`.'),
  column('messages', 'json', 'Everything that was wrong: an array of texts without values.'),
  column('schema', 'string', 'Schema that the data at fault names.'),
  column('data', 'json', 'The data at fault, under the privacy rules.'),
  column('params', 'json', 'Parameters as sent; null when privacy rules forbid to keep them.'),
  column('payload', 'json', 'The request, when it could not be split into events; null else.'),
  column('failed_tstamp', 'timestamp', 'When it was judged.'),
  column('judged_by', 'string', 'Version of the code that judged it.'),
  ...ATOMIC_COLUMNS.map((atomic) => ({ ...atomic, nullable: true })),
  ...LOADED,
];

/** What became of failed events when they were enriched again; the newest of an origin counts. */
export const REPAIR_COLUMNS: readonly Column[] = [
  column('origin', 'string', 'Origin of the failed event.'),
  column('outcome', 'string', '`repaired`, `dropped` (by a rule of the project) or `still_failing`.'),
  column('failure_type', 'string', 'Of one that still fails.'),
  column('cause', 'string', 'Of one that still fails.'),
  column('group_id', 'string', 'Of one that still fails.'),
  column('schema', 'string', 'Of one that still fails.'),
  column('messages', 'json', 'Of one that still fails.'),
  column(
    'row_count',
    'integer',
    'Rows of landing.events that it became: 1, or those of a payload that could be split now.',
  ),
  column('repaired_tstamp', 'timestamp', 'When it was enriched again.'),
  column('judged_by', 'string', 'Version of the code that judged it.'),
  ...LOADED,
];
