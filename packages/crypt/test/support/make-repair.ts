import type { Repair } from '../../src/contracts/repair.ts';

const NOTHING = { count: 0, hash: '0' };

/** One that became a row, unless `fields` say otherwise. */
export function makeRepair(fields: Partial<Repair> = {}): Repair {
  return {
    origin: 'raw/0/12/3',
    failedOffset: 0,
    outcome: 'repaired',
    groupBefore: '0123456789',
    failureType: null,
    cause: null,
    group: null,
    schema: null,
    messages: [],
    appId: 'shop',
    split: false,
    rows: { count: 1, hash: '255' },
    failed: NOTHING,
    dropped: NOTHING,
    repairedMs: Date.UTC(2026, 0, 3),
    judgedBy: 'crypt-0.2.0',
    ...fields,
  };
}
