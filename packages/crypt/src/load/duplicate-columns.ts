import type { Column, ScalarType } from '../contracts/column.ts';

function column(name: string, type: ScalarType, description: string): Column {
  return { name, type, nullable: false, labels: [], origin: 'platform', description };
}

/** landing.duplicates: one row for each event that was sent again. The event itself lies in log:enriched by its origin. */
export const DUPLICATE_COLUMNS: readonly Column[] = [
  column('event_id', 'string', 'The id that both share.'),
  column('origin', 'string', 'Where the repetition was received: topic/partition/offset/index.'),
  column('stored_origin', 'string', 'Origin of the row of landing.events that it repeats.'),
  column('content_hash', 'integer', 'Content that both share.'),
  column('load_tstamp', 'timestamp', 'When the batch that brought the repetition was sealed.'),
];
