// Gives work to the process of the project's code, and starts it again when it ends. An item at which it ended is tried
// once more, alone and in a new process: an earlier item may have left something behind, or the machine was busy. When
// it ends again, the item fails.
import type {
  ProjectCode,
  ProjectEvent,
  ProjectFailure,
  ProjectVerdict,
  WebhookMapping,
  WebhookRequest,
} from '../../contracts/project-code.ts';
import { isCryptError } from '../../kernel/crypt-error.ts';
import { ExactNumber } from '../../kernel/exact-json.ts';
import { PROJECT_BATCH_CHARS_MAX, PROJECT_BATCH_EVENTS_MAX, PROJECT_CRASHES_MAX } from '../../kernel/limits.ts';
import { CrashSwitch } from './crash-switch.ts';
import { fail } from './errors.ts';
import { HostProcess, type Death, type HostOptions } from './host-process.ts';
import type { HostTask } from './host-protocol.ts';
import { readMapped, readVerdict } from './read-answer.ts';

/** One kind of work. */
interface Task<Item, Answer> {
  readonly name: HostTask;
  /** Files that see the item, in their order. */
  readonly filesOf: (item: Item) => readonly string[];
  readonly read: (line: string, files: readonly string[]) => Answer;
}

/** What an event gets that no enrichment sees. */
export const UNCHANGED: ProjectVerdict = { ok: true, result: { entities: [], columns: {}, drop: null } };

/** What a request gets that no map sees. */
export const NO_MAP: ProjectFailure = { ok: false, cause: 'project code: none for this path', detail: '' };

/** Stands for all files where the process itself does not start. */
const WHOLE = 'project code';

export class ProjectRunner implements ProjectCode {
  readonly #options: HostOptions;
  readonly #crashes = new CrashSwitch();
  readonly #enrich: Task<ProjectEvent, ProjectVerdict>;
  readonly #map: Task<WebhookRequest, WebhookMapping>;
  #host: HostProcess | undefined;
  /** One piece of work at a time. */
  #last: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  private constructor(options: HostOptions) {
    const { files, enrichmentCount, maps } = options.settings;
    const enrichments = files.slice(0, enrichmentCount);
    this.#options = options;
    this.#enrich = { name: 'enrich', filesOf: () => enrichments, read: readVerdict };
    this.#map = {
      name: 'map',
      filesOf: ({ path }) => (Object.hasOwn(maps, path) ? [files[maps[path] ?? -1] ?? ''] : []),
      read: (line, [file = '']) => readMapped(line, file),
    };
  }

  /** @throws PROJECT_CODE_REFUSED (user), PROJECT_CODE_START (transient). */
  static async start(options: HostOptions): Promise<ProjectRunner> {
    const runner = new ProjectRunner(options);
    runner.#host = await HostProcess.start(options);
    return runner;
  }

  async enrich(events: readonly ProjectEvent[]): Promise<readonly ProjectVerdict[]> {
    if (this.#options.settings.enrichmentCount === 0) return events.map(() => UNCHANGED);
    return this.#inTurn(() => this.#work(this.#enrich, events));
  }

  map(requests: readonly WebhookRequest[]): Promise<readonly WebhookMapping[]> {
    return this.#inTurn(() => this.#work(this.#map, requests));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#host?.close();
    await Promise.allSettled([this.#last]);
    // One that was being started meanwhile.
    await this.#host?.close();
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work, work);
    this.#last = turn;
    // Whoever asked learns of it.
    turn.catch(() => undefined);
    return turn;
  }

  async #work<Item, Answer>(
    task: Task<Item, Answer>,
    items: readonly Item[],
  ): Promise<readonly (Answer | ProjectFailure)[]> {
    const answers: (Answer | ProjectFailure)[] = [];
    /** The item at which a process ended. */
    let suspect = -1;
    while (answers.length < items.length) {
      if (this.#isClosed) throw fail('PROJECT_CODE_CLOSED', {});
      const at = answers.length;
      const files = task.filesOf(items[at] as Item);
      const refusal = this.#refusal(files);
      if (refusal !== undefined) {
        answers.push(refusal);
        continue;
      }
      const host = await this.#ready();
      if (host === undefined || this.#isClosed) continue;
      const batch = at === suspect ? [encode(items[at])] : this.#takeBatch(task, items, at);
      const death = await host.run(task.name, batch, (line) =>
        answers.push(task.read(line, task.filesOf(items[answers.length] as Item))),
      );
      if (death === undefined || this.#isClosed) continue;
      this.#host = undefined;
      const failure = this.#noteDeath(death, task.filesOf(items[answers.length] as Item));
      if (answers.length === suspect) answers.push(failure);
      else suspect = answers.length;
    }
    return answers;
  }

  /** Why an item that these files see cannot be worked on now. */
  #refusal(files: readonly string[]): ProjectFailure | undefined {
    if (files.length === 0) return NO_MAP;
    const nowMs = this.#options.clock.monotonicMs();
    const off = [...files, WHOLE].find((file) => this.#crashes.isOff(file, nowMs));
    return off === undefined
      ? undefined
      : { ok: false, cause: `${off}: switched off after ${PROJECT_CRASHES_MAX} crashes`, detail: '' };
  }

  /** Undefined when the process does not start, which is noted. */
  async #ready(): Promise<HostProcess | undefined> {
    if (this.#host !== undefined) return this.#host;
    try {
      this.#host = await HostProcess.start(this.#options);
      return this.#host;
    } catch (error) {
      if (!isCryptError(error)) throw error;
      this.#options.logger.warn('project.not_started', { reason: error.message });
      this.#note(WHOLE);
      return undefined;
    }
  }

  #takeBatch<Item, Answer>(task: Task<Item, Answer>, items: readonly Item[], from: number): readonly string[] {
    const batch = [encode(items[from])];
    let chars = batch[0]?.length ?? 0;
    for (let at = from + 1; at < items.length && batch.length < PROJECT_BATCH_EVENTS_MAX; at++) {
      const item = items[at] as Item;
      if (this.#refusal(task.filesOf(item)) !== undefined) break;
      const text = encode(item);
      chars += text.length;
      if (chars > PROJECT_BATCH_CHARS_MAX) break;
      batch.push(text);
    }
    return batch;
  }

  #noteDeath({ step, what, detail }: Death, files: readonly string[]): ProjectFailure {
    const file = files[step] ?? WHOLE;
    const cause = `${file}: ${what}`;
    this.#options.logger.warn('project.crashed', { cause, detail });
    this.#note(file);
    return { ok: false, cause, detail };
  }

  #note(file: string): void {
    if (!this.#crashes.note(file, this.#options.clock.monotonicMs())) return;
    this.#options.logger.error('project.switched_off', { file, crashes: PROJECT_CRASHES_MAX });
  }
}

/** The project's code sees doubles, whatever digits were sent; what is too large for one stays text. */
function encode(item: unknown): string {
  return JSON.stringify(item, toDouble);
}

function toDouble(_key: string, value: unknown): unknown {
  if (!(value instanceof ExactNumber)) return value;
  const double = Number(value.text);
  return Number.isFinite(double) ? double : value.text;
}
