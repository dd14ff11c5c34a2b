import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FailedEvent } from '../../../../src/contracts/failed-event.ts';
import type { RecordOutputs } from '../../../../src/enrich/enrich-record.ts';
import { fatesOf, planRepair, type OpenFailure, type RepairPlan } from '../../../../src/enrich/retry/plan-repair.ts';
import { enrich, PAGE_VIEW, post, record } from '../make-record.ts';

type FailedOutput = RecordOutputs['failed'][number];

const GROUP = '00000000aa';
const BY = { repairedMs: 5, judgedBy: 'crypt-9' };
const BAD = { ...PAGE_VIEW, p: 'nowhere' };

function open(index: number, extent: OpenFailure['extent'], group = GROUP): OpenFailure {
  const place = { failedOffset: 4, recordId: '0/5', rawOffset: 5, index, origin: `raw/0/5/${index}` };
  return { ...place, extent, group, failureType: 'schema_violation', cause: 'c', schema: null, appId: 'shop' };
}

function plan(failure: OpenFailure, outputs: Partial<RecordOutputs>): RepairPlan {
  const nothing: RecordOutputs = { enriched: [], failed: [], dropped: [], events: 0, payloadHash: '' };
  return planRepair(failure, fatesOf({ ...nothing, ...outputs }), BY);
}

function told({ rows, failed, repair, judged }: RepairPlan): unknown {
  const { outcome, split, messages, group } = repair ?? {};
  const counts = [repair?.rows.count, repair?.failed.count, repair?.dropped.count];
  return { lines: [rows.length, failed.length], outcome, split, group, messages, counts, judged: judged?.group };
}

const UNCHANGED = {
  lines: [0, 0],
  outcome: undefined,
  split: undefined,
  group: undefined,
  messages: undefined,
  counts: [undefined, undefined, undefined],
};
const ENDED = { split: false, group: null, messages: [], judged: undefined };

test('an event becomes what its own index became, and nothing of its neighbours', () => {
  const outputs = enrich(post([PAGE_VIEW, BAD, PAGE_VIEW]));
  const whole = plan(open(2, 'event'), outputs);
  assert.deepEqual(told(whole), { ...ENDED, lines: [1, 0], outcome: 'repaired', counts: [1, 0, 0] });
  assert.deepEqual(whole.rows, [outputs.enriched[1]?.line]);
  assert.deepEqual(whole.repair?.rows, { count: 1, hash: BigInt(`0x${outputs.enriched[1]?.hash}`).toString() });
  const dropped = plan(open(1, 'event'), { dropped: [{ index: 1, hash: '0000000000000007' }] });
  assert.deepEqual(told(dropped), { ...ENDED, lines: [0, 0], outcome: 'dropped', counts: [0, 0, 1] });
});

test('an event that fails as before is no news; otherwise it moves', () => {
  const outputs = enrich(post([PAGE_VIEW, BAD]));
  const event = outputs.failed[0]?.event as FailedEvent;
  const moved = told(plan(open(1, 'event'), outputs));
  assert.deepEqual(moved, {
    lines: [0, 0],
    outcome: 'still_failing',
    split: false,
    group: event.group,
    messages: event.messages,
    counts: [0, 0, 0],
    judged: event.group,
  });
  assert.deepEqual(told(plan(open(1, 'event', event.group), outputs)), { ...UNCHANGED, judged: event.group });
});

test('an event whose payload cannot be split any more fails as its payload does', () => {
  const outputs = enrich(record({}, '{'));
  const { group } = (outputs.failed[0] as FailedOutput).event;
  assert.deepEqual((told(plan(open(3, 'event'), outputs)) as { group: string }).group, group);
});

test('an event that its payload does not have any more stays as it is', () => {
  const outputs = enrich(post([PAGE_VIEW]));
  assert.deepEqual(told(plan(open(3, 'event'), outputs)), { ...UNCHANGED, judged: GROUP });
});

test('a payload that cannot be split still stands for itself', () => {
  const outputs = enrich(record({}, '{'));
  const { group, messages } = (outputs.failed[0] as FailedOutput).event;
  assert.deepEqual(told(plan(open(0, 'payload', group), outputs)), { ...UNCHANGED, judged: group });
  const moved = { lines: [0, 0], outcome: 'still_failing', split: false, group, messages, counts: [0, 0, 0] };
  assert.deepEqual(told(plan(open(0, 'payload'), outputs)), { ...moved, judged: group });
});

test('a payload that can be split becomes its events, from its index on', () => {
  const outputs = enrich(post([PAGE_VIEW, PAGE_VIEW, BAD, PAGE_VIEW]));
  const ended = { ...ENDED, split: true, outcome: 'repaired' };
  assert.deepEqual(told(plan(open(0, 'payload'), outputs)), { ...ended, lines: [3, 1], counts: [3, 1, 0] });
  const rest = plan(open(1, 'payload'), outputs);
  assert.deepEqual(told(rest), { ...ended, lines: [2, 1], counts: [2, 1, 0] });
  assert.deepEqual(rest.failed, [outputs.failed[0]?.line]);
  const own = outputs.failed[0]?.event as FailedEvent;
  const failing = { lines: [1, 0], outcome: 'still_failing', split: true, group: own.group, messages: own.messages };
  // Its group is news even when it is the old one: it stands for less.
  for (const group of [GROUP, own.group]) {
    assert.deepEqual(told(plan(open(2, 'payload', group), outputs)), {
      ...failing,
      counts: [1, 0, 0],
      judged: own.group,
    });
  }
});

test('a payload in which there is nothing is dropped', () => {
  assert.deepEqual(told(plan(open(0, 'payload'), {})), {
    ...ENDED,
    split: true,
    outcome: 'dropped',
    lines: [0, 0],
    counts: [0, 0, 0],
  });
  const dropped = [0, 1].map((index) => ({ index, hash: '0000000000000001' }));
  assert.deepEqual((told(plan(open(0, 'payload'), { dropped })) as { counts: unknown }).counts, [0, 0, 2]);
});
