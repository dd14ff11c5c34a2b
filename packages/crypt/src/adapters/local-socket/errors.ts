import { failer, type ErrorEntry } from '../../kernel/crypt-error.ts';

export const localSocketErrors = {
  SOCKET_CLOSED: {
    kind: 'transient',
    message: (p) => `${p.peer} closed the connection before it answered. Whether the request took effect is unknown.`,
    hint: () => 'See whether it runs: crypt status. Then try again.',
    example: { peer: 'the warehouse' },
  } satisfies ErrorEntry<{ peer: string }>,
  SOCKET_REQUEST: {
    kind: 'bug',
    message: (p) => `A request was not understood: ${p.reason}. Nothing was done.`,
    hint: () => 'Use the same version of crypt on both sides: crypt --version, crypt status.',
    example: { reason: 'no operation named "kuery"' },
  } satisfies ErrorEntry<{ reason: string }>,
  SOCKET_FOLDER: {
    kind: 'terminal',
    message: (p) => `${p.folder} belongs to another user, who could listen in. No socket was made.`,
    hint: (p) => `Have its owner remove it, or choose a data folder with a shorter path: rmdir ${p.folder}`,
    example: { folder: '/tmp/crypt-1000-0123456789abcdef' },
  } satisfies ErrorEntry<{ folder: string }>,
};

export const fail = failer(localSocketErrors);
