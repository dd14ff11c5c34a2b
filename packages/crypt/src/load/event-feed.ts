// log:enriched → landing.events and landing.duplicates.
import type { LogConsumer, LogRecord } from '../contracts/log.ts';
import type { Value, Warehouse } from '../contracts/warehouse.ts';
import type { Clock, Files, Logger } from '../kernel/effects.ts';
import { DUPLICATE_COLUMNS } from './duplicate-columns.ts';
import { DuplicateFilter } from './duplicate-filter.ts';
import type { Feed, FeedBatch, FeedRange } from './feed.ts';
import { ColumnCatalogue } from './column-catalogue.ts';
import { planBatch, type Lookup, type StoredEvent } from './plan-batch.ts';
import { STORED_COLUMNS } from './stored-columns.ts';
import { writeBatch } from './write-batch.ts';

export interface EventFeedOptions {
  readonly warehouse: Warehouse;
  readonly files: Files;
  /** For the files of the batch in work. */
  readonly folder: string;
  /** Reads log:columns from its oldest record. */
  readonly columns: LogConsumer;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly filterBytesMax: number;
  /** Views over landing.events, in the order in which they build on each other. */
  readonly views: readonly EventView[];
}

export interface EventView {
  readonly name: string;
  readonly select: string;
  /** The nested column it reads: the view is made once that is there. */
  readonly needs?: string;
}

export function eventFeed(options: EventFeedOptions): Feed {
  return new EventFeed(options);
}

class EventFeed implements Feed {
  readonly hop = 'load';
  readonly #options: EventFeedOptions;
  readonly #filter: DuplicateFilter;
  readonly #catalogue: ColumnCatalogue;
  readonly #viewsMade = new Set<string>();
  #filterReady = false;
  #filling: Promise<void> = Promise.resolve();
  #ended = false;

  constructor(options: EventFeedOptions) {
    this.#options = options;
    this.#filter = new DuplicateFilter(options.filterBytesMax);
    this.#catalogue = new ColumnCatalogue(options.columns);
  }

  readonly start = async (): Promise<void> => {
    await this.#catalogue.read();
    await this.#ensureEvents();
    await this.#options.warehouse.ensureTable('duplicates', DUPLICATE_COLUMNS);
  };

  readonly write = async (records: readonly LogRecord[], range: FeedRange): Promise<FeedBatch> => {
    const { files, folder } = this.#options;
    // Definitions are durable before the first event that needs them, so what the batch needs is there by now.
    if (await this.#catalogue.read()) await this.#ensureEvents();
    const plan = await planBatch(records, this.#filterReady ? this.#filter : undefined, this.#lookup);
    const written = await writeBatch(files, folder, plan, range);
    // Before the commit, whose outcome may stay unknown: an id too many is looked up, an id too few is stored twice.
    for (const row of plan.rows) this.#filter.add(row.eventId);
    const counts = { stored: plan.rows.length, duplicate: plan.duplicates.length, redelivered: plan.redelivered };
    return { ...written, counts };
  };

  /** The whole table must be known before the filter may answer; until then every id is looked up. */
  readonly caughtUp = (signal: AbortSignal): void => {
    this.#filling = this.#fillFilter(signal);
  };

  readonly end = async (): Promise<void> => {
    this.#ended = true;
    await this.#filling;
  };

  async #ensureEvents(): Promise<void> {
    const { warehouse, views } = this.#options;
    const nested = this.#catalogue.columns();
    await warehouse.ensureTable('events', STORED_COLUMNS, nested);
    const names = new Set(nested.map(({ name }) => name));
    for (const { name, select, needs } of views) {
      if (this.#viewsMade.has(name) || (needs !== undefined && !names.has(needs))) continue;
      await warehouse.ensureView(name, select);
      this.#viewsMade.add(name);
    }
  }

  readonly #lookup: Lookup = async (eventIds) => {
    const columns = ['event_id', 'content_hash', 'origin'];
    const rows = await this.#options.warehouse.lookup('events', 'event_id', eventIds, columns);
    const found = new Map<string, StoredEvent>();
    for (const [eventId, contentHash, origin] of rows) {
      const hex = BigInt.asUintN(64, BigInt(text(contentHash)))
        .toString(16)
        .padStart(16, '0');
      found.set(text(eventId), { contentHash: hex, origin: text(origin) });
    }
    return found;
  };

  async #fillFilter(signal: AbortSignal): Promise<void> {
    const { warehouse, clock, logger } = this.#options;
    const startedMs = clock.monotonicMs();
    let ids = 0;
    try {
      for await (const chunk of warehouse.scanColumn('events', 'event_id')) {
        for (const id of chunk) this.#filter.add(id);
        ids += chunk.length;
        // Lets the loader's own work in between chunks.
        await clock.sleep(0);
        if (signal.aborted || this.#ended) return;
      }
      this.#filterReady = true;
      logger.info('duplicate filter filled', { ids, ms: Math.round(clock.monotonicMs() - startedMs) });
    } catch (error) {
      // Without the filter each batch reads the ids of the table: slower, never wrong.
      logger.warn('duplicate filter not filled', { error: String(error) });
    }
  }
}

/** Strings and 64-bit integers arrive as strings. */
function text(value: Value | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
