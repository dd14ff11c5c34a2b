import { failer, type ErrorEntry } from '../../kernel/crypt-error.ts';

export const journalErrors = {
  JOURNAL_DAMAGED: {
    kind: 'terminal',
    message: (p) =>
      `The journal of ${p.writer} is not whole: entry ${p.seq} is missing or damaged. Nothing was changed.`,
    hint: () =>
      'What the journal would prove is not proven. Its bytes are kept; restore the file from a backup to compare.',
    example: { writer: 'warehouse', seq: 41 },
  } satisfies ErrorEntry<{ writer: string; seq: number }>,
};

export const fail = failer(journalErrors);
