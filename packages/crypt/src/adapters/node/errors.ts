import { failer, type ErrorEntry } from '../../kernel/crypt-error.ts';

export const nodeErrors = {
  LOCK_WAIT_ENDED: {
    kind: 'user',
    message: (p) => `The waiting for ${p.folder} was ended. Nothing was done.`,
    hint: () => 'Run the command again when the other one has ended.',
    example: { folder: '.crypt/warehouse' },
  } satisfies ErrorEntry<{ folder: string }>,
  LOCK_HELD: {
    kind: 'transient',
    message: (p) => `Process ${p.pid} owns ${p.folder}. Nothing was opened or changed.`,
    hint: (p) => `Stop it first (kill ${p.pid}), or use the running platform: crypt status.`,
    example: { folder: '.crypt/log/raw/0', pid: 4711 },
  } satisfies ErrorEntry<{ folder: string; pid: number }>,
};

export const fail = failer(nodeErrors);
