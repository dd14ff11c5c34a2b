// Paths that something else answers: only for this machine, and nothing of them is stored.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ExtraDoor, ExtraRequest } from '../../../src/contracts/extra-door.ts';
import { send, withCollector } from '../../support/collector-rig.ts';

interface Heard extends Omit<ExtraRequest, 'body'> {
  readonly body: string;
}

function doorThatHears(heard: Heard[]): ExtraDoor {
  return {
    prefix: '/micro',
    async handle({ body, ...request }) {
      heard.push({ ...request, body: Buffer.from(body).toString('utf8') });
      return { status: 418, headers: ['Content-Type', 'text/plain', 'X-Own', 'yes'], body: 'größe' };
    },
  };
}

describe('an extra door', () => {
  test('answers its path and all below it, with what it says, and nothing is stored', async () => {
    const heard: Heard[] = [];
    await withCollector(
      {},
      async ({ port, log, collector }) => {
        const headers = { Origin: 'http://localhost:1', Host: 'shop.test' };
        const answer = await send(port, { path: '/micro/good?a=1', headers, body: '{"x":"é"}' });
        assert.deepEqual([answer.status, answer.body.toString('utf8')], [418, 'größe']);
        assert.deepEqual(answer.headers.slice(0, 3), [
          ['Content-Type', 'text/plain'],
          ['X-Own', 'yes'],
          ['Content-Length', '7'],
        ]);
        await send(port, { path: '/micro' });
        assert.equal((await send(port, { path: '/micro/a/b/c', method: 'HEAD' })).body.length, 0);
        assert.deepEqual(heard, [
          {
            method: 'POST',
            path: '/micro/good',
            query: 'a=1',
            host: 'shop.test',
            origin: 'http://localhost:1',
            body: '{"x":"é"}',
          },
          { method: 'GET', path: '/micro', query: '', host: `127.0.0.1:${port}`, origin: null, body: '' },
          { method: 'GET', path: '/micro/a/b/c', query: '', host: `127.0.0.1:${port}`, origin: null, body: '' },
        ]);
        assert.equal(log.records.length, 0);
        const { outcomes, inFlight, inFlightBytes } = collector.counts();
        assert.deepEqual([outcomes.served, inFlight, inFlightBytes], [3, 0, 0]);
      },
      { extra: doorThatHears(heard) },
    );
  });

  test('has no other methods, and hears nothing that a proxy forwarded', async () => {
    const heard: Heard[] = [];
    await withCollector(
      {},
      async ({ port }) => {
        const put = await send(port, { path: '/micro/good', method: 'PUT' });
        assert.equal(put.status, 405);
        assert.match(put.body.toString(), /^COLLECTOR_METHOD_REFUSED: .*GET, HEAD, POST, OPTIONS/);
        for (const headers of [{ 'X-Forwarded-For': '203.0.113.9' }, { Forwarded: 'for=203.0.113.9' }]) {
          assert.equal((await send(port, { path: '/micro/good', headers })).status, 404);
        }
        assert.deepEqual(heard, []);
      },
      { extra: doorThatHears(heard) },
    );
  });

  test('leaves paths alone that only begin like it, and there is none unless given', async () => {
    const heard: Heard[] = [];
    await withCollector(
      {},
      async ({ port, log }) => {
        assert.equal((await send(port, { path: '/microscope' })).status, 404);
        assert.equal((await send(port, { path: '/micro-v/good', body: 'x' })).status, 200);
        assert.deepEqual([heard, log.records.length], [[], 1]);
      },
      { extra: doorThatHears(heard) },
    );
    await withCollector({}, async ({ port, log }) => {
      assert.equal((await send(port, { path: '/micro' })).status, 404);
      assert.equal((await send(port, { path: '/micro/iglu/a' })).status, 404);
      // Two segments are a vendor and a version like any other.
      assert.equal((await send(port, { path: '/micro/good' })).status, 200);
      assert.equal(log.records.length, 1);
    });
  });
});
