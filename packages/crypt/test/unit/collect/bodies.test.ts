// Bodies of every size and encoding: what is stored, what is kept with a refusal, what is cut.
import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { BODY_KEPT_BYTES_MAX, BODY_NORMAL_BYTES_MAX, LINGER_MS_MAX } from '../../../src/kernel/limits.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { exchange, open, readAll, readUntil, send, TP2, withCollector, type Rig } from '../../support/collector-rig.ts';

const JSON_BODY = JSON.stringify({ schema: 'x', data: [{ e: 'pv', page: 'ä' }] });
const TOO_LARGE =
  'COLLECTOR_BODY_TOO_LARGE: The body is longer than 10485760 bytes. Nothing of it was stored. ' +
  'Send fewer events a request. The status is 422 so that trackers do not send the same bytes again.\n';

async function postEncoded(
  rig: Rig,
  encoding: string,
  body: Uint8Array,
): Promise<{ refusal: string | null; body: string }> {
  const answer = await send(rig.port, { path: TP2, body, headers: { 'Content-Encoding': encoding } });
  assert.deepEqual([answer.status, answer.body.toString()], [200, 'ok']);
  const { head, body: stored } = rig.stored().at(-1) ?? assert.fail('nothing stored');
  return { refusal: head.refusal, body: stored };
}

describe('size', () => {
  test('up to 1 MiB is ordinary; above, up to 10 MiB, is kept whole with the reason, and answered 200', () =>
    withCollector({}, async ({ port, stored, collector, log }) => {
      for (const size of [BODY_NORMAL_BYTES_MAX, BODY_NORMAL_BYTES_MAX + 1, BODY_KEPT_BYTES_MAX]) {
        const answer = await send(port, { path: TP2, body: Buffer.alloc(size, 'x') });
        assert.deepEqual([answer.status, answer.body.toString()], [200, 'ok']);
      }
      assert.deepEqual(
        stored().map(({ head, body }) => [head.refusal, body.length, body === 'x'.repeat(body.length)]),
        [
          [null, 1_048_576, true],
          ['body of 1048577 bytes is longer than 1048576', 1_048_577, true],
          ['body of 10485760 bytes is longer than 1048576', 10_485_760, true],
        ],
      );
      const { outcomes, inFlightBytes } = collector.counts();
      assert.deepEqual([outcomes.stored, outcomes.kept, inFlightBytes, log.records.length], [1, 2, 0, 3]);
    }));

  test('one byte more is 422 before a byte of it is read, and the connection ends', () =>
    withCollector({}, async ({ port, log, collector }) => {
      const head = `POST ${TP2} HTTP/1.1\r\nHost: x\r\nOrigin: https://a.example\r\nContent-Length: 10485761\r\n\r\n`;
      const text = await exchange(port, head);
      assert.match(text, /^HTTP\/1\.1 422 Unprocessable Entity\r\n/);
      assert.match(text, /\r\nAccess-Control-Allow-Origin: https:\/\/a\.example\r\n/);
      assert.match(text, /\r\nConnection: close\r\n/);
      assert.equal(text.slice(text.indexOf('\r\n\r\n') + 4), TOO_LARGE);
      assert.equal(log.records.length, 0);
      assert.equal(collector.counts().outcomes.bodyTooLarge, 1);
    }));

  test('a chunked body is cut at the same byte, and its client sees the answer while it still sends', () =>
    withCollector({}, async ({ port, log, collector }) => {
      const answer = await send(port, {
        path: TP2,
        body: Buffer.alloc(BODY_KEPT_BYTES_MAX + 1_000_000),
        headers: { 'Transfer-Encoding': 'chunked' },
      });
      assert.deepEqual([answer.status, answer.body.toString()], [422, TOO_LARGE]);
      assert.equal(log.records.length, 0);
      assert.deepEqual([collector.counts().outcomes.bodyTooLarge, collector.counts().inFlightBytes], [1, 0]);
    }));

  test('a client that still sends gets the whole answer and an end, not a reset', () =>
    withCollector({}, async ({ port }) => {
      const socket = await open(port);
      const errors: string[] = [];
      socket.on('error', (error) => errors.push(error.message));
      const answer = readUntil(socket, TOO_LARGE);
      const ended = new Promise((resolve) => socket.once('end', resolve));
      const closed = new Promise((resolve) => socket.once('close', resolve));
      socket.write(`POST ${TP2} HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n`);
      const sent = new Promise<void>((resolve) => socket.write(Buffer.alloc(8_000_000), () => resolve()));
      assert.match(await answer, /^HTTP\/1\.1 422 /);
      await Promise.all([sent, ended]);
      socket.end();
      await closed;
      assert.deepEqual(errors, []);
    }));

  test('the connection of a client that does not stop sending is cut', async () => {
    const clock = new FakeClock();
    await withCollector(
      {},
      async ({ port }) => {
        const socket = await open(port, true);
        socket.on('error', () => undefined);
        const answer = readUntil(socket, TOO_LARGE);
        const closed = new Promise((resolve) => socket.once('close', resolve));
        socket.write(`POST ${TP2} HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n`);
        await answer;
        await clock.advance(LINGER_MS_MAX - 1);
        assert.equal(socket.destroyed, false);
        await clock.advance(1);
        // A reset shows only at a write.
        const drip = setInterval(() => socket.write('x'), 5);
        await closed;
        clearInterval(drip);
      },
      { clock },
    );
  });

  test('a client that asks before it sends is told to continue, or refused without sending', () =>
    withCollector({}, async ({ port, stored }) => {
      const socket = await open(port);
      const continued = readUntil(socket, '100 Continue\r\n\r\n');
      socket.write(`POST ${TP2} HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n`);
      assert.equal(await continued, 'HTTP/1.1 100 Continue\r\n\r\n');
      const done = readUntil(socket, '\r\n\r\nok');
      socket.write('{}');
      await done;
      socket.destroy();
      const refused = await exchange(
        port,
        `POST ${TP2} HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 99999999\r\n\r\n`,
      );
      assert.match(refused, /^HTTP\/1\.1 422 /);
      assert.deepEqual(
        stored().map(({ body }) => body),
        ['{}'],
      );
    }));

  test('memory in flight is bounded: 503 beyond it, and all of it is given back', () =>
    withCollector({ limits: { inFlightBytesMax: 22_020_096 } }, async ({ port, log, collector }) => {
      log.hold();
      const first = send(port, { path: TP2, body: Buffer.alloc(9_000_000) });
      await log.until(({ pendingCount }) => pendingCount === 1);
      const second = await send(port, { path: TP2, body: Buffer.alloc(9_000_000) });
      assert.equal(second.status, 503);
      assert.match(second.body.toString(), /^COLLECTOR_NOT_STORED: .* too many requests are in flight\. /);
      log.release();
      assert.equal((await first).status, 200);
      const { outcomes, inFlightBytes } = collector.counts();
      assert.deepEqual([outcomes.memoryFull, outcomes.kept, inFlightBytes], [1, 1, 0]);
      assert.equal((await send(port, { path: TP2, body: '{}' })).status, 200);
    }));
});

describe('Content-Encoding', () => {
  test('gzip and both kinds of deflate are decoded', () =>
    withCollector({}, async (rig) => {
      const latin1 = Buffer.from(JSON_BODY).toString('latin1');
      const plain = { refusal: null, body: latin1 };
      assert.deepEqual(await postEncoded(rig, 'gzip', gzipSync(JSON_BODY)), plain);
      assert.deepEqual(await postEncoded(rig, 'X-GZip', gzipSync(JSON_BODY)), plain);
      assert.deepEqual(await postEncoded(rig, 'deflate', deflateSync(JSON_BODY)), plain);
      assert.deepEqual(await postEncoded(rig, 'deflate', deflateRawSync(JSON_BODY)), plain);
      assert.deepEqual(await postEncoded(rig, 'identity', Buffer.from(JSON_BODY)), plain);
      assert.deepEqual(await postEncoded(rig, 'gzip', gzipSync(Buffer.alloc(BODY_NORMAL_BYTES_MAX, 'x'))), {
        refusal: null,
        body: 'x'.repeat(BODY_NORMAL_BYTES_MAX),
      });
    }));

  test('what does not decode is kept as it came, with the reason, and answered 200', () =>
    withCollector({}, async (rig) => {
      const kept = async (encoding: string, body: Buffer, refusal: string): Promise<void> => {
        assert.deepEqual(await postEncoded(rig, encoding, body), { refusal, body: body.toString('latin1') });
      };
      const broken = 'body does not decode; it is kept as it came';
      const unknown = 'content encoding is not gzip or deflate; the body is kept as it came';
      await kept('gzip', Buffer.from('{}'), broken);
      await kept('gzip', gzipSync(JSON_BODY).subarray(0, 30), broken);
      await kept('deflate', Buffer.from('{}'), broken);
      await kept('br', brotliCompressSync(JSON_BODY), unknown);
      await kept('gzip, gzip', gzipSync(gzipSync(JSON_BODY)), unknown);
      const bomb = gzipSync(Buffer.alloc(200 * BODY_NORMAL_BYTES_MAX));
      await kept('gzip', bomb, 'body decodes to more than 1048576 bytes; it is kept compressed');
      assert.equal(rig.collector.counts().outcomes.kept, 6);
    }));

  test('a large compressed body is kept without being decoded', () =>
    withCollector({}, async (rig) => {
      const large = Buffer.alloc(BODY_NORMAL_BYTES_MAX + 1);
      const { refusal } = await postEncoded(rig, 'gzip', large);
      assert.equal(refusal, 'body of 1048577 bytes is longer than 1048576');
    }));
});

describe('broken off', () => {
  test('nothing is stored of a body whose client goes away, and its memory is given back', () =>
    withCollector({}, async ({ port, log, collector }) => {
      for (const head of ['Content-Length: 100', 'Transfer-Encoding: chunked']) {
        const socket = await open(port);
        socket.write(`POST ${TP2} HTTP/1.1\r\nHost: x\r\n${head}\r\n\r\n5\r\nabcde\r\n`);
        while (collector.counts().inFlight === 0) await new Promise((resolve) => setImmediate(resolve));
        socket.destroy();
        while (collector.counts().inFlight > 0) await new Promise((resolve) => setImmediate(resolve));
      }
      assert.equal(log.records.length, 0);
      assert.deepEqual([collector.counts().outcomes.abandoned, collector.counts().inFlightBytes], [2, 0]);
    }));

  test('a body shorter than announced is 408; a longer one is stored, and the rest is no answer to it', () =>
    withCollector({ limits: { requestMsMax: 200 } }, async ({ port, stored, collector }) => {
      const short = await exchange(port, `POST ${TP2} HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{}`);
      assert.match(short, /^HTTP\/1\.1 408 Request Timeout\r\n/);
      assert.match(short, /COLLECTOR_REQUEST_SLOW: The request did not arrive within 200 ms\. Nothing was stored\./);
      const long = await exchange(port, `POST ${TP2} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}{}{}`);
      // The rest is malformed, but a 400 would be read as the answer to the request that was stored.
      assert.equal(long, '');
      assert.deepEqual(
        stored().map(({ body }) => body),
        ['{}'],
      );
      assert.deepEqual(collector.counts().unparsed, { malformed: 1, headers: 0, slow: 1, connections: 0 });
    }));

  test('a body that comes one byte a chunk arrives whole', () =>
    withCollector({}, async ({ port, stored }) => {
      const socket = await open(port);
      const answer = readAll(socket);
      socket.write(`POST ${TP2} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n`);
      const text = Array.from({ length: 20_000 }, (_, i) => String.fromCharCode(97 + (i % 26))).join('');
      for (const character of text) socket.write(`1\r\n${character}\r\n`);
      socket.write('0\r\n\r\n');
      assert.match(await answer, /\r\n\r\nok$/);
      assert.equal(stored()[0]?.body, text);
    }));
});
