import { failer, type ErrorEntry } from '../../kernel/crypt-error.ts';

export const hmacErrors = {
  WEBHOOK_SECRET_MISSING: {
    kind: 'user',
    message: (p) => `The webhook signed in ${p.header} has no secret, or one that is empty. Nothing would be verified.`,
    hint: () => "Give the secret that the sender's settings show; two are accepted while one replaces the other.",
    example: { header: 'x-signature' },
  } satisfies ErrorEntry<{ header: string }>,
};

export const fail = failer(hmacErrors);
