import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as fc from 'fast-check';
import type { FailedEvent, FailureType } from '../../../../src/contracts/failed-event.ts';
import { FAILED_EXAMPLES_MAX } from '../../../../src/kernel/limits.ts';
import { ADVICE, adviceFor } from '../../../../src/serve/portal/failed-advice.ts';
import { FailedProjection } from '../../../../src/serve/portal/failed-groups.ts';
import { NOON_MS } from '../../../support/serve-fixtures.ts';

function makeFailed(fields: Partial<FailedEvent> = {}): Uint8Array {
  const event: FailedEvent = {
    origin: 'raw/0/12/3',
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
    group: '0123456789',
    schema: null,
    data: null,
    row: {},
    ...fields,
  };
  return new TextEncoder().encode(JSON.stringify(event));
}

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
        failureType: 'tracker_protocol_violation',
        cause: 'dtm: not a timestamp',
        count: 3,
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
    assert.deepEqual(groups.summary(), { count: 6, groups: [], folded: 0, unreadable: 6 });
  });

  test('whatever comes, every record is in exactly one term, and the groups stay few', () => {
    const record = fc.record({
      cause: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'),
      failedMs: fc.nat(1_000),
      junk: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(record, { maxLength: 60 }), fc.integer({ min: 1, max: 4 }), (records, groupsMax) => {
        const groups = new FailedProjection(groupsMax);
        for (const { junk, ...fields } of records) groups.add(junk ? new Uint8Array(3) : makeFailed(fields));
        const { count, folded, unreadable, groups: shown } = groups.summary();
        assert.equal(count, records.length);
        assert.equal(shown.reduce((sum, group) => sum + group.count, 0) + folded + unreadable, count);
        assert.ok(shown.length <= groupsMax);
        for (const group of shown) {
          assert.equal(group.examples.length, Math.min(group.count, FAILED_EXAMPLES_MAX));
          assert.ok(group.firstMs <= group.lastMs);
        }
      }),
    );
  });

  test('the group that has been quiet longest makes room', () => {
    const groups = new FailedProjection(2);
    groups.add(makeFailed({ cause: 'old', failedMs: 1 }));
    groups.add(makeFailed({ cause: 'busy', failedMs: 2 }));
    groups.add(makeFailed({ cause: 'new', failedMs: 3 }));
    const { groups: shown, folded } = groups.summary();
    assert.deepEqual([shown.map(({ cause }) => cause), folded], [['new', 'busy'], 1]);
  });

  test('long texts and many apps are cut', () => {
    const groups = new FailedProjection();
    for (let i = 0; i < 50; i++) groups.add(makeFailed({ cause: 'x'.repeat(5_000), appId: `app${i}` }));
    const [group] = groups.summary().groups;
    assert.deepEqual([group?.cause.length, group?.apps.length, group?.count], [301, 20, 50]);
  });

  test('each kind of failure has a fix; an unknown kind asks for an update', () => {
    for (const type of Object.keys(ADVICE) as FailureType[]) assert.ok(adviceFor(type).fix.length > 20);
    assert.match(adviceFor('toString').fix, /Update/);
  });
});
