import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as fc from 'fast-check';
import { failedGroup, type FailedEvent } from '../../../../src/contracts/failed-event.ts';
import { FAILED_EXAMPLES_MAX } from '../../../../src/kernel/limits.ts';
import { FailedProjection } from '../../../../src/serve/portal/failed-groups.ts';
import { encodeRepair } from '../../../../src/contracts/repair.ts';
import { makeRepair } from '../../../support/make-repair.ts';
import { NOON_MS } from '../../../support/serve-fixtures.ts';

function makeFailed(fields: Partial<FailedEvent> = {}): Uint8Array {
  const event: FailedEvent = {
    origin: 'raw/0/12/3',
    extent: 'event',
    failureType: 'tracker_protocol_violation',
    cause: 'dtm: not a timestamp',
    messages: ['dtm: got text of 9'],
    failedMs: NOON_MS,
    collectorMs: NOON_MS,
    appId: 'web',
    eventName: 'page_view',
    judgedBy: 'crypt-0.1.0',
    params: { e: 'pv', url: 'https://x/?mail=jane@example.org' },
    payload: null,
    schema: null,
    data: null,
    row: {},
    ...fields,
    group: fields.group ?? groupOf(fields.cause),
  };
  return new TextEncoder().encode(JSON.stringify(event));
}

function groupOf(cause = 'dtm: not a timestamp'): string {
  return failedGroup('tracker_protocol_violation', cause, null);
}

const NONE = { count: 0, open: 0, repaired: 0, dropped: 0 };

suite('failed groups', () => {
  test('events with one cause make one group with its count, times and apps', () => {
    const groups = new FailedProjection();
    groups.add(makeFailed({ failedMs: NOON_MS + 5 }));
    groups.add(makeFailed({ failedMs: NOON_MS - 5, appId: null }));
    groups.add(makeFailed({ failedMs: NOON_MS }));
    const [group] = groups.summary().groups;
    assert.deepEqual(
      { ...group, examples: group?.examples.length },
      {
        group: groupOf(),
        failureType: 'tracker_protocol_violation',
        cause: 'dtm: not a timestamp',
        schema: null,
        count: 3,
        open: 3,
        repaired: 0,
        dropped: 0,
        firstMs: NOON_MS - 5,
        lastMs: NOON_MS + 5,
        apps: [
          { app: 'web', count: 2 },
          { app: '(no app)', count: 1 },
        ],
        examples: 3,
      },
    );
  });

  test('an example tells names and kinds, and no value', () => {
    const groups = new FailedProjection();
    groups.add(makeFailed());
    assert.deepEqual(groups.summary().groups[0]?.examples, [
      {
        origin: 'raw/0/12/3',
        failedMs: NOON_MS,
        appId: 'web',
        eventName: 'page_view',
        judgedBy: 'crypt-0.1.0',
        messages: ['dtm: got text of 9'],
        shape: { e: 'text of 2', url: 'text of 32' },
      },
    ]);
  });

  test('of a whole request the path, the names of its query and its size are told', () => {
    const groups = new FailedProjection();
    const body = 'jane@example.org';
    const payload = {
      path: '/com.acme/tp2/jane@x',
      query: 'u=jane',
      contentType: 'text/plain',
      body,
      bodyEncoding: 'utf8',
    } as const;
    groups.add(makeFailed({ params: null, payload }));
    assert.deepEqual(groups.summary().groups[0]?.examples[0]?.shape, {
      path: '/com.acme/tp2/•••',
      query: 'u=•••',
      contentType: 'text/plain',
      body: 'text of 16',
    });
  });

  test('records that are no failed events are counted apart', () => {
    const groups = new FailedProjection();
    for (const text of ['', '{', '[]', '7', '{"cause":"x"}', 'null']) groups.add(new TextEncoder().encode(text));
    for (const text of ['', '{', '7', '{"v":9,"origin":"x"}']) groups.addRepair(new TextEncoder().encode(text));
    assert.deepEqual(groups.summary(), { ...NONE, count: 6, groups: [], folded: NONE, unreadable: 6 });
  });

  test('whatever comes and is repaired, every record is in exactly one term, and the groups stay few', () => {
    const cause = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');
    const outcome = fc.constantFrom('repaired', 'dropped', 'still_failing', 'repaired');
    const steps = fc.array(
      fc.record({ cause, failedMs: fc.nat(1_000), junk: fc.boolean(), outcome: fc.option(outcome), to: cause }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 4 }), (records, groupsMax) => {
        const groups = new FailedProjection(groupsMax);
        const truth = { open: 0, repaired: 0, dropped: 0 };
        for (const [failedOffset, { junk, outcome: became, to, ...fields }] of records.entries()) {
          groups.add(junk ? new Uint8Array(3) : makeFailed(fields));
          if (junk) continue;
          truth[became === 'repaired' || became === 'dropped' ? became : 'open']++;
          if (became === null) continue;
          const still =
            became === 'still_failing'
              ? { failureType: 'tracker_protocol_violation', cause: to, group: groupOf(to) }
              : {};
          const repair = { failedOffset, outcome: became as 'repaired', groupBefore: groupOf(fields.cause), ...still };
          groups.addRepair(encodeRepair(makeRepair(repair)));
        }
        const { groups: shown, folded, unreadable, ...totals } = groups.summary();
        assert.deepEqual(totals, { count: records.length, ...truth });
        assert.ok(shown.length <= groupsMax);
        for (const term of ['open', 'repaired', 'dropped'] as const) {
          assert.equal(shown.reduce((sum, group) => sum + group[term], 0) + folded[term], truth[term], term);
        }
        assert.equal(unreadable, records.filter(({ junk }) => junk).length);
        for (const group of shown) {
          assert.ok(group.open >= 0 && group.count >= group.open && group.firstMs <= group.lastMs);
          assert.ok(group.examples.length <= FAILED_EXAMPLES_MAX);
        }
      }),
    );
  });

  test('one that is repaired is not open any more; one that fails otherwise is open in its new group', () => {
    const groups = new FailedProjection();
    for (const failedMs of [1, 2, 3]) groups.add(makeFailed({ failedMs }));
    const to = { failureType: 'schema_violation', cause: 'c', schema: 'iglu:a/b/jsonschema/1-0-0' };
    const group = failedGroup(to.failureType, to.cause, to.schema);
    const moved = { outcome: 'still_failing', groupBefore: groupOf(), ...to, group, repairedMs: 9 } as const;
    groups.addRepair(encodeRepair(makeRepair({ groupBefore: groupOf() })));
    groups.addRepair(encodeRepair(makeRepair({ failedOffset: 1, ...moved })));
    groups.addRepair(encodeRepair(makeRepair({ failedOffset: -1, groupBefore: '' })));
    const { groups: shown, ...totals } = groups.summary();
    assert.deepEqual(totals, { count: 3, open: 2, repaired: 1, dropped: 0, folded: NONE, unreadable: 0 });
    assert.deepEqual(
      shown.map(({ examples: _examples, ...rest }) => rest),
      [
        {
          group,
          ...to,
          count: 1,
          open: 1,
          repaired: 0,
          dropped: 0,
          firstMs: 9,
          lastMs: 9,
          apps: [{ app: 'shop', count: 1 }],
        },
        {
          group: groupOf(),
          failureType: 'tracker_protocol_violation',
          cause: 'dtm: not a timestamp',
          schema: null,
          count: 3,
          open: 1,
          repaired: 1,
          dropped: 0,
          firstMs: 1,
          lastMs: 3,
          apps: [{ app: 'web', count: 3 }],
        },
      ],
    );
  });

  test('groups without an open event come last', () => {
    const groups = new FailedProjection();
    groups.add(makeFailed({ cause: 'open', failedMs: 1 }));
    groups.add(makeFailed({ cause: 'done', failedMs: 2 }));
    groups.addRepair(encodeRepair(makeRepair({ outcome: 'dropped', groupBefore: groupOf('done') })));
    assert.deepEqual(
      groups.summary().groups.map(({ cause, open, dropped }) => [cause, open, dropped]),
      [
        ['open', 1, 0],
        ['done', 0, 1],
      ],
    );
  });

  test('the group that has been quiet longest makes room', () => {
    const groups = new FailedProjection(2);
    groups.add(makeFailed({ cause: 'old', failedMs: 1 }));
    groups.add(makeFailed({ cause: 'busy', failedMs: 2 }));
    groups.add(makeFailed({ cause: 'new', failedMs: 3 }));
    const { groups: shown, folded } = groups.summary();
    assert.deepEqual([shown.map(({ cause }) => cause), folded], [['new', 'busy'], { ...NONE, count: 1, open: 1 }]);
  });

  test('long texts and many apps are cut', () => {
    const groups = new FailedProjection();
    for (let i = 0; i < 50; i++) groups.add(makeFailed({ cause: 'x'.repeat(5_000), appId: `app${i}` }));
    const [group] = groups.summary().groups;
    assert.deepEqual([group?.cause.length, group?.apps.length, group?.count], [301, 20, 50]);
  });
});
