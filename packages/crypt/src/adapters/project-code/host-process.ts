// The process of the project's code, seen from our side: started, given requests, watched, ended.
//
//   start ── R ──▶ idle ── run ──▶ working ── all answers ──▶ idle
//     │ X, late      │               │ late │ exit │ crash
//     └────────▶ ended ◀─────────────┴──────┘
import { spawn, type ChildProcess } from 'node:child_process';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { systemCode } from '../../kernel/crypt-error.ts';
import type { Clock, Logger } from '../../kernel/effects.ts';
import { PROJECT_MAPPING_CHARS_MAX, PROJECT_START_MS_MAX } from '../../kernel/limits.ts';
import { fail } from './errors.ts';
import {
  ANSWERS,
  LIFELINE,
  OUT_OF_MEMORY,
  readLines,
  REQUESTS,
  TAG,
  type HostSettings,
  type HostTask,
  type Thrown,
} from './host-protocol.ts';
import { readThrown } from './read-answer.ts';
import { relayOutput } from './relay-output.ts';

export interface HostOptions {
  readonly settings: HostSettings;
  /** Absolute; the working folder of the process. */
  readonly projectFolder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly memoryMegabytesMax: number;
  /** For one item, all files together. */
  readonly timeMsMax: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** How a process ended while it had work. */
export interface Death {
  /** How many files had handed the item on. */
  readonly step: number;
  /** After the file's name: `took longer than 50 ms`. */
  readonly what: string;
  readonly detail: string;
}

/** Gets the line of each item, its tag first, in the order of the items. */
export type OnAnswer = (line: string) => void;

interface Work {
  readonly count: number;
  readonly onAnswer: OnAnswer;
  readonly onDone: () => void;
  answered: number;
  step: number;
  /** The first item has begun; before that the request is being read. */
  begun: boolean;
}

const HOST_FILE = fileURLToPath(new URL('./host.js', import.meta.url));
const OUT_OF_MEMORY_TEXT = 'JavaScript heap out of memory';
/** Wait for what a process that has ended printed; a child of its own may hold the pipes. */
const LAST_WORDS_MS_MAX = 1_000;
/** No answer is longer, so a longer line is not one; results of several files share a line. */
const ANSWER_CHARS_MAX = 8 * PROJECT_MAPPING_CHARS_MAX;

export class HostProcess {
  readonly #options: HostOptions;
  readonly #child: ChildProcess;
  /** Resolves when the process has ended and all it answered is read. */
  readonly #ended: Promise<void>;
  readonly #requests: Duplex | null;
  #onFirstLine: ((line: string) => void) | undefined;
  #work: Work | undefined;
  /** When the item at hand began, or the last answer came. */
  #progressMs = 0;
  #linesRead = 0;
  /** Why we killed it. */
  #killedFor: string | undefined;
  #thrown: Thrown | undefined;
  #ranOutOfMemory = false;
  #systemError: string | undefined;

  private constructor(options: HostOptions) {
    const { projectFolder, environment, memoryMegabytesMax, clock, logger } = options;
    this.#options = options;
    const flags = [`--max-old-space-size=${memoryMegabytesMax}`, '--enable-source-maps'];
    this.#child = spawn(process.execPath, [...flags, HOST_FILE, String(memoryMegabytesMax)], {
      cwd: projectFolder,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe', 'pipe'],
    });
    // Without pipes there is no process either, and `error` tells.
    const pipes: (Duplex | null)[] = [...(this.#child.stdio ?? [])] as Duplex[];
    for (const pipe of pipes) pipe?.on('error', () => undefined);
    this.#requests = pipes[REQUESTS] ?? null;
    this.#ended = this.#untilEnded(pipes);
    const [, stdout, stderr] = pipes;
    if (stdout) relayOutput(stdout, 'stdout', clock, logger);
    if (stderr) relayOutput(stderr, 'stderr', clock, logger);
    stderr?.on('data', (chunk: Buffer) => (this.#ranOutOfMemory ||= chunk.includes(OUT_OF_MEMORY_TEXT)));
    const answers = pipes[ANSWERS];
    if (answers) readLines(answers, ANSWER_CHARS_MAX, (line) => this.#take(line));
  }

  /** @throws PROJECT_CODE_REFUSED (user), PROJECT_CODE_START (transient). */
  static async start(options: HostOptions): Promise<HostProcess> {
    const host = spawnHost(() => new HostProcess(options));
    const over = new AbortController();
    const line = await Promise.race([
      new Promise<string>((resolve) => {
        host.#onFirstLine = resolve;
        host.#requests?.write(`${JSON.stringify(options.settings)}\n`);
      }),
      host.#ended.then(() => undefined),
      options.clock.sleep(PROJECT_START_MS_MAX, over.signal).then(() => `not ready within ${PROJECT_START_MS_MAX} ms`),
    ]);
    over.abort();
    if (line === TAG.ready) return host;
    const { what, detail } = host.#death();
    await host.close();
    if (line?.startsWith(TAG.refused) === true) throw fail('PROJECT_CODE_REFUSED', { reason: line.slice(1) });
    throw fail('PROJECT_CODE_START', { reason: line ?? (detail === '' ? what : `${what} (${detail})`) });
  }

  /**
   * Has the process work on the items one after another.
   *
   * @param items JSON texts.
   * @returns undefined when each has its answer; otherwise how the process ended. It cannot be used after that.
   */
  async run(task: HostTask, items: readonly string[], onAnswer: OnAnswer): Promise<Death | undefined> {
    const over = new AbortController();
    const done = new Promise<true>((resolve) => {
      this.#work = { count: items.length, onAnswer, onDone: () => resolve(true), answered: 0, step: 0, begun: false };
    });
    this.#progressMs = this.#options.clock.monotonicMs();
    this.#requests?.write(`{"task":"${task}","items":[${items.join(',')}]}\n`);
    const watching = this.#watch(over.signal);
    const isDone = await Promise.race([done, this.#ended]);
    over.abort();
    await watching;
    const death = isDone === true ? undefined : this.#death();
    this.#work = undefined;
    return death;
  }

  /** Ends it at once, whatever it does. */
  async close(): Promise<void> {
    this.#kill('was stopped');
    await this.#ended;
  }

  #take(line: string): void {
    const work = this.#work;
    const tag = line[0];
    this.#linesRead++;
    this.#progressMs = this.#options.clock.monotonicMs();
    if (tag === TAG.crashed) this.#thrown = readThrown(line.slice(1));
    else if (this.#onFirstLine !== undefined) {
      this.#onFirstLine(line);
      this.#onFirstLine = undefined;
    } else if (work === undefined || work.answered === work.count) this.#kill('wrote into our pipe');
    else if (tag === TAG.begun) work.begun = true;
    else if (tag === TAG.nextFile) work.step++;
    else if (tag === TAG.verdict || tag === TAG.mapping || tag === TAG.failed) {
      work.answered++;
      work.step = 0;
      work.onAnswer(line);
      if (work.answered === work.count) work.onDone();
    } else this.#kill('wrote into our pipe');
  }

  /** Kills the process when the item at hand takes too long. */
  async #watch(over: AbortSignal): Promise<void> {
    const { clock, timeMsMax } = this.#options;
    while (!over.aborted) {
      const seen = this.#linesRead;
      const msMax = this.#work?.begun === true ? timeMsMax : PROJECT_START_MS_MAX;
      const leftMs = this.#progressMs + msMax - clock.monotonicMs();
      if (leftMs > 0) {
        // The first item may begin meanwhile.
        await clock.sleep(Math.min(leftMs, timeMsMax), over);
        continue;
      }
      // It may be us who were late: what has come meanwhile is read first.
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#linesRead === seen && !over.aborted) return this.#kill(`took longer than ${msMax} ms`);
    }
  }

  #kill(reason: string): void {
    this.#killedFor ??= reason;
    this.#child.kill('SIGKILL');
  }

  async #untilEnded(pipes: readonly (Duplex | null)[]): Promise<void> {
    const [answersRead, ...printed] = [pipes[ANSWERS], pipes[1], pipes[2]].map(untilClosed);
    await new Promise<void>((resolve) => {
      this.#child.once('exit', () => resolve());
      // It never ran; then there is no exit.
      this.#child.once('error', (error) => {
        this.#systemError = systemCode(error) ?? 'unknown';
        resolve();
      });
    });
    pipes[REQUESTS]?.destroy();
    pipes[LIFELINE]?.destroy();
    await answersRead;
    const over = new AbortController();
    await Promise.race([Promise.all(printed), this.#options.clock.sleep(LAST_WORDS_MS_MAX, over.signal)]);
    over.abort();
  }

  #death(): Death {
    const step = this.#work?.step ?? 0;
    const { signalCode, exitCode } = this.#child;
    if (this.#systemError !== undefined) return { step, what: 'the system refused', detail: this.#systemError };
    if (this.#killedFor !== undefined) return { step, what: this.#killedFor, detail: '' };
    if (this.#thrown !== undefined) {
      const { error, at } = this.#thrown;
      return { step, what: `threw ${error} outside of its call`, detail: at };
    }
    if (signalCode === OUT_OF_MEMORY || this.#ranOutOfMemory) {
      return { step, what: 'the process ran out of memory', detail: `${this.#options.memoryMegabytesMax} MB` };
    }
    return { step, what: 'ended its process', detail: signalCode ?? `exit code ${exitCode}` };
  }
}

/** Most refusals of the system come as an event, some are thrown. */
function spawnHost(spawn: () => HostProcess): HostProcess {
  try {
    return spawn();
  } catch (error) {
    throw fail('PROJECT_CODE_START', { reason: `the system refused (${systemCode(error) ?? 'unknown'})` }, error);
  }
}

function untilClosed(pipe: Duplex | null | undefined): Promise<void> {
  return new Promise((resolve) => (pipe ? pipe.once('close', () => resolve()) : resolve()));
}
