import type { JournalEntry, JournalReader, JournalWriter } from '../../src/contracts/journal.ts';
import type { Clock } from '../../src/kernel/effects.ts';

/** A journal in memory. It outlives its writers, as one on disk outlives processes. */
export class FakeJournal {
  readonly entries = new Map<string, JournalEntry[]>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  writer(name: string): JournalWriter {
    return {
      append: async (type, version, body) => {
        const own = this.entries.get(name) ?? [];
        this.entries.set(name, own);
        const entry = { writer: name, seq: own.length, timeMs: this.#clock.nowMs(), type, version, body };
        own.push(entry);
        return entry;
      },
      close: async () => undefined,
    };
  }

  reader(): JournalReader {
    const { entries } = this;
    return {
      async *read(writer, fromSeq) {
        yield* (entries.get(writer) ?? []).slice(fromSeq);
      },
      writers: async () => [...entries.keys()].toSorted(),
    };
  }
}
