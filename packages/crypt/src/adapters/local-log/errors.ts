import { failer, type ErrorEntry } from '../../kernel/crypt-error.ts';

export const logErrors = {
  LOG_BUSY: {
    kind: 'transient',
    message: (p) =>
      `${p.log} has ${p.pendingBytes} bytes waiting for the disk, of ${p.limitBytes} at most. Nothing was stored.`,
    hint: () => 'Try again in a moment. When it lasts, the disk is slower than what comes in: crypt status.',
    example: { log: 'raw/0', pendingBytes: 67_108_864, limitBytes: 67_108_864 },
  } satisfies ErrorEntry<{ log: string; pendingBytes: number; limitBytes: number }>,
  LOG_FULL: {
    kind: 'transient',
    message: (p) =>
      `The disk of ${p.folder} is full. These records were not stored; everything stored before is intact.`,
    hint: (p) => `Free some space (df -h ${p.folder}); appending resumes by itself.`,
    example: { folder: '.crypt/log/raw/0' },
  } satisfies ErrorEntry<{ folder: string }>,
  LOG_FAILED: {
    kind: 'transient',
    message: (p) => `The disk of ${p.folder} refused twice (${p.reason}). These records are not known to be stored.`,
    hint: () => 'Send them again; the next append starts a new segment. Look for disk errors: dmesg | tail.',
    example: { folder: '.crypt/log/raw/0', reason: 'EIO' },
  } satisfies ErrorEntry<{ folder: string; reason: string }>,
  LOG_RECORD_TOO_LARGE: {
    kind: 'data',
    message: (p) =>
      `A record has ${p.sizeBytes} bytes, and ${p.limitBytes} are the most. None of its append was stored.`,
    hint: () => 'Split it, or keep it outside the log and append its place.',
    example: { sizeBytes: 12_582_913, limitBytes: 12_582_912 },
  } satisfies ErrorEntry<{ sizeBytes: number; limitBytes: number }>,
  LOG_CLOSED: {
    kind: 'bug',
    message: (p) => `${p.log} is closed. Nothing was stored or read.`,
    hint: () => 'Please report this: a stage used its log after closing it.',
    example: { log: 'raw/0' },
  } satisfies ErrorEntry<{ log: string }>,
  LOG_GROUP_UNKNOWN: {
    kind: 'user',
    message: (p) => `No consumer group "${p.group}" is declared for ${p.log}. Nothing was read.`,
    hint: (p) =>
      p.nearest === '' ? `Declared are: ${p.declared.join(', ') || 'none'}.` : `Did you mean "${p.nearest}"?`,
    example: {
      log: 'raw/0',
      group: 'enirch',
      declared: ['enrich'] as readonly string[],
      nearest: 'enrich',
    },
  } satisfies ErrorEntry<{ log: string; group: string; declared: readonly string[]; nearest: string }>,
  LOG_GROUP_DAMAGED: {
    kind: 'terminal',
    message: (p) => `${p.path} does not hold the position that group "${p.group}" stored. It was not used or changed.`,
    hint: () => 'The group reads again from the oldest record, and its next commit replaces the file.',
    example: { path: '.crypt/log/raw/0/groups/enrich.json', group: 'enrich' },
  } satisfies ErrorEntry<{ path: string; group: string }>,
  LOG_OFFSET_UNKNOWN: {
    kind: 'user',
    message: (p) =>
      `${p.log} ends at offset ${p.endOffset}; there is no ${p.offset} yet. The position was not changed.`,
    hint: (p) => `Give an offset from 0 to ${p.endOffset}.`,
    example: { log: 'raw/0', offset: 12, endOffset: 10 },
  } satisfies ErrorEntry<{ log: string; offset: number; endOffset: number }>,
  LOG_FORMAT_NEWER: {
    kind: 'terminal',
    message: (p) =>
      `${p.path} has format version ${p.version}; this program reads up to ${p.known}. Nothing was changed.`,
    hint: () => 'Use the version of crypt that wrote it, or a newer one.',
    example: { path: '.crypt/log/raw/0/00000000000000000000.seg', version: 2, known: 1 },
  } satisfies ErrorEntry<{ path: string; version: number; known: number }>,
  LOG_SEGMENT_UNKNOWN: {
    kind: 'user',
    message: (p) => `${p.log} has no sealed segment that starts at ${p.base}. Nothing was rewritten.`,
    hint: (p) => `Sealed segments start at: ${p.sealed.join(', ') || 'none'}.`,
    example: { log: 'raw/0', base: 7, sealed: [0, 1000] as readonly number[] },
  } satisfies ErrorEntry<{ log: string; base: number; sealed: readonly number[] }>,
};

export const fail = failer(logErrors);
