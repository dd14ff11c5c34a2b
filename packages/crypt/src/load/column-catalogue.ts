import { decodeColumnDefinition } from '../contracts/column-definition.ts';
import type { LogConsumer } from '../contracts/log.ts';
import type { NestedColumn } from '../contracts/nested-column.ts';
import { fail } from './errors.ts';

/** The nested columns of landing.events as log:columns has them so far; of each name the newest. */
export class ColumnCatalogue {
  readonly #consumer: LogConsumer;
  readonly #columns = new Map<string, NestedColumn>();

  constructor(consumer: LogConsumer) {
    this.#consumer = consumer;
  }

  /** Reads what is new. True when a column came or grew. @throws LOAD_COLUMN_UNREADABLE (bug) */
  async read(): Promise<boolean> {
    let changed = false;
    for (;;) {
      const records = await this.#consumer.poll({ recordsMax: 1_000, bytesMax: 16e6, waitMs: 0 });
      for (const record of records) {
        const column = decodeColumnDefinition(record.payload);
        if (column === undefined) throw fail('LOAD_COLUMN_UNREADABLE', { offset: record.offset });
        this.#columns.set(column.name, column);
        changed = true;
      }
      if (records.length === 0) return changed;
    }
  }

  /** By name, so that the same columns make the same view in whatever order they came. */
  columns(): readonly NestedColumn[] {
    return [...this.#columns.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }
}
