import type { JsonObject } from '../../kernel/parse-json.ts';
import type { Problem } from '../problem.ts';

/** One event of a payload, before anything is converted. */
export interface RawEvent {
  readonly index: number;
  /** As sent. An own key may have any name, `__proto__` too: read it with for…in or hasOwn. */
  readonly params: JsonObject;
  /** The query string of a POST; its parameters replace those of the event. */
  readonly overrides: ReadonlyMap<string, string>;
  /** True for events of a tracker's POST, which payload_data judges: no unknown names, and tv, p and e are there. */
  readonly strict: boolean;
  /** Found while splitting. */
  readonly problems: readonly Problem[];
}

/** What cannot become events, kept as one failed event. */
export interface PayloadFailure {
  readonly index: number;
  readonly problems: readonly Problem[];
  /** The part of the body that it stands for; undefined means all of it. */
  readonly body?: string;
}

export interface SplitPayload {
  readonly events: readonly RawEvent[];
  readonly failure: PayloadFailure | undefined;
  /** The same payload with only the events from `index` on; undefined when it holds one event. */
  readonly restFrom?: (index: number) => string;
}

export function refuse(...problems: readonly Problem[]): SplitPayload {
  return { events: [], failure: { index: 0, problems } };
}

/** The only event of a request that names its parameters itself. */
export function singleEvent(params: JsonObject): SplitPayload {
  return { events: [{ index: 0, params, overrides: NO_OVERRIDES, strict: false, problems: [] }], failure: undefined };
}

export const NO_OVERRIDES: ReadonlyMap<string, string> = new Map();

/** A copy of `pairs` and then `more` without a prototype, so that a key `__proto__` is a key. */
export function mergeParams(pairs: JsonObject, more: ReadonlyMap<string, string>): JsonObject {
  const merged = Object.create(null) as Record<string, JsonObject[string]>;
  for (const key in pairs) merged[key] = pairs[key] ?? null;
  for (const [key, value] of more) merged[key] = value;
  return merged;
}
