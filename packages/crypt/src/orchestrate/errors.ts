import { failer, type ErrorEntry } from '../kernel/crypt-error.ts';

export const orchestrateErrors = {
  UP_ALREADY: {
    kind: 'user',
    message: (p) => `The platform of ${p.folder} is up already (process ${p.pid}). Nothing was started.`,
    hint: () => 'See it: crypt status. Stop it: Ctrl-C where it runs, or kill the process.',
    example: { folder: '.crypt', pid: 4711 },
  } satisfies ErrorEntry<{ folder: string; pid: number }>,
  ROLE_START_SLOW: {
    kind: 'transient',
    message: (p) => `The ${p.role} process did not get ready within ${p.seconds} s. What had started was stopped.`,
    hint: () => 'Read run/crypt.log in the data folder, then start again.',
    example: { role: 'warehouse', seconds: 60 },
  } satisfies ErrorEntry<{ role: string; seconds: number }>,
};

export const fail = failer(orchestrateErrors);
