import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { Histogram } from '../../../src/collect/histogram.ts';
import { OUTCOMES, UNPARSED } from '../../../src/collect/counts.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { exchange, send, TP2, withCollector } from '../../support/collector-rig.ts';

const status = async (port: number, headers: Record<string, string> = {}): Promise<number> =>
  (await send(port, { path: '/metrics', headers })).status;

describe('/metrics', () => {
  test('has every count, gauge and histogram, and nothing of other collectors', async () => {
    const clock = new FakeClock(Date.UTC(2026, 10, 24, 6, 0, 0));
    await withCollector(
      {},
      async (rig) => {
        await send(rig.port, { path: TP2, body: '{}' });
        await send(rig.port, { path: TP2, body: '{}', headers: { 'Content-Encoding': 'br' } });
        await send(rig.port, { path: '/x' });
        await exchange(rig.port, 'NONSENSE\r\n\r\n');
        rig.world.freeBytes = 5_000_000_000;
        await clock.advance(1000);
        const answer = await send(rig.port, { path: '/metrics' });
        assert.equal(answer.status, 200);
        assert.deepEqual(answer.headers.slice(0, 2), [
          ['Content-Type', 'text/plain; version=0.0.4; charset=utf-8'],
          ['Cache-Control', 'no-store'],
        ]);
        const lines = answer.body
          .toString()
          .split('\n')
          .filter((line) => line !== '' && !line.startsWith('#'));
        const bytes = rig.log.records.reduce((sum, { payload }) => sum + payload.length, 0);
        const outcome: Record<string, number> = { stored: 1, kept: 1, notFound: 1 };
        const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, '+Inf'];
        const histogram = (name: string, count: number): string[] => [
          ...buckets.map((le) => `crypt_collector_${name}_seconds_bucket{le="${le}"} ${count}`),
          `crypt_collector_${name}_seconds_sum 0`,
          `crypt_collector_${name}_seconds_count ${count}`,
        ];
        assert.deepEqual(lines, [
          ...OUTCOMES.map((name) => `crypt_collector_requests_total{outcome="${name}"} ${outcome[name] ?? 0}`),
          ...UNPARSED.map((name) => `crypt_collector_unparsed_total{reason="${name}"} ${name === 'malformed' ? 1 : 0}`),
          'crypt_collector_payloads_total 2',
          `crypt_collector_payload_bytes_total ${bytes}`,
          'crypt_collector_appends_rejected_total 0',
          'crypt_collector_payloads_unanswered_total 0',
          'crypt_collector_in_flight_requests 1',
          'crypt_collector_in_flight_bytes 0',
          'crypt_collector_appends_pending 0',
          'crypt_collector_disk_free_bytes 5000000000',
          'crypt_collector_log_end_offset 2',
          'crypt_collector_accepting 1',
          ...histogram('append', 2),
          ...histogram('request', 3),
        ]);
      },
      { clock },
    );
  });

  test('is 404 outside its networks, and for what a proxy forwards for someone outside', async () => {
    await withCollector({ metricsNetworks: ['10.0.0.0/8'] }, async ({ port }) => assert.equal(await status(port), 404));
    await withCollector({}, async ({ port }) => {
      assert.equal(await status(port), 200);
      for (const name of ['X-Forwarded-For', 'Forwarded', 'X-Real-IP', 'Via']) {
        assert.equal(await status(port, { [name]: '127.0.0.1' }), 404, name);
      }
    });
    await withCollector(
      { trustedProxies: ['127.0.0.1'], metricsNetworks: ['127.0.0.1', '10.0.0.0/8'] },
      async ({ port }) => {
        assert.equal(await status(port, { 'X-Forwarded-For': '192.0.2.1' }), 404);
        assert.equal(await status(port, { 'X-Forwarded-For': '10.0.0.9, 192.0.2.1' }), 404);
        assert.equal(await status(port, { 'X-Forwarded-For': '10.0.0.9' }), 200);
      },
    );
  });
});

test('a histogram counts each observation in every bucket that holds it', () => {
  const histogram = new Histogram();
  for (const ms of [0, 1, 1.1, 30, 60_000]) histogram.observeMs(ms);
  const { buckets, count, sumSeconds } = histogram.read();
  assert.deepEqual(
    buckets.map(({ le, count }) => [le, count]),
    [
      [0.001, 2],
      [0.0025, 3],
      [0.005, 3],
      [0.01, 3],
      [0.025, 3],
      [0.05, 4],
      [0.1, 4],
      [0.25, 4],
      [0.5, 4],
      [1, 4],
      [2.5, 4],
      [5, 4],
      [10, 4],
      ['+Inf', 5],
    ],
  );
  assert.equal(count, 5);
  assert.ok(Math.abs(sumSeconds - 60.0321) < 1e-9);
});
