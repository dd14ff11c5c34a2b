// What the journal says of runs, one fact an entry:
//
//   run.queued  {id, command, params, actor}     run.started {id}     run.ended {id, state, error}
//
// Of several facts of one kind the first in (time, writer, seq) counts, in whatever order they are read.
import type { JournalEntry } from '../../contracts/journal.ts';
import type { Run, RunState } from '../../contracts/runs.ts';
import { isJsonObject, type JsonObject } from '../../kernel/parse-json.ts';
import { fail } from './errors.ts';

interface Fact {
  readonly entry: JournalEntry;
  readonly body: JsonObject;
}

interface Facts {
  queued?: Fact;
  started?: Fact;
  ended?: Fact;
}

const KINDS = { 'run.queued': 'queued', 'run.started': 'started', 'run.ended': 'ended' } as const;

export class RunFacts {
  readonly #runs = new Map<string, Facts>();

  /** @throws RUN_ENTRY_UNREADABLE (terminal) */
  add(entry: JournalEntry): void {
    if (!Object.hasOwn(KINDS, entry.type)) return;
    const { body, writer, seq } = entry;
    const kind = KINDS[entry.type as keyof typeof KINDS];
    const id = body['id'];
    if (entry.version !== 1 || typeof id !== 'string' || !isWhole(kind, body)) {
      throw fail('RUN_ENTRY_UNREADABLE', { writer, seq });
    }
    const facts = this.#runs.get(id) ?? {};
    this.#runs.set(id, facts);
    const known = facts[kind];
    if (known === undefined || compareEntries(entry, known.entry) < 0) facts[kind] = { entry, body };
  }

  get(id: string): Run | undefined {
    const facts = this.#runs.get(id);
    return facts?.queued === undefined ? undefined : toRun(id, facts, facts.queued);
  }

  /** All runs, oldest first. */
  all(): readonly Run[] {
    const queued = [...this.#runs].flatMap(([id, facts]) =>
      facts.queued === undefined ? [] : [{ id, facts, fact: facts.queued }],
    );
    return queued
      .toSorted((left, right) => compareEntries(left.fact.entry, right.fact.entry))
      .map(({ id, facts, fact }) => toRun(id, facts, fact));
  }
}

function isWhole(kind: keyof Facts, body: JsonObject): boolean {
  if (kind === 'queued') {
    return typeof body['command'] === 'string' && typeof body['actor'] === 'string' && isJsonObject(body['params']);
  }
  const state = body['state'];
  return kind === 'started' || state === 'done' || state === 'failed' || state === 'cancelled';
}

function toRun(id: string, { started, ended }: Facts, queued: Fact): Run {
  const error = ended?.body['error'];
  return {
    id,
    command: queued.body['command'] as string,
    params: queued.body['params'] as JsonObject,
    actor: queued.body['actor'] as string,
    state: (ended?.body['state'] as RunState | undefined) ?? (started === undefined ? 'queued' : 'running'),
    queuedMs: queued.entry.timeMs,
    startedMs: started?.entry.timeMs ?? null,
    endedMs: ended?.entry.timeMs ?? null,
    error: typeof error === 'string' ? error : null,
  };
}

function compareEntries(left: JournalEntry, right: JournalEntry): number {
  if (left.timeMs !== right.timeMs) return left.timeMs - right.timeMs;
  if (left.writer !== right.writer) return left.writer < right.writer ? -1 : 1;
  return left.seq - right.seq;
}
