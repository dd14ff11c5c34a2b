import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderFailed, renderRetry, withAdvice } from '../../../src/cli/render-failed.ts';
import type { RetryResult } from '../../../src/contracts/retry.ts';
import type { FailedGroup, FailedSummary } from '../../../src/serve/portal/failed-groups.ts';

const NONE = { count: 0, open: 0, repaired: 0, dropped: 0 };
const SCHEMA = 'iglu:com.acme/item/jsonschema/1-0-0';

const GROUP: FailedGroup = {
  group: '3fa20bc811',
  failureType: 'schema_violation',
  cause: 'schema: in no source',
  schema: SCHEMA,
  count: 1_500,
  open: 1_200,
  repaired: 250,
  dropped: 20,
  firstMs: Date.UTC(2026, 0, 5, 8),
  lastMs: Date.UTC(2026, 0, 6, 9, 30),
  apps: [
    { app: 'shop', count: 1_400 },
    { app: '(no app)', count: 100 },
  ],
  examples: [],
};

const SUMMARY: FailedSummary = {
  count: 1507,
  open: 1200,
  repaired: 255,
  dropped: 20,
  groups: [
    GROUP,
    {
      ...GROUP,
      group: '90aa1c44d2',
      cause: 'c',
      schema: null,
      count: 5,
      open: 0,
      repaired: 5,
      dropped: 0,
    },
  ],
  folded: NONE,
  unreadable: 0,
};

test('groups of failed events are told with their counts, the fix and the command', () => {
  const [first, ...rest] = renderFailed(SUMMARY).split('\n');
  assert.equal(first, '1,507 failed: 1,200 open, 255 repaired, 20 dropped by a rule.');
  assert.deepEqual(rest.slice(0, 4), [
    '',
    '3fa20bc811  schema_violation: schema: in no source',
    '  1,200 open, 250 repaired, 20 dropped, 30 moved to another cause; first 2026-01-05 08:00:00, last 2026-01-06 09:30:00; shop (1,400), (no app) (100)',
    `  ${SCHEMA}`,
  ]);
  assert.match(rest[4] ?? '', /^ {2}Add it to tracking\//);
  assert.deepEqual(rest.slice(5), [
    '  → crypt events retry --group 3fa20bc811',
    '',
    '90aa1c44d2  schema_violation: c',
    '  0 open, 5 repaired; first 2026-01-05 08:00:00, last 2026-01-06 09:30:00; shop (1,400), (no app) (100)',
    '',
  ]);
  const folded = renderFailed({ ...SUMMARY, groups: [], folded: { ...NONE, count: 9, open: 8 }, unreadable: 2 });
  assert.match(folded, /9 more \(8 open\)[\s\S]*2 records of log:failed are no failed events\.\n$/);
  assert.equal(renderFailed({ ...NONE, groups: [], folded: NONE, unreadable: 0 }), 'No event has failed.\n');
});

test('for machines each group has its advice', () => {
  const { groups } = withAdvice(SUMMARY) as { groups: readonly { advice: { command: string | null } }[] };
  assert.deepEqual(
    groups.map(({ advice }) => advice.command),
    ['crypt events retry --group 3fa20bc811', null],
  );
});

const RESULT: RetryResult = {
  matched: 400,
  repaired: 380,
  dropped: 0,
  stillFailing: 15,
  tooOld: 5,
  rows: 380,
  failedAnew: 0,
  dryRun: false,
  complete: true,
  causes: [
    {
      group: '3fa20bc811',
      failureType: 'schema_violation',
      cause: 'schema: cannot be used',
      schema: SCHEMA,
      count: 12,
    },
    {
      group: '90aa1c44d2',
      failureType: 'size_violation',
      cause: 'c',
      schema: null,
      count: 3,
    },
  ],
};

test('the result of a retry says what became of each, and what to do with the rest', () => {
  assert.deepEqual(renderRetry(RESULT).split('\n'), [
    '400 failed events: 380 repaired, 15 still failing, 5 older than log:raw keeps.',
    `  12  schema_violation: schema: cannot be used (${SCHEMA})`,
    '    → crypt events retry --group 3fa20bc811',
    '  3  size_violation: c',
    '',
  ]);
  const split = renderRetry({ ...RESULT, rows: 900, failedAnew: 7, dropped: 2, complete: false, causes: [] });
  assert.deepEqual(split.split('\n').slice(0, 3), [
    '400 failed events: 380 repaired, 2 dropped by a rule, 15 still failing, 5 older than log:raw keeps.',
    'Requests that could not be split before are split: 900 rows in all, and 7 events that fail on their own.',
    'It was interrupted; what is repaired is, and the same command goes on with the rest.',
  ]);
  assert.match(renderRetry({ ...RESULT, dryRun: true }), /380 would be repaired[\s\S]*nothing was written/);
  assert.match(renderRetry({ ...RESULT, matched: 0 }), /None of these failed events is open/);
});
