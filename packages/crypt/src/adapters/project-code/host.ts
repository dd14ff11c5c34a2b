// The process in which the project's code runs: one item after another, so that what ends it is pinned to an item. It
// shares nothing with us but three pipes, and we end it without asking. Run as a program, never imported.
//
//   settings ─▶ load ─▶ R │ X      then, for each request:   B  (N)* V │ M │ F  …  for each item
import { writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { pathToFileURL } from 'node:url';
import { Worker, type WorkerOptions } from 'node:worker_threads';
import {
  JSON_DEPTH_MAX,
  PROJECT_MAPPING_CHARS_MAX,
  PROJECT_MEMORY_BESIDE_MEGABYTES,
  PROJECT_RESULT_CHARS_MAX,
} from '../../kernel/limits.ts';
import { parseJson, type Json } from '../../kernel/parse-json.ts';
import { describeThrown } from './describe-thrown.ts';
import {
  ANSWERS,
  readLines,
  REQUESTS,
  TAG,
  type HostFailure,
  type HostRequest,
  type HostSettings,
} from './host-protocol.ts';
import { parseAnswer, readResult } from './read-result.ts';

type ProjectFunction = (input: unknown) => unknown;

/** An event as this process parsed it: what a file answers is added for the files after it. */
interface WireEvent {
  readonly columns: Record<string, unknown>;
  readonly entities: unknown[];
}

/** Data from outside lies within `{items: [{event: {data}}]}`. */
const REQUEST_DEPTH_MAX = JSON_DEPTH_MAX + 8;

const { stringify } = JSON;
let sources: ReadonlyMap<string, string> = new Map();
let functions: readonly ProjectFunction[] = [];
let settings: HostSettings | undefined;

start();

function start(): void {
  // Signals of the terminal and of the service reach all processes, but we say when this one ends.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);
  const memoryBytesMax = (Number(process.argv[2]) + PROJECT_MEMORY_BESIDE_MEGABYTES) * 1024 * 1024;
  const options: WorkerOptions = { workerData: { memoryBytesMax }, resourceLimits: { maxOldGenerationSizeMb: 32 } };
  new Worker(new URL('./host-guard.js', import.meta.url), options).unref();
  const requests = new Socket({ fd: REQUESTS, readable: true, writable: false });
  requests.on('close', end);
  readLines(requests, Number.POSITIVE_INFINITY, (line) => void (settings === undefined ? load(line) : serve(line)));
}

async function load(line: string): Promise<void> {
  settings = parseJson(line) as unknown as HostSettings;
  sources = new Map(Object.entries(settings.sources));
  try {
    const bundle = (await import(pathToFileURL(settings.bundlePath).href)) as {
      default: readonly { default?: unknown }[];
    };
    const exported = bundle.default.map((module) => module.default);
    const wrong = exported.findIndex((value) => typeof value !== 'function');
    if (wrong !== -1) return tell(TAG.refused, `${settings.files[wrong]} has no function as its default export`);
    functions = exported as readonly ProjectFunction[];
    tell(TAG.ready);
  } catch (error) {
    const { error: name, at } = describeThrown(error, sources);
    tell(TAG.refused, `${name} was thrown while it was loaded${at === '' ? '' : `, at ${at}`}`);
  }
}

async function serve(line: string): Promise<void> {
  const { task, items } = parseJson(line, REQUEST_DEPTH_MAX) as unknown as HostRequest;
  tell(TAG.begun);
  for (const item of items) {
    if (task === 'enrich') await enrich(item as WireEvent);
    else await map(item as { path: string; body: string });
  }
}

async function enrich(event: WireEvent): Promise<void> {
  const answers: string[] = [];
  const count = settings?.enrichmentCount ?? 0;
  for (let file = 0; file < count; file++) {
    if (file > 0) tell(TAG.nextFile);
    const answer = await ask(file, event, PROJECT_RESULT_CHARS_MAX, true);
    if (typeof answer !== 'string') return tell(TAG.failed, stringify(answer));
    answers.push(answer);
    if (file + 1 < count && !apply(event, answer)) break;
  }
  tell(TAG.verdict, `[${answers.join(',')}]`);
}

/** False when files after this one need not see the event: it is dropped, or this answer fails it. */
function apply(event: WireEvent, answer: string): boolean {
  const result = readResult(parseAnswer(answer));
  if (typeof result === 'string' || result.drop !== null) return false;
  event.entities.push(...result.entities);
  for (const [name, value] of Object.entries(result.columns)) {
    if (value === null) delete event.columns[name];
    else event.columns[name] = value;
  }
  return true;
}

async function map(request: { path: string; body: string }): Promise<void> {
  const file = settings?.maps[request.path] ?? -1;
  const answer = await ask(file, { ...request, json: parseBody(request.body) }, PROJECT_MAPPING_CHARS_MAX, false);
  if (typeof answer === 'string') tell(TAG.mapping, answer);
  else tell(TAG.failed, stringify(answer));
}

function parseBody(body: string): Json {
  try {
    return parseJson(body);
  } catch {
    // Not JSON that we accept; the text is there for the map to read.
    return null;
  }
}

/** The answer as JSON, or why there is none. */
async function ask(
  file: number,
  input: unknown,
  charsMax: number,
  mayBeNothing: boolean,
): Promise<string | HostFailure> {
  let value: unknown;
  try {
    value = functions[file]?.(input);
    if (isThenable(value)) value = await value;
  } catch (error) {
    return { file, what: 'threw', ...describeThrown(error, sources) };
  }
  if (value === undefined && mayBeNothing) return 'null';
  const text = typeof value === 'object' && value !== null ? toJson(value) : undefined;
  if (typeof text !== 'string') return { file, what: 'noResult', error: '', at: '' };
  return text.length > charsMax ? { file, what: 'tooLarge', error: '', at: '' } : text;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

function toJson(value: object): string | undefined {
  try {
    return stringify(value);
  } catch {
    // A cycle, a BigInt, too deep, or a toJSON that throws.
    return undefined;
  }
}

function crash(error: unknown): void {
  tell(TAG.crashed, stringify(describeThrown(error, sources)));
  end();
}

/** Writes before it returns: the next thing may be the last. */
function tell(tag: string, rest = ''): void {
  try {
    const bytes = Buffer.from(`${tag}${rest}\n`);
    for (let at = 0; at < bytes.length;) at += writeSync(ANSWERS, bytes, at);
  } catch {
    // Nobody reads: we are gone.
    end();
  }
}

/** At once: handlers of the project's code could keep the process. */
function end(): void {
  process.kill(process.pid, 'SIGKILL');
}
