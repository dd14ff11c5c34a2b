import { failer, type ErrorEntry } from '../kernel/crypt-error.ts';

export const loadErrors = {
  LOAD_SEAL_UNREADABLE: {
    kind: 'bug',
    message: (p) => `Record ${p.offset} of log:batches is not a sealed batch. Loading stopped; nothing was changed.`,
    hint: () => 'Please report this with the output of `crypt doctor --json`.',
    example: { offset: 12 },
  } satisfies ErrorEntry<{ offset: number }>,
  LOAD_COLUMN_UNREADABLE: {
    kind: 'bug',
    message: (p) => `Record ${p.offset} of log:columns is not a column. Loading stopped; nothing was changed.`,
    hint: () => 'Please report this with the output of `crypt doctor --json`.',
    example: { offset: 3 },
  } satisfies ErrorEntry<{ offset: number }>,
  LOAD_FAILED_UNREADABLE: {
    kind: 'bug',
    message: (p) => `Record ${p.offset} of log:${p.topic} cannot be read. Loading of it stopped; nothing was changed.`,
    hint: () => 'Please report this with the output of `crypt doctor --json`.',
    example: { topic: 'failed', offset: 3 },
  } satisfies ErrorEntry<{ topic: string; offset: number }>,
  LOAD_POSITION_AHEAD: {
    kind: 'terminal',
    message: (p) =>
      `The warehouse says it has loaded log:${p.topic} up to ${p.position}, but that log ends at ${p.end}. ` +
      'Loading stopped; nothing was changed.',
    hint: () => 'The log folder is older than the warehouse. Put its backup of the same day back, or: crypt restore.',
    example: { topic: 'enriched', position: 1200, end: 1000 },
  } satisfies ErrorEntry<{ topic: string; position: number; end: number }>,
};

export const fail = failer(loadErrors);
