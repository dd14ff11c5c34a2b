import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ATOMIC_COLUMNS } from '../../../src/contracts/atomic-columns.ts';
import type { ProjectResult } from '../../../src/contracts/project-code.ts';
import type { EventDraft } from '../../../src/enrich/event-draft.ts';
import { payloadFacts } from '../../../src/enrich/payload-facts.ts';
import { applyProjectVerdict, projectEvent } from '../../../src/enrich/project-event.ts';
import { columnIndex, emptyRow } from '../../../src/enrich/row.ts';
import { ETL, ETL_MS, HEAD } from './make-record.ts';

const SCHEMA = 'iglu:com.acme/score/jsonschema/1-0-0';
const [A, B, C] = ['a', 'b', 'c'].map((name) => ({ schema: SCHEMA, data: { name } }));
assert.ok(A && B && C);

function draftOf(columns: Readonly<Record<string, string>>, changes: Partial<EventDraft> = {}): EventDraft {
  const row = emptyRow();
  for (const [name, text] of Object.entries(columns)) row[columnIndex(name)] = text;
  const facts = payloadFacts(HEAD, ETL_MS, ETL);
  return { row, values: [], facts, unstruct: undefined, entities: [], derived: [], problems: [], ...changes };
}

function columnsOf({ row }: EventDraft): Readonly<Record<string, string>> {
  return Object.fromEntries(ATOMIC_COLUMNS.flatMap(({ name }, i) => (row[i] === '' ? [] : [[name, row[i] ?? '']])));
}

const NOTHING: ProjectResult = { entities: [], columns: {}, drop: null };

test('code sees typed columns that have a value, and all that describes the event', () => {
  const columns = {
    app_id: 'shop',
    txn_id: '-7',
    geo_latitude: '52.50',
    br_cookies: 'false',
    tr_total: '12.50',
    collector_tstamp: '2026-01-05 08:00:01.000',
    contexts: '{}',
    unstruct_event: '{}',
  };
  assert.deepEqual(projectEvent(draftOf(columns, { unstruct: { ...A }, entities: [B], derived: [{ ...C }] })), {
    columns: {
      app_id: 'shop',
      txn_id: -7,
      geo_latitude: 52.5,
      br_cookies: false,
      tr_total: '12.50',
      collector_tstamp: '2026-01-05T08:00:01.000Z',
    },
    event: A,
    entities: [B, C],
  });
  assert.deepEqual(projectEvent(draftOf({})), { columns: {}, event: null, entities: [] });
});

test('its answer changes columns, clean, and adds entities after those of others', () => {
  const draft = draftOf({ app_id: 'shop', user_id: 'ada', br_cookies: 'true' }, { derived: [{ ...A }] });
  const columns = {
    user_id: null,
    page_title: 'a\tb\u0000\ud800',
    br_cookies: false,
    txn_id: 5,
    se_value: 1e21,
    tr_total: 7,
  };
  assert.equal(applyProjectVerdict(draft, { ok: true, result: { ...NOTHING, columns, entities: [B] } }), null);
  assert.deepEqual(columnsOf(draft), {
    app_id: 'shop',
    txn_id: '5',
    page_title: 'a    b\ufffd',
    se_value: '1e+21',
    tr_total: '7',
    br_cookies: 'false',
  });
  assert.deepEqual([draft.derived, draft.problems], [[A, B], []]);
});

test('a failure is one problem of the event, and a drop is told', () => {
  const draft = draftOf({ app_id: 'shop' });
  const failure = { ok: false, cause: 'enrichments/a.ts: threw TypeError', detail: 'lib/b.ts:3' } as const;
  assert.equal(applyProjectVerdict(draft, failure), null);
  const { cause, detail } = failure;
  assert.deepEqual(draft.problems, [{ type: 'enrichment_failure', cause, detail }]);
  assert.deepEqual(columnsOf(draft), { app_id: 'shop' });
  const drop = { file: 'enrichments/a.ts', reason: 'a test user' };
  assert.deepEqual(applyProjectVerdict(draft, { ok: true, result: { ...NOTHING, drop } }), drop);
});
