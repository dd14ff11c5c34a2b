// What a person can do about each kind of failure. The first matching line wins; the last of a kind always matches.
import type { FailureType } from '../../contracts/failed-event.ts';

export interface Advice {
  /** The kind in words. */
  readonly says: string;
  readonly fix: string;
  /** A command to paste, or null when the sender has to change. */
  readonly command: string | null;
}

const RETRY_AFTER = 'The events are kept whole.';

export const ADVICE: Readonly<Record<FailureType, Advice>> = {
  collector_payload_format_violation: {
    says: 'The request could not be read',
    fix: 'Whatever sent it is not a tracker, or something on the way cut it short. Compare its path and size with those of a working app.',
    command: null,
  },
  adapter_failure: {
    says: 'The request could not be split into events',
    fix: `Check the format that the sender of this path should use. ${RETRY_AFTER}`,
    command: null,
  },
  tracker_protocol_violation: {
    says: 'A parameter is not what the tracker protocol says',
    fix: `Correct the named parameter in the app, or map it. ${RETRY_AFTER}`,
    command: null,
  },
  schema_violation: {
    says: 'Self-describing data does not have the form it names',
    fix: 'Correct the schema or the data in the app. The events are kept whole.',
    command: null,
  },
  enrichment_failure: {
    says: 'A rule of this project stopped the event',
    fix: `Correct the enrichment or its settings. ${RETRY_AFTER}`,
    command: null,
  },
  size_violation: {
    says: 'The event is larger than the limit',
    fix: 'Send less in one event: lists belong into several. The event is kept whole in the log.',
    command: null,
  },
};

export function adviceFor(failureType: string): Advice {
  if (Object.hasOwn(ADVICE, failureType)) return ADVICE[failureType as FailureType];
  return {
    says: 'A newer version judged this event',
    fix: 'Update this program; it does not know this kind of failure.',
    command: null,
  };
}
