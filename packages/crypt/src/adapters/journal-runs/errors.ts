import { failer, type ErrorEntry } from '../../kernel/crypt-error.ts';

export const runsErrors = {
  RUN_UNKNOWN: {
    kind: 'user',
    message: (p) => `There is no run ${p.id}. Nothing was changed.`,
    hint: () => 'See the runs there are, newest first.',
    example: { id: '9f86d081884c7d659a2feaa0c55ad015' },
  } satisfies ErrorEntry<{ id: string }>,
  RUN_ENDED: {
    kind: 'bug',
    message: (p) => `Run ${p.id} is ${p.state} and cannot become ${p.wanted}. Nothing was changed.`,
    hint: () => 'Please report this with the output of `crypt doctor --json`.',
    example: { id: '9f86d081884c7d659a2feaa0c55ad015', state: 'done', wanted: 'failed' },
  } satisfies ErrorEntry<{ id: string; state: string; wanted: string }>,
  RUN_ENTRY_UNREADABLE: {
    kind: 'terminal',
    message: (p) => `Entry ${p.seq} of the journal of ${p.writer} is about a run, and not of a form known here.`,
    hint: () => 'Use the version of crypt that wrote it, or a newer one.',
    example: { writer: 'portal', seq: 12 },
  } satisfies ErrorEntry<{ writer: string; seq: number }>,
};

export const fail = failer(runsErrors);
