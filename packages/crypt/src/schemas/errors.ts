import { failer, type ErrorEntry } from '../kernel/crypt-error.ts';

export const schemaErrors = {
  SCHEMA_REFUSED: {
    kind: 'user',
    message: (p) => `The schema cannot be used: ${p.place} ${p.reason}. Data that names it is not judged by it.`,
    hint: () => 'Correct it, as a new version if this one is published; see all problems: crypt check',
    example: { place: '#/properties/sku/maxLength', reason: 'is not a whole number from 0 on' },
  } satisfies ErrorEntry<{ place: string; reason: string }>,
};

export const fail = failer(schemaErrors);
