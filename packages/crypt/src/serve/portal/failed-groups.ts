// Failed events by kind and cause, kept in memory and fed from log:failed. Never commits a position: the groups are
// rebuilt at every start, and the log's retention waits for nobody here. Bounded: past the limit the group that has been
// quiet longest is folded into one sum, so that the total stays exact whatever is sent.
import { isCryptError } from '../../kernel/crypt-error.ts';
import { FAILED_EXAMPLES_MAX, FAILED_GROUPS_MAX } from '../../kernel/limits.ts';
import { isJsonObject, parseJson, type Json, type JsonObject } from '../../kernel/parse-json.ts';
import { maskShape } from './mask/mask-shape.ts';
import { maskPath, maskQuery } from './mask/mask-address.ts';

/** One failed event as a page may show it: names and kinds of values, never values. */
export interface FailedExample {
  readonly origin: string;
  readonly failedMs: number;
  readonly appId: string | null;
  readonly eventName: string | null;
  readonly judgedBy: string;
  readonly messages: readonly string[];
  /** Masked parameters, or of a whole request its path, query names and size. */
  readonly shape: Json;
}

export interface FailedGroup {
  readonly failureType: string;
  readonly cause: string;
  readonly count: number;
  readonly firstMs: number;
  readonly lastMs: number;
  /** Apps by number of events, most first; at most APPS_MAX. */
  readonly apps: readonly { readonly app: string; readonly count: number }[];
  /** Newest first. */
  readonly examples: readonly FailedExample[];
}

export interface FailedSummary {
  /** Everything read so far; the sum of the groups, `folded` and `unreadable`. */
  readonly count: number;
  /** Most recent first. */
  readonly groups: readonly FailedGroup[];
  /** Events of groups that were folded because there were too many. */
  readonly folded: number;
  /** Records that are not failed events. */
  readonly unreadable: number;
}

/** What pages read. */
export interface FailedGroups {
  summary(): FailedSummary;
}

const APPS_MAX = 20;
const MESSAGES_MAX = 10;
const TEXT_MAX = 300;
const NO_APP = '(no app)';

interface Growing {
  readonly failureType: string;
  readonly cause: string;
  count: number;
  firstMs: number;
  lastMs: number;
  readonly apps: Map<string, number>;
  readonly examples: FailedExample[];
}

export class FailedProjection implements FailedGroups {
  readonly #groupsMax: number;
  /** By `<type>\n<cause>`. */
  readonly #groups = new Map<string, Growing>();
  #folded = 0;
  #unreadable = 0;
  #count = 0;

  constructor(groupsMax: number = FAILED_GROUPS_MAX) {
    this.#groupsMax = groupsMax;
  }

  /** Takes the payload of one record of log:failed. */
  add(payload: Uint8Array): void {
    this.#count++;
    const event = readFailure(payload);
    if (event === undefined) this.#unreadable++;
    else this.#addEvent(event);
  }

  summary(): FailedSummary {
    const groups = [...this.#groups.values()].map(freeze).toSorted((a, b) => b.lastMs - a.lastMs);
    return { count: this.#count, groups, folded: this.#folded, unreadable: this.#unreadable };
  }

  #addEvent({ failureType, cause, ...example }: Failure): void {
    const key = `${failureType}\n${cause}`;
    const { failedMs } = example;
    let group = this.#groups.get(key);
    if (group === undefined) {
      if (this.#groups.size >= this.#groupsMax) this.#fold();
      group = { failureType, cause, count: 0, firstMs: failedMs, lastMs: failedMs, apps: new Map(), examples: [] };
      this.#groups.set(key, group);
    }
    group.count++;
    group.firstMs = Math.min(group.firstMs, failedMs);
    group.lastMs = Math.max(group.lastMs, failedMs);
    const app = example.appId ?? NO_APP;
    if (group.apps.has(app) || group.apps.size < APPS_MAX) group.apps.set(app, (group.apps.get(app) ?? 0) + 1);
    group.examples.unshift(example);
    if (group.examples.length > FAILED_EXAMPLES_MAX) group.examples.pop();
  }

  #fold(): void {
    let quietest: readonly [string, Growing] | undefined;
    for (const entry of this.#groups)
      if (quietest === undefined || entry[1].lastMs < quietest[1].lastMs) quietest = entry;
    if (quietest === undefined) return;
    this.#groups.delete(quietest[0]);
    this.#folded += quietest[1].count;
  }
}

function freeze(group: Growing): FailedGroup {
  const apps = [...group.apps].map(([app, count]) => ({ app, count })).toSorted((a, b) => b.count - a.count);
  return { ...group, apps, examples: [...group.examples] };
}

const decoder = new TextDecoder();

/** What the groups keep of a record. */
interface Failure extends FailedExample {
  readonly failureType: string;
  readonly cause: string;
}

/** Undefined when the record is something else. Texts are cut: a group must stay small whatever wrote it. */
function readFailure(payload: Uint8Array): Failure | undefined {
  const event = readObject(payload);
  const failureType = textOf(event['failureType']);
  const cause = textOf(event['cause']);
  const origin = textOf(event['origin']);
  const failedMs = event['failedMs'];
  if (failureType === null || cause === null || origin === null || typeof failedMs !== 'number') return undefined;
  return {
    failureType,
    cause,
    origin,
    failedMs,
    appId: textOf(event['appId']),
    eventName: textOf(event['eventName']),
    judgedBy: textOf(event['judgedBy']) ?? 'unknown',
    messages: readMessages(event['messages']),
    shape: shapeOf(event),
  };
}

function readObject(payload: Uint8Array): JsonObject {
  try {
    const value = parseJson(decoder.decode(payload));
    return isJsonObject(value) ? value : {};
  } catch (error) {
    if (isCryptError(error, 'JSON_REFUSED')) return {};
    throw error;
  }
}

function readMessages(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.slice(0, MESSAGES_MAX).map((message) => textOf(message as Json) ?? '') : [];
}

/** The parameters' names and kinds; of a request that could not be split, its path, query names and size. */
function shapeOf(event: JsonObject): Json {
  const { params, payload } = event as { params?: Json; payload?: Json };
  if (isJsonObject(params)) return maskShape(params);
  if (!isJsonObject(payload)) return null;
  const body = payload['body'];
  const size = typeof body === 'string' ? body.length : 0;
  return {
    path: maskPath(textOf(payload['path']) ?? ''),
    query: maskQuery(textOf(payload['query']) ?? ''),
    contentType: textOf(payload['contentType']),
    body: `${payload['bodyEncoding'] === 'base64' ? 'base64' : 'text'} of ${size}`,
  };
}

function textOf(value: Json | undefined): string | null {
  if (typeof value !== 'string') return null;
  return value.length > TEXT_MAX ? `${value.slice(0, TEXT_MAX)}…` : value;
}
