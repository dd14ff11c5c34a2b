import { failer, type ErrorEntry } from './crypt-error.ts';

export const kernelErrors = {
  KERNEL_INVARIANT: {
    kind: 'bug',
    message: (p) => `An invariant does not hold: ${p.invariant}. The process stops rather than guess.`,
    hint: () => 'Please report this with the output of `crypt doctor --json`; no stored data was changed.',
    example: { invariant: 'offset 7 follows 5' },
  } satisfies ErrorEntry<{ invariant: string }>,
  JSON_REFUSED: {
    kind: 'data',
    message: (p) => `This is not JSON we accept: ${p.reason}.`,
    hint: () => 'Send well-formed JSON within the limits of docs/limits.md.',
    example: { reason: 'it nests deeper than 64 levels' },
  } satisfies ErrorEntry<{ reason: string }>,
};

export const fail = failer(kernelErrors);
