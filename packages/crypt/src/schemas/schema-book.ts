// What is known of schemas, by URI.
//
//   unloaded ──load──▶ known         for good: versions do not change
//      ▲         ├───▶ missing       ─┐
//      │         ├───▶ unavailable    ├─ until its time to be asked for again
//      │         └───▶ broken        ─┘
//      └──────────────────────────────┘  and all of them when a source says that it changed
import { parseSchemaUri } from '../contracts/schema-key.ts';
import type { SchemaSource } from '../contracts/schema-source.ts';
import type { Clock } from '../kernel/effects.ts';
import {
  SCHEMA_BROKEN_RETRY_MS,
  SCHEMA_ENTRIES_MAX,
  SCHEMA_LOAD_MS_MAX,
  SCHEMA_MISSING_RETRY_MS,
  SCHEMA_READS_MAX,
  SCHEMA_UNAVAILABLE_RETRY_MS,
  SCHEMA_UNAVAILABLE_RETRY_MS_MAX,
} from '../kernel/limits.ts';
import {
  findSchema,
  type KnownSchema,
  type ReadSources,
  type SchemaEntry,
  type SourcedReading,
} from './find-schema.ts';

export interface SchemaBookOptions {
  /** In the order in which they are asked. */
  readonly sources: readonly SchemaSource[];
  readonly clock: Clock;
  readonly entriesMax?: number;
}

interface Slot {
  readonly entry: SchemaEntry;
  /** Of the monotonic clock; infinite for what is known. */
  readonly dueMs: number;
  /** Times in a row that it was unavailable. */
  readonly failures: number;
  /** The loading in which it was last of use. */
  used: number;
}

const UNLOADED: SchemaEntry = { state: 'unloaded' };

export class SchemaBook {
  readonly #sources: readonly SchemaSource[];
  readonly #clock: Clock;
  readonly #entriesMax: number;
  #slots = new Map<string, Slot>();
  readonly #loading = new Map<string, Promise<void>>();
  #loadings = 0;
  #changes = 0;

  constructor({ sources, clock, entriesMax = SCHEMA_ENTRIES_MAX }: SchemaBookOptions) {
    this.#sources = sources;
    this.#clock = clock;
    this.#entriesMax = entriesMax;
  }

  /** Asks nobody. */
  lookup(uri: string): SchemaEntry {
    const slot = this.#slots.get(uri);
    if (slot === undefined) return UNLOADED;
    slot.used = this.#loadings;
    if (slot.dueMs === Number.POSITIVE_INFINITY) return slot.entry;
    return this.#clock.monotonicMs() < slot.dueMs ? slot.entry : UNLOADED;
  }

  /**
   * Asks the sources for those that are unloaded. Ends within SCHEMA_LOAD_MS_MAX and the time of one reading; after that
   * none of them is unloaded, unless `signal` aborts.
   */
  async load(uris: readonly string[], signal: AbortSignal): Promise<void> {
    this.#loadings++;
    const wanted = [...new Set(uris)].filter((uri) => this.lookup(uri).state === 'unloaded');
    const read = this.#reader(signal);
    const next = wanted.values();
    const work = async (): Promise<void> => {
      for (const uri of next) await this.#loadOnce(uri, read, signal);
    };
    await Promise.all(Array.from({ length: Math.min(SCHEMA_READS_MAX, wanted.length) }, work));
    if (this.#slots.size > this.#entriesMax) this.#forgetUnused();
  }

  /** Forgets everything: files of the project changed, and may now have what another source had. */
  changed(): void {
    this.#changes++;
    this.#slots = new Map();
    this.#loading.clear();
  }

  /** How often `changed` was called. */
  changes(): number {
    return this.#changes;
  }

  /** Everything that is not known is unloaded: somebody says that it is there now. */
  askAgain(): void {
    for (const [uri, { entry }] of this.#slots) if (entry.state !== 'known') this.#slots.delete(uri);
  }

  /** Those that are known now, by URI. */
  known(): readonly KnownSchema[] {
    const schemas = [...this.#slots.values()].flatMap(({ entry }) => (entry.state === 'known' ? [entry.schema] : []));
    return schemas.toSorted((left, right) => (left.uri < right.uri ? -1 : 1));
  }

  /** One reading at a time of each schema, whoever asks. */
  async #loadOnce(uri: string, read: ReadSources, signal: AbortSignal): Promise<void> {
    // More than once: who asked may have been interrupted, and somebody else have asked again.
    for (let present = this.#loading.get(uri); present !== undefined; present = this.#loading.get(uri)) await present;
    if (this.lookup(uri).state !== 'unloaded' || signal.aborted) return;
    const loading = this.#loadOne(uri, read, signal).finally(() => {
      if (this.#loading.get(uri) === loading) this.#loading.delete(uri);
    });
    this.#loading.set(uri, loading);
    await loading;
  }

  async #loadOne(uri: string, read: ReadSources, signal: AbortSignal): Promise<void> {
    const slots = this.#slots;
    const key = parseSchemaUri(uri);
    const entry: SchemaEntry = key === undefined ? { state: 'missing' } : await findSchema(key, this.#sources, read);
    // Sources may have changed meanwhile, and one that was interrupted says nothing.
    if (slots !== this.#slots || signal.aborted) return;
    const failures = entry.state === 'unavailable' ? (slots.get(uri)?.failures ?? 0) + 1 : 0;
    const dueMs = this.#clock.monotonicMs() + waitMs(entry, failures);
    slots.set(uri, { entry, dueMs, failures, used: this.#loadings });
  }

  /** Reads each version once in a loading, and nothing after its time is over. */
  #reader(signal: AbortSignal): ReadSources {
    const endMs = this.#clock.monotonicMs() + SCHEMA_LOAD_MS_MAX;
    const readings = new Map<string, Promise<SourcedReading>>();
    return ({ vendor, name, format, version }, upTo) => {
      const id = `${upTo} ${vendor}/${name}/${format}/${version}`;
      const known = readings.get(id);
      if (known !== undefined) return known;
      const reading = this.#read({ vendor, name, format, version }, upTo, endMs, signal);
      readings.set(id, reading);
      return reading;
    };
  }

  async #read(
    key: Parameters<ReadSources>[0],
    upTo: number,
    endMs: number,
    signal: AbortSignal,
  ): Promise<SourcedReading> {
    for (const [at, source] of this.#sources.slice(0, upTo).entries()) {
      if (signal.aborted) return { outcome: 'unavailable', reason: 'it was interrupted' };
      if (this.#clock.monotonicMs() >= endMs)
        return { outcome: 'unavailable', reason: 'there was no time left for it' };
      const reading = await source.read(key, signal);
      if (reading.outcome === 'found') return { ...reading, at };
      // Whether a later source is asked must not depend on this one's health.
      if (reading.outcome === 'unavailable') return reading;
    }
    return { outcome: 'missing' };
  }

  /** Counts those that are known apart: names that nobody has are what anybody can send. */
  #forgetUnused(): void {
    for (const isKnown of [true, false]) {
      const slots = [...this.#slots].filter(([, { entry }]) => (entry.state === 'known') === isKnown);
      const over = Math.max(0, slots.length - this.#entriesMax);
      const unused = slots.filter(([, slot]) => slot.used < this.#loadings);
      const inOrder = unused.toSorted(([, left], [, right]) => left.used - right.used);
      for (const [uri] of inOrder.slice(0, over)) this.#slots.delete(uri);
    }
  }
}

function waitMs(entry: SchemaEntry, failures: number): number {
  if (entry.state === 'known') return Number.POSITIVE_INFINITY;
  if (entry.state === 'missing') return SCHEMA_MISSING_RETRY_MS;
  if (entry.state === 'broken') return SCHEMA_BROKEN_RETRY_MS;
  return Math.min(SCHEMA_UNAVAILABLE_RETRY_MS * 2 ** (failures - 1), SCHEMA_UNAVAILABLE_RETRY_MS_MAX);
}
