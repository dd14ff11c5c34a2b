// What a person can do about a group of failed events. A telling cause wins over the kind; the first that matches counts.
import type { FailureType } from '../../contracts/failed-event.ts';
import { retryCommand } from './commands.ts';
import type { FailedGroup } from './failed-groups.ts';

export interface Advice {
  /** The kind in words. */
  readonly says: string;
  readonly fix: string;
  /** A command to paste after the fix; null when nothing is open, or enriching again cannot help. */
  readonly command: string | null;
}

interface Known {
  readonly says: string;
  readonly fix: string;
  /** Enriching the same request again can end otherwise once something is mended here. */
  readonly retriable: boolean;
}

const KEPT = 'What was sent so stays failed, and is kept.';

const KINDS: Readonly<Record<FailureType, Known>> = {
  collector_payload_format_violation: {
    says: 'The request could not be read',
    fix: 'Whatever sent it is not a tracker, or something on the way cut it short. Compare its path and size with those of a working app.',
    retriable: false,
  },
  adapter_failure: {
    says: 'The request could not be split into events',
    fix: 'Compare its body and content type with the format of its path, and correct the sender or the webhook of this project that maps it. Then retry.',
    retriable: true,
  },
  tracker_protocol_violation: {
    says: 'A parameter is not what the tracker protocol says',
    fix: `Correct the named parameter in the app. ${KEPT}`,
    retriable: false,
  },
  schema_violation: {
    says: 'Self-describing data does not have the form that its schema names',
    fix: 'Correct the app for what comes. For what came: publish a version of the schema that allows it, name it in $supersededBy of the one that was sent, and retry.',
    retriable: true,
  },
  enrichment_failure: {
    says: 'A value could not become its column',
    fix: `Correct the named field in the app. ${KEPT}`,
    retriable: false,
  },
  size_violation: {
    says: 'It is larger than the limit',
    fix: `Send less in one event or request: long lists belong into several. ${KEPT}`,
    retriable: false,
  },
};

/** By the beginnings of causes, or what they hold. */
const TELLING: readonly (readonly [RegExp, Known])[] = [
  [
    /^schema: in no source$/,
    {
      says: 'No source has the schema',
      fix: 'Add it to tracking/, or to a registry that this project reads. Its events are retried without your doing, within two minutes; the command does it at once.',
      retriable: true,
    },
  ],
  [
    /^schema: its source could not be reached$/,
    {
      says: 'The registry of the schema did not answer',
      fix: 'See whether the registry runs and is reached from here. Its events are retried without your doing, within minutes of its answer.',
      retriable: true,
    },
  ],
  [
    /^schema: cannot be used$/,
    {
      says: 'The schema is not one that can be used',
      fix: 'The messages say what is wrong with the schema itself. Correct it where it is published, then retry.',
      retriable: true,
    },
  ],
  [
    /^schema: (?:its column|has no column|differs)/,
    {
      says: 'Two schemas would share one column of the table',
      fix: 'Their names differ only in characters that columns do not have. Rename the newer schema; the older keeps its column.',
      retriable: true,
    },
  ],
  [
    /^path: no adapter/,
    {
      says: 'Nothing here reads requests of this path',
      fix: 'Add a webhook for the path to this project, or correct the address that the sender uses. Then retry: each request becomes its events.',
      retriable: true,
    },
  ],
  [
    /: (?:threw|returned|switched off)/,
    {
      says: 'Code of this project stopped the event',
      fix: 'The cause names the file. Correct it and start the platform again, then retry.',
      retriable: true,
    },
  ],
  [
    /: longer than \d+ characters$/,
    {
      says: 'A text is longer than its column',
      fix: `Send less in the named field. ${KEPT}`,
      retriable: false,
    },
  ],
];

const NEWER: Known = {
  says: 'A newer version judged this event',
  fix: 'Update this program; it does not know this kind of failure.',
  retriable: false,
};

export function adviceFor(group: Pick<FailedGroup, 'group' | 'failureType' | 'cause' | 'open'>): Advice {
  const { says, fix, retriable } = knownFor(group);
  return { says, fix, command: retriable && group.open > 0 ? retryCommand(group.group) : null };
}

function knownFor({ failureType, cause }: Pick<FailedGroup, 'failureType' | 'cause'>): Known {
  if (!Object.hasOwn(KINDS, failureType)) return NEWER;
  return TELLING.find(([pattern]) => pattern.test(cause))?.[1] ?? KINDS[failureType as FailureType];
}
