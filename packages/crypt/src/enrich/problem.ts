// What is wrong with an event or a payload, in words that never hold its values: failed events are read by people who
// may not see personal data. `cause` groups; `detail` says the shape of this value.
import type { FailureType } from '../contracts/failed-event.ts';
import type { SelfDescribing } from './event-draft.ts';
import { FAILED_MESSAGES_MAX } from '../kernel/limits.ts';

export interface Problem {
  readonly type: FailureType;
  /** Stable and without values: `dtm: not a timestamp in milliseconds`. */
  readonly cause: string;
  /** Shape of the value; empty when there is nothing to add. */
  readonly detail: string;
  /** The self-describing part at fault. */
  readonly part?: SelfDescribing;
}

export function protocolProblem(cause: string, detail = ''): Problem {
  return { type: 'tracker_protocol_violation', cause, detail };
}

export function fieldProblem(cause: string, detail = ''): Problem {
  return { type: 'enrichment_failure', cause, detail };
}

export function schemaProblem(cause: string, detail = '', part?: SelfDescribing): Problem {
  const problem: Problem = { type: 'schema_violation', cause, detail };
  return part === undefined ? problem : { ...problem, part };
}

export function adapterProblem(cause: string, detail = ''): Problem {
  return { type: 'adapter_failure', cause, detail };
}

/** One message a problem, at most FAILED_MESSAGES_MAX. */
export function renderMessages(problems: readonly Problem[]): readonly string[] {
  const messages = problems
    .slice(0, FAILED_MESSAGES_MAX)
    .map(({ cause, detail }) => (detail === '' ? cause : `${cause} (${detail})`));
  const more = problems.length - messages.length;
  return more === 0 ? messages : [...messages.slice(0, -1), `and ${more + 1} more`];
}

/** Type and size of a value: `text of 12 characters`. */
export function describeShape(value: unknown): string {
  if (typeof value === 'string') return `text of ${value.length} characters`;
  if (value === null) return 'null';
  if (Array.isArray(value)) return `array of ${value.length}`;
  if (typeof value === 'object') return `object of ${Object.keys(value).length} keys`;
  return typeof value;
}

const TELLING_KEY = /^[\w.-]{1,24}$/;

/** A parameter's name as far as it can be shown: a name from outside may itself be somebody's data. */
export function describeKey(key: string): string {
  return TELLING_KEY.test(key) ? key : `a name of ${key.length} characters`;
}
