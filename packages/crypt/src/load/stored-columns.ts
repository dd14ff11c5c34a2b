import { EVENT_COLUMNS } from '../contracts/atomic-columns.ts';
import type { Column } from '../contracts/column.ts';
import { SHARD_COLUMNS } from '../contracts/nested-column.ts';

/** What a row of landing.events is stored with; its nested columns are in the shards. */
export const STORED_COLUMNS: readonly Column[] = [...EVENT_COLUMNS, ...SHARD_COLUMNS];
