import { createHash } from 'node:crypto';
import type { JournalReader, JournalWriter } from '../../contracts/journal.ts';
import type { Run, Runs } from '../../contracts/runs.ts';
import { assert } from '../../kernel/assert.ts';
import type { JsonObject } from '../../kernel/parse-json.ts';
import { fail } from './errors.ts';
import { RunFacts } from './run-facts.ts';

/**
 * Runs as a projection of the journal; each call first reads what any process has added since the last one.
 *
 * @throws RUN_UNKNOWN (user), RUN_ENDED (bug) from `finish`; RUN_ENTRY_UNREADABLE (terminal) from every call.
 */
export function journalRuns(writer: JournalWriter, reader: JournalReader): Runs {
  return new JournalRuns(writer, reader);
}

class JournalRuns implements Runs {
  readonly #writer: JournalWriter;
  readonly #reader: JournalReader;
  readonly #facts = new RunFacts();
  /** Next entry of each writer. */
  readonly #nextSeq = new Map<string, number>();
  #tail: Promise<unknown> = Promise.resolve();

  constructor(writer: JournalWriter, reader: JournalReader) {
    this.#writer = writer;
    this.#reader = reader;
  }

  enqueue(request: { key: string; command: string; params: JsonObject; actor: string }): Promise<Run> {
    const { key, ...rest } = request;
    const id = createHash('sha256').update(key).digest('hex').slice(0, 32);
    return this.#inTurn(async () => this.#facts.get(id) ?? (await this.#record('run.queued', { id, ...rest })));
  }

  take(): Promise<Run | undefined> {
    return this.#inTurn(async () => {
      const oldest = this.#facts.all().find((run) => run.state === 'queued');
      return oldest === undefined ? undefined : await this.#record('run.started', { id: oldest.id });
    });
  }

  /** The same outcome again is no change: the first call's answer may have been lost. */
  finish(id: string, outcome: { state: 'done' | 'failed' | 'cancelled'; error?: string }): Promise<Run> {
    return this.#inTurn(async () => {
      const { state, error = null } = outcome;
      const run = this.#facts.get(id);
      if (run === undefined) throw fail('RUN_UNKNOWN', { id });
      if (run.endedMs === null) return await this.#record('run.ended', { id, state, error });
      if (run.state !== state) throw fail('RUN_ENDED', { id, state: run.state, wanted: state });
      return run;
    });
  }

  get(id: string): Promise<Run | undefined> {
    return this.#inTurn(async () => this.#facts.get(id));
  }

  list(limit: number): Promise<readonly Run[]> {
    return this.#inTurn(async () => this.#facts.all().toReversed().slice(0, limit));
  }

  /** One after another, so that what a call decides on is still so when it is journalled. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(async () => {
      await this.#catchUp();
      return await work();
    });
    this.#tail = result.catch(() => undefined);
    return result;
  }

  async #catchUp(): Promise<void> {
    for (const writer of await this.#reader.writers()) {
      for await (const entry of this.#reader.read(writer, this.#nextSeq.get(writer) ?? 0)) {
        this.#facts.add(entry);
        this.#nextSeq.set(writer, entry.seq + 1);
      }
    }
  }

  /** Journals a fact and returns the run as it then is. The entry will be read again, which changes nothing. */
  async #record(type: string, body: JsonObject & { readonly id: string }): Promise<Run> {
    this.#facts.add(await this.#writer.append(type, 1, body));
    const run = this.#facts.get(body.id);
    assert(run !== undefined, 'a run that was journalled is known');
    return run;
  }
}
