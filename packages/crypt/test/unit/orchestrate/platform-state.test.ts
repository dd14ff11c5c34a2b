import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LogState } from '../../../src/contracts/log.ts';
import type { ConfigStatus, PlatformStatus } from '../../../src/contracts/status.ts';
import { PlatformState } from '../../../src/orchestrate/platform-state.ts';

const FACTS = { version: '0.1.0', project: 'shop', dataFolder: '/data', running: true, startedMs: 3 };
const DISK = { usedBytes: 1, freeBytes: 2, growthBytesPerDay: null, daysLeft: null };
const CONFIG: ConfigStatus = { path: 'crypt.yml', changed: false, problem: null };

function render(state: PlatformState, config = CONFIG): PlatformStatus {
  return state.render(9, [], DISK, config);
}

function log(topic: string, parts: Partial<LogState> = {}): LogState {
  const address = { topic, partition: 0 };
  const state = { oldestOffset: 0, durableOffset: 10, segments: 1, bytes: 0, tornBytes: 0, damage: [], groups: [] };
  return { address, ...state, ...parts };
}

test('an empty state renders what is known, and null for what is not', () => {
  const { balance, ...status } = render(new PlatformState(FACTS));
  assert.equal(balance.unexplained, null);
  assert.deepEqual(status, {
    ...FACTS,
    timeMs: 9,
    collector: null,
    portal: null,
    site: null,
    processes: [],
    hops: [],
    logs: [],
    disk: DISK,
    config: CONFIG,
    notices: [],
  });
});

test('what roles tell is kept, and newer replaces older of the same hop, counter and log', () => {
  const state = new PlatformState(FACTS);
  const count = { hop: 'load', counter: 'loader', timeMs: 1, topic: 'enriched', upToOffset: 1, terms: {} };
  state.take('collector', { type: 'ready', urls: { collector: 'http://127.0.0.1:4320' } });
  state.take('portal', { type: 'ready', urls: { portal: 'http://x', site: 'http://y' } });
  state.take('warehouse', { type: 'hop', count });
  state.take('warehouse', { type: 'hop', count: { ...count, upToOffset: 5 } });
  state.addHop({ ...count, counter: 'other' });
  state.take('collector', { type: 'log', state: log('raw') });
  state.addLog(log('raw', { durableOffset: 20 }));
  const { collector, portal, site, hops, logs } = render(state);
  assert.deepEqual(
    { collector, portal, site },
    { collector: { url: 'http://127.0.0.1:4320' }, portal: { url: 'http://x' }, site: { url: 'http://y' } },
  );
  assert.deepEqual(hops, [
    { ...count, upToOffset: 5 },
    { ...count, counter: 'other' },
  ]);
  assert.deepEqual(logs, [log('raw', { durableOffset: 20 })]);
});

test('a notice stays until its role withdraws it, and a failure until the role is ready again', () => {
  const state = new PlatformState(FACTS);
  const error = { code: 'X', kind: 'terminal', message: 'It broke.', hint: 'Mend it.' } as const;
  state.take('warehouse', { type: 'notice', key: 'slow', text: 'Slow.' });
  state.take('enricher', { type: 'notice', key: 'slow', text: 'Also slow.' });
  state.take('warehouse', { type: 'failed', error });
  state.notice('own', 'Mine.');
  assert.deepEqual(render(state).notices, [
    { key: 'warehouse:slow', text: 'Slow.' },
    { key: 'enricher:slow', text: 'Also slow.' },
    { key: 'warehouse:failed', text: 'It broke. → Mend it.' },
    { key: 'own', text: 'Mine.' },
  ]);
  state.take('warehouse', { type: 'ready', urls: {} });
  state.take('warehouse', { type: 'notice', key: 'slow', text: '' });
  state.notice('own', '');
  assert.deepEqual(render(state).notices, [{ key: 'enricher:slow', text: 'Also slow.' }]);
});

test('damage, idle readers that are behind, and a changed file are told', () => {
  const state = new PlatformState(FACTS);
  const place = { segment: '0', positionBytes: 0, lengthBytes: 1, firstOffset: 1, lastOffset: 1 };
  const group = { updatedMs: 1, live: false };
  state.addLog(
    log('raw', {
      damage: [{ ...place, reason: 'checksum' }],
      groups: [
        { ...group, group: 'behind', nextOffset: 9 },
        { ...group, group: 'done', nextOffset: 10 },
        { ...group, group: 'reads', nextOffset: 1, live: true },
      ],
    }),
  );
  const log1 = [
    { key: 'damage:raw', text: 'log:raw has 1 damaged places; the bytes are kept in quarantine/.' },
    { key: 'group:raw:behind', text: 'Group behind of log:raw has not read for long and holds back nothing.' },
  ];
  assert.deepEqual(render(state).notices, log1);
  const applied = { key: 'config', text: 'crypt.yml was changed; it is applied at the next start.' };
  assert.deepEqual(render(state, { ...CONFIG, changed: true }).notices, [...log1, applied]);
  const refused = { key: 'config', text: 'crypt.yml was changed and would be refused: line 1: no' };
  assert.deepEqual(render(state, { ...CONFIG, changed: true, problem: 'line 1: no' }).notices, [...log1, refused]);
});

test('what the balance does not explain comes first', () => {
  const state = new PlatformState(FACTS);
  state.notice('own', 'Mine.');
  const tally = { count: 1, hash: '0' };
  const whole = { beforeStart: tally, stored: tally, expected: tally, present: tally, payloads: tally, events: tally };
  for (const [hop, counter] of [
    ['collect', 'collector'],
    ['enrich', 'enrich'],
    ['load', 'loader'],
    ['landing', 'sql'],
    ['log:raw', 'audit'],
    ['log:enriched', 'audit'],
    ['log:failed', 'audit'],
    ['log:repairs', 'audit'],
    ['load:failed', 'loader'],
    ['landing:failed', 'sql'],
    ['load:repairs', 'loader'],
    ['landing:repairs', 'sql'],
  ] as const) {
    const nothing = { count: 0, hash: '0' };
    const ends = { enrichedEnd: tally, failedEnd: nothing, repairsEnd: nothing };
    const terms = { ...whole, ...ends, enriched: tally };
    state.addHop({ hop, counter, timeMs: 1, topic: 'raw', upToOffset: hop === 'collect' ? 2 : 1, terms });
  }
  assert.equal(render(state).balance.unexplained, 0);
  assert.deepEqual(render(state).notices, [{ key: 'own', text: 'Mine.' }]);
  const landing = { hop: 'landing', counter: 'sql', timeMs: 1, topic: 'raw', upToOffset: 1 };
  state.addHop({ ...landing, terms: { expected: { count: 3, hash: '0' }, present: tally } });
  assert.deepEqual(render(state).notices, [
    { key: 'balance', text: 'The balance does not explain 2. See its lines.' },
    { key: 'own', text: 'Mine.' },
  ]);
});
