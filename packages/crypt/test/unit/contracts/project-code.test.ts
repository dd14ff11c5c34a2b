// What the package tells projects is what the code does.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type {
  ColumnChanges,
  Enrich,
  EnrichEvent,
  EventColumns,
  MapWebhook,
  SettableColumns,
} from '../../../types/enrichment.d.ts';
import { ATOMIC_COLUMNS } from '../../../src/contracts/atomic-columns.ts';
import { PROJECT_COLUMNS, type ProjectEvent, type WebhookRequest } from '../../../src/contracts/project-code.ts';

const packageFolder = new URL('../../../../', import.meta.url);
const types = readFileSync(new URL('types/enrichment.d.ts', packageFolder), 'utf8');

function membersOf(name: string): readonly string[] {
  const body = new RegExp(`interface ${name} [^{]*\\{\\n([^}]*)\\}`).exec(types)?.[1] ?? '';
  return body
    .split('\n')
    .filter((line) => line.includes(':'))
    .map((line) => line.trim().replace('readonly ', '').replace(';', ''));
}

function typeOf(type: string): string {
  if (type === 'integer' || type === 'double') return 'number';
  if (type === 'timestamp') return 'Timestamp';
  return type.startsWith('decimal') ? 'Decimal' : type;
}

test('the columns of the types are those of the code', () => {
  const member = ({ name, type, nullable }: (typeof ATOMIC_COLUMNS)[number]): string =>
    `${name}${nullable ? '?' : ''}: ${typeOf(type)}`;
  assert.deepEqual(membersOf('SettableColumns'), [...PROJECT_COLUMNS.values()].map(member));
  const others = ATOMIC_COLUMNS.filter(({ name, type }) => type !== 'json' && !PROJECT_COLUMNS.has(name));
  assert.deepEqual(membersOf('EventColumns'), others.map(member));
  assert.equal(PROJECT_COLUMNS.size, 110);
});

test('the package exports the types, and only for types', () => {
  const manifest = JSON.parse(readFileSync(new URL('package.json', packageFolder), 'utf8')) as {
    exports: unknown;
    files: readonly string[];
  };
  assert.deepEqual(manifest.exports, {
    './enrichment': { types: './types/enrichment.d.ts' },
    './package.json': './package.json',
  });
  assert.ok(manifest.files.includes('types'));
});

test('functions of a project have these types', async () => {
  const enrich: Enrich = ({ columns, event, entities }) => {
    if (columns.event_id === 'x') return { drop: 'why' };
    const changes: ColumnChanges = { app_id: null, tr_total: '1.5', geo_latitude: 1 };
    return event === null ? undefined : { columns: changes, entities: [...entities, { schema: 's', data: { a: 1 } }] };
  };
  const map: MapWebhook = async ({ json, headers }) => [
    { schema: 's', data: { ...headers, paid: Number(json?.paid) } },
  ];
  const settable: keyof SettableColumns = 'app_id';
  // What the code passes is what the types say; a schema's data is an object.
  const columns: EventColumns = { event_id: 'x', collector_tstamp: '2026-11-24T06:00:00.000Z' };
  const shown: EnrichEvent = { columns, event: null, entities: [] };
  const passed: ProjectEvent = { columns: { ...columns }, event: null, entities: [] };
  const request: WebhookRequest = { method: 'POST', path: '/a/b', headers: { a: 'b' }, query: {}, body: '{"paid": 2}' };
  assert.deepEqual(await enrich(shown), { drop: 'why' });
  assert.deepEqual([passed.entities, settable], [shown.entities, 'app_id']);
  assert.deepEqual(await map({ ...request, json: { paid: 2 } }), [{ schema: 's', data: { a: 'b', paid: 2 } }]);
});
