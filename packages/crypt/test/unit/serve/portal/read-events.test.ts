import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { fail as failSql } from '../../../../src/adapters/duckdb/errors.ts';
import type { Value } from '../../../../src/contracts/warehouse.ts';
import { makeMask } from '../../../../src/serve/portal/mask/mask-value.ts';
import { parseMoment, readEvent, readTail } from '../../../../src/serve/portal/read-events.ts';
import { fakeRandom, makeResult } from '../../../support/serve-fixtures.ts';

const mask = makeMask(fakeRandom());
const COLUMNS =
  'event_id, derived_tstamp, collector_tstamp, load_tstamp, app_id, event, event_name, se_category, se_action, page_urlpath, user_id, domain_userid, network_userid';

/** One row of the tail; what is not given is null. */
function rowOf(fields: Readonly<Record<string, Value>>): readonly Value[] {
  return COLUMNS.split(', ').map((name) => fields[name] ?? null);
}

const rejecting = (error: Error) => () => Promise.reject(error);

suite('reading events', () => {
  test('a row of the tail is masked, named for people, and tells how soon it was stored', async () => {
    const row = rowOf({
      event_id: 'id-1',
      collector_tstamp: '2026-11-24 12:00:00.25+00',
      load_tstamp: '2026-11-24T12:00:01.000Z',
      app_id: 'web',
      event: 'unstruct',
      event_name: 'quote_requested',
      page_urlpath: '/policy/8812733',
      domain_userid: 'jane',
    });
    const receivedMs = Date.UTC(2026, 10, 24, 12, 0, 0, 250);
    const rows = await readTail(async () => makeResult([], [row]), mask);
    const expected = {
      eventId: 'id-1',
      timeMs: receivedMs,
      receivedMs,
      storedAfterMs: 750,
      app: 'web',
      event: 'quote requested',
      path: '/policy/•••',
      who: mask('domain_userid', 'jane'),
    };
    assert.deepEqual(rows, [expected]);
  });

  test('a structured event is named by its category and action; a user goes before a browser', async () => {
    const row = rowOf({
      event: 'struct',
      se_category: 'quote',
      se_action: 'started',
      user_id: 'u',
      domain_userid: 'd',
    });
    const rows = await readTail(async () => makeResult([], [row]), mask);
    const [first] = typeof rows === 'string' ? [] : rows;
    assert.deepEqual([first?.event, first?.who], ['quote / started', mask('user_id', 'u')]);
  });

  test('the newest rows are asked for, with every column that is shown and no other', async () => {
    const asked: [string, readonly Value[]][] = [];
    await readTail(
      async (sql, params) => (asked.push([sql.replaceAll(/\s+/g, ' '), params]), makeResult([], [])),
      mask,
    );
    assert.deepEqual(asked, [
      [`SELECT ${COLUMNS} FROM landing.events ORDER BY load_tstamp DESC, collector_tstamp DESC, event_id LIMIT 40`, []],
    ]);
  });

  test('an id is a parameter, never part of the statement', async () => {
    const asked: [boolean, readonly Value[]][] = [];
    await readEvent(
      async (sql, params) => (asked.push([sql.includes('id-9'), params]), makeResult([], [])),
      mask,
      'id-9',
    );
    assert.deepEqual(asked, [[false, ['id-9']]]);
  });

  test('each row of an id is shown without its nulls', async () => {
    const result = makeResult(
      ['event_id', 'user_id', 'app_id'],
      [
        ['x', 'jane', null],
        ['x', null, 'web'],
      ],
    );
    const rows = await readEvent(async () => result, mask, 'x');
    assert.ok(typeof rows !== 'string');
    assert.deepEqual(
      rows.map((row) => row.map(({ name, value, masked }) => [name, value, masked])),
      [
        [
          ['event_id', 'x', null],
          ['user_id', mask('user_id', 'jane'), 'It names one person.'],
        ],
        [
          ['event_id', 'x', null],
          ['app_id', 'web', null],
        ],
      ],
    );
  });

  test('no table yet and no warehouse are told apart; a defect is not hidden', async () => {
    assert.equal(await readTail(rejecting(failSql('SQL_FAILED', { reason: 'x' })), mask), 'no-table');
    assert.equal(await readTail(rejecting(failSql('WAREHOUSE_LOST', { reason: 'x' })), mask), 'no-warehouse');
    assert.equal(await readTail(rejecting(failSql('SQL_DEADLINE', { deadlineMs: 1 })), mask), 'no-warehouse');
    await assert.rejects(readTail(rejecting(new TypeError('defect')), mask), TypeError);
  });

  test('moments are read in both forms, and what is none is null', () => {
    const noon = Date.UTC(2026, 10, 24, 12);
    const forms = ['2026-11-24 12:00:00+00', '2026-11-24T12:00:00.000Z', '2026-11-24 13:00:00+01', null, 7, 'soon'];
    assert.deepEqual(forms.map(parseMoment), [noon, noon, noon, null, null, null]);
  });
});
