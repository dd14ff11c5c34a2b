// The journal on the local log: one log a writer, one entry a record, its seq the record's offset. Entries are canonical
// JSON {body, seq, ts, type, version, writer}, so that equal entries have equal bytes and any tool can read them.
import type { JournalEntry, JournalReader, JournalWriter } from '../../contracts/journal.ts';
import type { LogRecord } from '../../contracts/log.ts';
import { assert } from '../../kernel/assert.ts';
import { canonicalJson } from '../../kernel/canonical-json.ts';
import { isCryptError } from '../../kernel/crypt-error.ts';
import type { Clock, Files, Random } from '../../kernel/effects.ts';
import { isJsonObject, parseJson, type Json, type JsonObject } from '../../kernel/parse-json.ts';
import type { LogEvent } from '../local-log/events.ts';
import { LogReader } from '../local-log/reader.ts';
import { openLogWriter, type LocalLogWriter } from '../local-log/writer.ts';
import type { OwnerLock } from '../node/owner-lock.ts';
import { fail } from './errors.ts';

export interface JournalWriterOptions {
  /** The journal's folder: each writer has a folder in it. */
  readonly root: string;
  /** The process kind that writes. */
  readonly writer: string;
  readonly files: Files;
  readonly clock: Clock;
  readonly random: Random;
  readonly lockWaitMs?: number;
  readonly onEvent?: (event: LogEvent) => void;
  readonly lock?: (folder: string) => Promise<OwnerLock>;
}

/** @throws LOCK_HELD (transient) when another process of this kind writes. */
export async function openJournalWriter(options: JournalWriterOptions): Promise<JournalWriter> {
  const { writer, ...rest } = options;
  const log = await openLogWriter({ ...rest, address: { topic: writer, partition: 0 }, groups: [] });
  return new LocalJournalWriter(writer, options.clock, log);
}

export interface JournalReaderOptions {
  readonly root: string;
  readonly files: Files;
  readonly clock: Clock;
}

export function openJournalReader(options: JournalReaderOptions): JournalReader {
  return {
    read: (writer, fromSeq) => readEntries(options, writer, fromSeq),
    writers: async () => {
      const names = await options.files.list(options.root);
      const found: string[] = [];
      for (const name of names)
        if ((await options.files.list(`${options.root}/${name}/0`)).includes('durable')) found.push(name);
      return found;
    },
  };
}

class LocalJournalWriter implements JournalWriter {
  readonly #writer: string;
  readonly #clock: Clock;
  readonly #log: LocalLogWriter;
  /** One entry at a time: its seq is part of its bytes, and is certain only when the one before is durable. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(writer: string, clock: Clock, log: LocalLogWriter) {
    this.#writer = writer;
    this.#clock = clock;
    this.#log = log;
  }

  /** @throws as LogWriter.append; the entry is then not known to be stored, and its seq goes to the next one. */
  async append(type: string, version: number, body: { readonly [key: string]: Json }): Promise<JournalEntry> {
    const appended = this.#last.then(() => this.#append(type, version, body));
    // The next entry does not depend on this one, whose caller is told of its failure.
    this.#last = appended.catch(() => undefined);
    return await appended;
  }

  async close(): Promise<void> {
    await this.#last;
    await this.#log.close();
  }

  async #append(type: string, version: number, body: JsonObject): Promise<JournalEntry> {
    const seq = this.#log.endOffset;
    const entry = { writer: this.#writer, seq, timeMs: Math.floor(this.#clock.nowMs()), type, version, body };
    const { firstOffset } = await this.#log.append([encodeEntry(entry)]);
    assert(firstOffset === seq, `journal entry ${seq} got offset ${firstOffset}`);
    return entry;
  }
}

/**
 * @throws JOURNAL_DAMAGED (terminal) at the first entry that is missing or not what was written: what comes after a
 *   hole proves nothing. Reading again from behind the hole is possible.
 */
async function* readEntries(
  options: JournalReaderOptions,
  writer: string,
  fromSeq: number,
): AsyncGenerator<JournalEntry> {
  const reader = new LogReader({ ...options, address: { topic: writer, partition: 0 } });
  try {
    await reader.seek(fromSeq);
    let seq = fromSeq;
    for (;;) {
      const records = await reader.read(1000, 1 << 20);
      for (const record of records) {
        const entry = record.offset === seq ? decodeEntry(record) : undefined;
        if (entry?.writer !== writer || entry.seq !== seq) throw fail('JOURNAL_DAMAGED', { writer, seq });
        yield entry;
        seq++;
      }
      if (reader.damage.length > 0) throw fail('JOURNAL_DAMAGED', { writer, seq });
      if (records.length === 0) return;
    }
  } finally {
    await reader.close();
  }
}

function encodeEntry({ writer, seq, timeMs, type, version, body }: JournalEntry): Uint8Array {
  return Buffer.from(canonicalJson({ writer, seq, ts: timeMs, type, version, body }));
}

/** Undefined when the record is not an entry. */
function decodeEntry(record: LogRecord): JournalEntry | undefined {
  let value: Json;
  try {
    value = parseJson(Buffer.from(record.payload).toString());
  } catch (error) {
    if (isCryptError(error, 'JSON_REFUSED')) return undefined;
    throw error;
  }
  if (!isJsonObject(value)) return undefined;
  const { writer, seq, ts, type, version, body } = value;
  const numbers = typeof seq === 'number' && typeof ts === 'number' && typeof version === 'number';
  if (!numbers || typeof writer !== 'string' || typeof type !== 'string' || !isJsonObject(body)) return undefined;
  return { writer, seq, timeMs: ts, type, version, body };
}
