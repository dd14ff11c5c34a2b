import { failer, type ErrorEntry } from '../../kernel/crypt-error.ts';

export const sealerErrors = {
  SEALER_KEY_UNKNOWN: {
    kind: 'terminal',
    message: (p) => `A payload is sealed with key ${p.keyId}, which is not here. It was left as it is.`,
    hint: () => 'If the key was destroyed on purpose, so was the payload; otherwise put the key back.',
    example: { keyId: 3 },
  } satisfies ErrorEntry<{ keyId: number }>,
};

export const fail = failer(sealerErrors);
