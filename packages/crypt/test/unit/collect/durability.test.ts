// 200 only after the log has made it durable; otherwise 503, and nothing is acknowledged.
import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { failer } from '../../../src/kernel/crypt-error.ts';
import { MultisetHash } from '../../../src/kernel/multiset-hash.ts';
import { payloadHashHalves } from '../../../src/contracts/payload-hash.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { open, readUntil, send, TP2, withCollector, type Answer } from '../../support/collector-rig.ts';

const fail = failer({
  LOG_FULL: { kind: 'transient', message: () => 'full', hint: () => '', example: {} },
});

function unavailable(
  reason: string,
  retryAfter = '5',
): { status: number; retryAfter?: string; cors?: string; body: string } {
  const body =
    `COLLECTOR_NOT_STORED: This request was not acknowledged: ${reason}. Keep it and send it again in ${retryAfter} s ` +
    'or later; a repeat is recognised by its event ids.\n';
  return { status: 503, retryAfter, cors: 'https://a.example', body };
}

function seen(answer: Answer): ReturnType<typeof unavailable> {
  const headers = new Map(answer.headers);
  const [retryAfter, cors] = [headers.get('Retry-After'), headers.get('Access-Control-Allow-Origin')];
  return {
    status: answer.status,
    ...(retryAfter === undefined ? {} : { retryAfter }),
    ...(cors === undefined ? {} : { cors }),
    body: answer.body.toString(),
  };
}

const EVENT = { path: TP2, body: '{}', headers: { Origin: 'https://a.example' } };
const OK = { status: 200, cors: 'https://a.example', body: 'ok' };
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('acknowledgement', () => {
  test('no byte of an answer leaves before the append has resolved', () =>
    withCollector({}, async ({ port, log, collector }) => {
      log.hold();
      const socket = await open(port);
      let received = '';
      socket.on('data', (chunk: Buffer) => (received += chunk.toString('latin1')));
      socket.write(`POST ${TP2} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}`);
      await log.until(({ pendingCount }) => pendingCount === 1);
      // Another request goes all the way round meanwhile: an answer to the first would have come with it.
      assert.equal((await send(port, { path: '/health' })).status, 200);
      assert.equal(received, '');
      assert.deepEqual([collector.counts().inFlight, collector.counts().appendsPending], [1, 1]);
      const answered = readUntil(socket, '\r\n\r\nok');
      log.release();
      assert.match(await answered, /^HTTP\/1\.1 200 OK\r\n/);
      socket.destroy();
      assert.deepEqual([collector.counts().inFlight, collector.counts().acceptedSinceStart], [0, 1]);
    }));

  test('a rejected append is 503 with Retry-After, and sink health says so until one is stored', () =>
    withCollector({ limits: { retryAfterSeconds: 7 } }, async ({ port, log, collector, said }) => {
      log.failWith(fail('LOG_FULL', {}));
      const want = unavailable('the event log did not make it durable', '7');
      assert.deepEqual(seen(await send(port, EVENT)), want);
      assert.deepEqual(seen(await send(port, { path: '/i?e=pv', headers: EVENT.headers })), want);
      log.failWith(new Error('no error of ours'));
      assert.deepEqual(seen(await send(port, EVENT)), want);
      assert.deepEqual(seen(await send(port, { path: '/sink-health' })), {
        status: 503,
        body: 'The event log refuses: unknown.\n',
      });
      log.failWith(undefined);
      assert.deepEqual(seen(await send(port, EVENT)), OK);
      assert.equal((await send(port, { path: '/sink-health' })).status, 200);
      const { outcomes, acceptedSinceStart, appendsRejected } = collector.counts();
      assert.deepEqual([outcomes.logRefused, outcomes.stored, acceptedSinceStart, appendsRejected], [3, 1, 1, 3]);
      assert.equal(log.records.length, 1);
      assert.deepEqual(said.slice(1), [
        'error collector.log_refuses',
        'error collector.log_refuses',
        'info collector.log_accepts_again',
      ]);
    }));

  test('a log that does not answer in time is 503, and what it stores later is counted', async () => {
    const clock = new FakeClock(Date.UTC(2026, 10, 24, 6, 0, 0));
    await withCollector(
      { limits: { appendWaitMsMax: 2000 } },
      async ({ port, log, collector }) => {
        log.hold();
        const answer = send(port, EVENT);
        await log.until(({ pendingCount }) => pendingCount === 1);
        await clock.advance(2000);
        assert.equal(collector.counts().inFlight, 1);
        await clock.advance(1000);
        const reason = 'the event log has not made it durable in time; it may be stored all the same';
        assert.deepEqual(seen(await answer), unavailable(reason));
        log.release();
        await turn();
        const { outcomes, acceptedSinceStart, acceptedUnanswered } = collector.counts();
        assert.deepEqual([outcomes.logSlow, outcomes.stored, acceptedSinceStart, acceptedUnanswered], [1, 0, 1, 1]);
      },
      { clock },
    );
  });

  test('a client that leaves while the disk works is stored and counted as not told', () =>
    withCollector({}, async ({ port, log, collector }) => {
      log.hold();
      const socket = await open(port);
      socket.write(`POST ${TP2} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}`);
      await log.until(({ pendingCount }) => pendingCount === 1);
      const gone = new Promise((resolve) => socket.once('close', resolve));
      socket.resetAndDestroy();
      await gone;
      await send(port, { path: '/health' });
      log.release();
      while (collector.counts().inFlight > 0) await turn();
      const { outcomes, acceptedSinceStart, acceptedUnanswered } = collector.counts();
      assert.deepEqual([outcomes.stored, acceptedSinceStart, acceptedUnanswered], [1, 1, 1]);
    }));
});

describe('disk floor', () => {
  test('below it events are 503, above it accepted again by itself; health stays', async () => {
    const clock = new FakeClock(Date.UTC(2026, 10, 24, 6, 0, 0));
    await withCollector(
      {},
      async ({ port, world, log, collector, said }) => {
        assert.deepEqual(seen(await send(port, EVENT)), OK);
        world.freeBytes = 1_073_741_823;
        await clock.advance(1000);
        assert.deepEqual(seen(await send(port, EVENT)), unavailable('the disk is too full to accept events'));
        assert.equal((await send(port, { path: '/health' })).status, 200);
        assert.deepEqual(seen(await send(port, { path: '/sink-health' })), {
          status: 503,
          body: 'The disk is too full to accept events.\n',
        });
        assert.equal((await send(port, { ...EVENT, method: 'OPTIONS' })).status, 200);
        world.freeBytes = 1_073_741_824;
        await clock.advance(1000);
        assert.deepEqual(seen(await send(port, EVENT)), OK);
        assert.deepEqual([log.records.length, collector.counts().outcomes.diskLow], [2, 1]);
        assert.deepEqual(said.slice(1), ['error collector.disk_low', 'info collector.disk_recovered']);
      },
      { clock },
    );
  });

  test('a disk that is full at the start refuses from the first request', () =>
    withCollector({}, async ({ port }) => assert.equal((await send(port, EVENT)).status, 503), {
      freeBytes: async () => 1,
    }));

  test('free bytes that cannot be read change nothing, and are said', async () => {
    const said: string[] = [];
    const clock = new FakeClock(Date.UTC(2026, 10, 24, 6, 0, 0));
    await withCollector(
      {},
      async (rig) => {
        assert.deepEqual(rig.said, ['error collector.disk_unreadable', 'info collector.started']);
        assert.deepEqual(seen(await send(rig.port, EVENT)), OK);
        said.push(...rig.said);
      },
      { clock, freeBytes: () => Promise.reject(new Error('EIO')) },
    );
  });
});

describe('drain', () => {
  test('finishes what is in flight, answers 503 to what still comes, then closes', () =>
    withCollector({}, async ({ port, log, collector, counts }) => {
      log.hold();
      const first = send(port, EVENT);
      const kept = await open(port);
      await log.until(({ pendingCount }) => pendingCount === 1);
      const half = `POST ${TP2} HTTP/1.1\r\nHost: x\r\nOrigin: https://a.example\r\nContent-Length: 2\r\n`;
      kept.write(half);
      await send(port, { path: '/health' });
      const closed = collector.close();
      const late = readUntil(kept, 'event ids.\n');
      kept.write('\r\n{}');
      assert.match(
        await late,
        /^HTTP\/1\.1 503 Service Unavailable\r\n[^]*Connection: close\r\n[^]*the collector is stopping/,
      );
      log.release();
      assert.deepEqual(seen(await first), OK);
      await closed;
      await assert.rejects(send(port, { path: '/health' }), { code: 'ECONNREFUSED' });
      const { outcomes, inFlight } = collector.counts();
      assert.deepEqual([outcomes.stored, outcomes.draining, inFlight], [1, 1, 0]);
      assert.equal(counts.length, 1);
    }));

  test('health is 503 on a connection that is still open', () =>
    withCollector({}, async ({ port, log, collector }) => {
      log.hold();
      const waiting = send(port, EVENT);
      await log.until(({ pendingCount }) => pendingCount === 1);
      const kept = await open(port);
      kept.write('GET /health HTTP/1.1\r\nHost: x\r\n');
      await send(port, { path: '/health' });
      const drained = collector.drain();
      const answer = readUntil(kept, 'draining');
      kept.write('\r\n');
      assert.match(await answer, /^HTTP\/1\.1 503 /);
      log.release();
      await Promise.all([drained, waiting]);
    }));

  test('does not wait longer than its bound for a log that hangs', async () => {
    const clock = new FakeClock(Date.UTC(2026, 10, 24, 6, 0, 0));
    await withCollector(
      { limits: { drainMsMax: 500 } },
      async ({ port, log, collector }) => {
        log.hold();
        const cut = assert.rejects(send(port, EVENT));
        await log.until(({ pendingCount }) => pendingCount === 1);
        const closed = collector.close();
        await turn();
        await clock.advance(600);
        await Promise.all([closed, cut]);
        assert.equal(collector.counts().outcomes.stored, 0);
      },
      { clock },
    );
  });
});

describe('balance', () => {
  test('the cut counts what was appended, by kind, with its hash, up to the offset of the log', async () => {
    const clock = new FakeClock(Date.UTC(2026, 10, 24, 6, 0, 0));
    await withCollector(
      {},
      async ({ port, log, collector, counts }) => {
        await send(port, EVENT);
        await send(port, { ...EVENT, headers: { 'Content-Encoding': 'br' } });
        log.failWith(fail('LOG_FULL', {}));
        await send(port, EVENT);
        log.failWith(undefined);
        await send(port, EVENT);
        await clock.advance(10_000);
        const tally = (...offsets: number[]): { count: number; hash: string } => {
          const hash = new MultisetHash();
          for (const offset of offsets) {
            const { high, low } = payloadHashHalves(log.records[offset]?.payload ?? assert.fail('no record'));
            hash.add(high, low);
          }
          return hash.tally();
        };
        const [cut] = counts;
        assert.deepEqual(cut, { ...collector.cut(), terms: { ...cut?.terms } });
        assert.deepEqual(
          { ...cut, terms: { ...cut?.terms, unsure: cut?.terms['unsure']?.count } },
          {
            hop: 'collect',
            counter: 'collector',
            timeMs: clock.nowMs(),
            topic: 'raw',
            upToOffset: 3,
            terms: { beforeStart: { count: 0, hash: '0' }, stored: tally(0, 2), kept: tally(1), unsure: 1 },
          },
        );
        assert.equal(collector.counts().acceptedSinceStart, log.endOffset);
      },
      { clock },
    );
  });
});
