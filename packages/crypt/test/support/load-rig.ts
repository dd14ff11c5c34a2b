// The loader on logs in memory and a real DuckDB, with a step before and after everything it waits for, at which a test
// may throw: what dies there is whatever the loader held in memory.
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { DuckdbWarehouse } from '../../src/adapters/duckdb/duckdb-warehouse.ts';
import { nodeFiles } from '../../src/adapters/node/node-files.ts';
import { shardOf } from '../../src/contracts/nested-column.ts';
import type { HopCount } from '../../src/contracts/hop-count.ts';
import type { Value, Warehouse } from '../../src/contracts/warehouse.ts';
import type { Clock, Files } from '../../src/kernel/effects.ts';
import { eventFeed } from '../../src/load/event-feed.ts';
import { loadToEnd, runLoad, type LoadOptions } from '../../src/load/load-loop.ts';
import { openDuckdb } from './duckdb-under-test.ts';
import { enrichedPayload, type EventParts } from './enriched-records.ts';
import { settle } from './fake-clock.ts';
import { FakeLog } from './fake-log.ts';
import { recordingLogger, type RecordingLogger } from './recording-logger.ts';
import { tempFolder } from './temp-folder.ts';

const DUPLICATE_SHARD = shardOf('contexts_com_snowplowanalytics_snowplow_duplicate_1');

/** A crash of the process, as far as the loader can tell. */
export class Crash extends Error {}

export interface Landing {
  readonly events: readonly (readonly Value[])[];
  readonly duplicates: readonly (readonly Value[])[];
  readonly cut: unknown;
}

export interface LoadRun {
  readonly step?: (name: string) => void;
  readonly clock?: Clock;
  readonly recordsMax?: number;
  readonly warehouse?: (real: Warehouse) => Warehouse;
  readonly options?: Partial<LoadOptions>;
}

export class LoadRig {
  readonly warehouse: DuckdbWarehouse;
  readonly folder: string;
  readonly logger: RecordingLogger = recordingLogger();
  readonly counts: HopCount[] = [];
  enriched = new FakeLog('enriched');
  seals = new FakeLog('batches');
  columns = new FakeLog('columns');

  private constructor(warehouse: DuckdbWarehouse, folder: string) {
    this.warehouse = warehouse;
    this.folder = folder;
  }

  static async open(t: TestContext): Promise<LoadRig> {
    const folder = await tempFolder(t);
    const warehouse = await openDuckdb(folder);
    t.after(() => warehouse.close());
    return new LoadRig(warehouse, folder);
  }

  push(events: readonly EventParts[]): void {
    this.enriched.push(...events.map((event) => enrichedPayload(event)));
  }

  /** Follows the log as the platform does, until its end. */
  live(run: LoadRun = {}): Promise<void> {
    return runLoad(this.#options(run));
  }

  /** Replays and drains as `crypt restore` does. */
  restore(run: LoadRun = {}): Promise<void> {
    return loadToEnd(this.#options(run));
  }

  /** A landing as new, and empty logs. */
  async clear(): Promise<void> {
    await this.clearLanding();
    this.enriched = new FakeLog('enriched');
    this.seals = new FakeLog('batches');
  }

  async clearLanding(): Promise<void> {
    const session = await this.warehouse.session({ actor: 'role:test', purpose: 'test', readOnly: false });
    for (const table of ['events_rows', 'duplicates', 'load_position']) {
      await session.query(`DELETE FROM landing.${table}`, [], { rowsMax: 1, deadlineMs: 10_000 });
    }
    await session.close();
  }

  async landing(): Promise<Landing> {
    const session = await this.warehouse.session({ actor: 'role:test', purpose: 'test', readOnly: true });
    const rowsOf = async (sql: string): Promise<readonly (readonly Value[])[]> =>
      (await session.query(sql, [], { rowsMax: 100_000, deadlineMs: 10_000 })).rows;
    const events = await rowsOf(
      `SELECT event_id, origin, content_hash, load_tstamp, sd_${DUPLICATE_SHARD} FROM landing.events_rows ORDER BY ALL`,
    );
    const duplicates = await rowsOf('SELECT * FROM landing.duplicates ORDER BY ALL');
    await session.close();
    return { events, duplicates, cut: await this.warehouse.cut('enriched', 0, 'events') };
  }

  #options(run: LoadRun): LoadOptions {
    const stop = new AbortController();
    const step = run.step ?? ((): void => undefined);
    const recordsMax = run.recordsMax === undefined ? {} : { recordsMax: run.recordsMax };
    const wrap = run.warehouse ?? ((real: Warehouse): Warehouse => real);
    const warehouse = steppedWarehouse(wrap(this.warehouse), step);
    const folder = join(this.folder, 'work');
    return {
      feed: eventFeed({
        warehouse,
        files: steppedFiles(step),
        folder,
        columns: this.columns.consumer('observer', {}),
        clock: run.clock ?? FROZEN_CLOCK,
        logger: run.options?.logger ?? this.logger,
        filterBytesMax: 1 << 20,
        views: [],
      }),
      log: this.enriched.consumer('load', { step, ...recordsMax, onIdle: () => stop.abort() }),
      logEnd: async () => this.enriched.endOffset,
      seals: this.seals.writer({ step }),
      openSeals: async () => this.seals.consumer('replay', { step }),
      warehouse,
      files: steppedFiles(step),
      folder,
      clock: run.clock ?? FROZEN_CLOCK,
      logger: this.logger,
      signal: stop.signal,
      onCount: (count) => void this.counts.push(count),
      ...run.options,
    };
  }
}

/** Time stands still, so that a load time can only come from a seal or from the order of batches. */
const FROZEN_CLOCK: Clock = { nowMs: () => 1_700_000_000_000, monotonicMs: () => 0, sleep: () => settle() };

function steppedWarehouse(real: Warehouse, step: (name: string) => void): Warehouse {
  const stepped =
    <A extends readonly unknown[], R>(name: string, work: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      step(`before warehouse ${name}`);
      const result = await work(...args);
      step(`after warehouse ${name}`);
      return result;
    };
  return {
    ...real,
    ensureTable: stepped('ensureTable', (...args) => real.ensureTable(...args)),
    consumed: stepped('consumed', (...args) => real.consumed(...args)),
    lookup: stepped('lookup', (...args) => real.lookup(...args)),
    commit: stepped('commit', (...args) => real.commit(...args)),
  };
}

function steppedFiles(step: (name: string) => void): Files {
  return {
    ...nodeFiles,
    open: async (path, mode) => {
      step('before file open');
      const handle = await nodeFiles.open(path, mode);
      return {
        ...handle,
        write: async (...args) => {
          step('before file write');
          return handle.write(...args);
        },
      };
    },
    unlink: async (path) => {
      step('before file unlink');
      await nodeFiles.unlink(path);
      step('after file unlink');
    },
  };
}
