import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { readMapping } from '../../../../src/adapters/project-code/read-mapping.ts';
import { parseAnswer, readResult } from '../../../../src/adapters/project-code/read-result.ts';
import { PROJECT_COLUMNS } from '../../../../src/contracts/project-code.ts';
import { PROJECT_DROP_CHARS_MAX, WEBHOOK_EVENTS_MAX } from '../../../../src/kernel/limits.ts';
import type { Json } from '../../../../src/kernel/parse-json.ts';
import { SCHEMA } from '../../../support/project-rig.ts';

const DATA = { schema: SCHEMA, data: {} };

describe('the answer of an enrichment', () => {
  test('is taken over when it is one', () => {
    assert.deepEqual(readResult(null), { entities: [], columns: {}, drop: null });
    assert.deepEqual(readResult({}), { entities: [], columns: {}, drop: null });
    const columns = {
      app_id: 'a',
      txn_id: -2_147_483_648,
      br_cookies: false,
      se_value: 0.1,
      tr_total: `-${'9'.repeat(29)}.${'9'.repeat(9)}`,
      ti_price: 12.5,
      geo_city: null,
    };
    assert.deepEqual(readResult({ entities: [DATA], columns, drop: 'why' }), {
      entities: [DATA],
      columns,
      drop: 'why',
    });
  });

  test('is refused with words that name no value', () => {
    const wanted: readonly (readonly [Json, string])[] = [
      [[], 'it is not an object'],
      ['x', 'it is not an object'],
      [{ entities: {} }, 'entities: not a list'],
      [{ entities: [DATA, { ...DATA, more: 1 }] }, 'entities: number 2 is not {schema, data}'],
      [{ entities: [{ schema: 'x', data: {} }] }, 'entities: number 1 is not {schema, data}'],
      [{ entities: [{ schema: SCHEMA, data: [] }] }, 'entities: number 1 is not {schema, data}'],
      [{ entities: [null] }, 'entities: number 1 is not {schema, data}'],
      [{ columns: [] }, 'columns: not an object'],
      [{ columns: 'x' }, 'columns: not an object'],
      [{ columns: { collector_tstamp: 'x' } }, 'columns: one that is not there or cannot be changed'],
      [{ columns: { contexts: 'x' } }, 'columns: one that is not there or cannot be changed'],
      [{ columns: { constructor: 'x' } }, 'columns: one that is not there or cannot be changed'],
      [{ columns: { geo_country: 'DEU' } }, 'columns.geo_country: longer than 2 characters'],
      [{ columns: { app_id: 1 } }, 'columns.app_id: not a text'],
      [{ columns: { br_cookies: 1 } }, 'columns.br_cookies: neither true nor false'],
      [{ columns: { txn_id: 1.5 } }, 'columns.txn_id: not a 32-bit integer'],
      [{ columns: { txn_id: 2_147_483_648 } }, 'columns.txn_id: not a 32-bit integer'],
      [{ columns: { se_value: '1' } }, 'columns.se_value: not a number'],
      [{ columns: { tr_total: 0.1 + 0.2 } }, 'columns.tr_total: not a decimal such as 12.50'],
      [{ columns: { tr_total: ['1'] } }, 'columns.tr_total: not a decimal such as 12.50'],
      [{ columns: { tr_total: '1e3' } }, 'columns.tr_total: not a decimal such as 12.50'],
      [{ drop: true }, 'drop: not a text'],
      [{ drop: '' }, 'drop: not a text'],
      [{ drop: 'x'.repeat(PROJECT_DROP_CHARS_MAX + 1) }, `drop: longer than ${PROJECT_DROP_CHARS_MAX} characters`],
      [{ keep: 1 }, 'it has a member that is not entities, columns or drop'],
    ];
    for (const [value, problem] of wanted) assert.equal(readResult(value), problem);
    assert.equal(readResult(parseAnswer(`${'['.repeat(80)}${']'.repeat(80)}`)), 'it nests deeper than 64 levels');
    assert.equal(readResult(parseAnswer('{')), 'it nests deeper than 64 levels');
  });

  test('whatever it is, only columns that may change come out of it', () => {
    const value = fc.oneof(fc.string(), fc.double({ noNaN: true }), fc.boolean(), fc.constant(null));
    const name = fc.oneof(fc.constantFrom(...PROJECT_COLUMNS.keys(), '__proto__', 'event_id'), fc.string());
    const columns = fc
      .array(fc.tuple(name, value))
      .map(
        (pairs) =>
          JSON.parse(
            `{${pairs.map(([key, item]) => `${JSON.stringify(key)}:${JSON.stringify(item)}`).join(',')}}`,
          ) as Json,
      );
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.record({ columns }, { requiredKeys: [] })), (given) => {
        const result = readResult(given as Json);
        if (typeof result === 'string') return;
        for (const key of Object.keys(result.columns)) assert.ok(PROJECT_COLUMNS.has(key));
      }),
    );
  });
});

describe('the answer of a map', () => {
  const event = { ...DATA, eventId: null, trueMs: null, userId: null, appId: null };

  test('is taken over when it is a list of events', () => {
    assert.deepEqual(readMapping([]), []);
    assert.deepEqual(readMapping([DATA]), [event]);
    const full = { ...DATA, eventId: 'e', trueTimestamp: 1.4, userId: 'u', appId: 'a' };
    assert.deepEqual(readMapping([full]), [{ ...DATA, eventId: 'e', trueMs: 1, userId: 'u', appId: 'a' }]);
    for (const [time, ms] of [
      ['2026-11-24T06:00:00.000Z', Date.UTC(2026, 10, 24, 6)],
      ['2026-11-24 06:00+01:00', Date.UTC(2026, 10, 24, 5)],
      ['2026-11-24T06:00:00.5-0130', Date.UTC(2026, 10, 24, 7, 30, 0, 500)],
    ] as const) {
      assert.deepEqual(readMapping([{ ...DATA, trueTimestamp: time }]), [{ ...event, trueMs: ms }]);
    }
  });

  test('is refused with words that name no value', () => {
    const time = 'event 1: trueTimestamp: neither milliseconds nor ISO 8601 with a time zone';
    const wanted: readonly (readonly [Json, string])[] = [
      [null, 'it is not a list of events'],
      [{}, 'it is not a list of events'],
      [[DATA, 1], 'event 2: not an object'],
      [[{ schema: SCHEMA }], 'event 1: not {schema, data}'],
      [
        [{ ...DATA, name: 'x' }],
        'event 1: it has a member that is not one of schema, data, eventId, trueTimestamp, userId, appId',
      ],
      [[{ ...DATA, eventId: '' }], 'event 1: eventId: not a text'],
      [[{ ...DATA, userId: 1 }], 'event 1: userId: not a text'],
      [[{ ...DATA, trueTimestamp: '2026-11-24T06:00:00' }], time],
      [[{ ...DATA, trueTimestamp: '2026-13-24T06:00:00Z' }], time],
      [[{ ...DATA, trueTimestamp: 1e15 }], time],
      [[{ ...DATA, trueTimestamp: true }], time],
      [Array.from({ length: WEBHOOK_EVENTS_MAX + 1 }, () => DATA), `it has more than ${WEBHOOK_EVENTS_MAX} events`],
    ];
    for (const [value, problem] of wanted) assert.equal(readMapping(value), problem);
    assert.equal(readMapping(undefined), 'it nests deeper than 64 levels');
  });

  test('whatever it is, it is a list of events or a text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.array(fc.jsonValue())), (given) => {
        const events = readMapping(given as Json);
        assert.ok(typeof events === 'string' || events.every(({ schema }) => schema.startsWith('iglu:')));
      }),
    );
  });
});
