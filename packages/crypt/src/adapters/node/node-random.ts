import { randomBytes, randomUUID } from 'node:crypto';
import type { Random } from '../../kernel/effects.ts';

export const nodeRandom: Random = {
  uuid: () => randomUUID(),
  bytes: (count) => randomBytes(count),
};
