// Webhooks of the project: nothing is stored unless it comes from whom it says.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, test } from 'node:test';
import { hmacVerifier } from '../../../src/adapters/hmac/hmac-verifier.ts';
import { tokenVerifier } from '../../../src/adapters/hmac/token-verifier.ts';
import type { WebhookDoor } from '../../../src/collect/admit-webhook.ts';
import { planCollector } from '../../../src/collect/plan-collector.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { configWith, exchange, send, withCollector, type Rig } from '../../support/collector-rig.ts';
import { refusal } from '../../support/refusal.ts';

const NOW = Date.UTC(2026, 10, 24, 6, 0, 0);
const SECRET = 'whsec_1';
const PATH = '/com.acme/payments';
const HMAC: WebhookDoor = {
  path: PATH,
  verifier: hmacVerifier({ secrets: [SECRET], signatureHeader: 'X-Signature', encoding: 'hex', prefix: 'sha256=' }),
  secretHeaders: [],
};
const TOKEN: WebhookDoor = {
  path: '/com.acme/token',
  verifier: tokenVerifier({ secrets: [SECRET], header: 'X-Token' }),
  secretHeaders: ['x-token'],
};
const OPEN: WebhookDoor = { path: '/com.acme/open', verifier: null, secretHeaders: [] };
const webhooks = [HMAC, TOKEN, OPEN];

function sign(body: Uint8Array | string, secret = SECRET): { 'X-Signature': string } {
  return { 'X-Signature': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}` };
}

const counted = ({ collector }: Rig): unknown[] => {
  const { outcomes, inFlight, inFlightBytes } = collector.counts();
  return [outcomes.stored, outcomes.kept, outcomes.unverified, inFlight, inFlightBytes];
};

describe('a webhook', () => {
  test('is stored as an ordinary payload when its signature fits, without cookies or a network user id', () =>
    withCollector(
      { cookieBounce: { enabled: true }, doNotTrackCookie: { enabled: true } },
      async (rig) => {
        const body = Buffer.from([0x7b, 0xff, 0x7d]);
        const headers = { ...sign(body), Cookie: 'dnt=1', 'Content-Type': 'Application/JSON' };
        const answer = await send(rig.port, { path: `${PATH}?a=1`, body, headers });
        assert.deepEqual(answer, {
          status: 200,
          headers: [
            ['Access-Control-Allow-Origin', '*'],
            ['Access-Control-Allow-Credentials', 'true'],
            ['Content-Type', 'text/plain'],
            ['Content-Length', '2'],
            ['Connection', 'close'],
          ],
          body: Buffer.from('ok'),
        });
        assert.deepEqual(rig.stored(), [
          {
            head: {
              timeMs: NOW,
              method: 'POST',
              path: PATH,
              query: 'a=1',
              ip: '127.0.0.1',
              host: '127.0.0.1',
              contentType: 'application/json',
              userAgent: null,
              referer: null,
              networkUserId: null,
              headers: [
                ['X-Signature', headers['X-Signature']],
                ['Cookie', 'dnt=1'],
                ['Content-Type', 'Application/JSON'],
                ['Host', `127.0.0.1:${rig.port}`],
                ['Connection', 'close'],
                ['Content-Length', '3'],
              ],
              collector: 'crypt-0.1.0',
              refusal: null,
            },
            body: '{\xff}',
          },
        ]);
        assert.deepEqual(counted(rig), [1, 0, 0, 0, 0]);
      },
      { webhooks, clock: new FakeClock(NOW) },
    ));

  test('with a wrong signature, or none, is answered 401, counted, and nothing of it is stored', () =>
    withCollector(
      {},
      async (rig) => {
        const refused = async (headers: Record<string, string | string[]>, path = PATH): Promise<string> => {
          const answer = await send(rig.port, { path, body: '{}', headers });
          assert.equal(answer.status, 401);
          assert.deepEqual(answer.headers.slice(0, -2), [
            ['Access-Control-Allow-Origin', '*'],
            ['Access-Control-Allow-Credentials', 'true'],
            ['Content-Type', 'text/plain'],
            ['WWW-Authenticate', 'Webhook'],
          ]);
          return answer.body.toString();
        };
        const text = (reason: string, path = PATH): string =>
          `COLLECTOR_WEBHOOK_REFUSED: This webhook was refused: ${reason}. Nothing was stored. ` +
          `Compare the secret and the header of the sender with those of ${path} in crypt.yml.\n`;
        assert.equal(await refused({}), text('there is no header X-Signature'));
        assert.equal(await refused(sign('{}', 'other')), text('the signature does not match'));
        assert.equal(await refused(sign('{ }')), text('the signature does not match'));
        assert.equal(
          await refused({ 'X-Token': 'x' }, TOKEN.path),
          text('the header X-Token does not hold the secret', TOKEN.path),
        );
        const signature = sign('')['X-Signature'];
        const get = await send(rig.port, { path: PATH, headers: { 'X-Signature': `${signature.slice(0, -1)}g` } });
        assert.equal(get.status, 401);
        assert.deepEqual(counted(rig), [0, 0, 5, 0, 0]);
        assert.deepEqual(rig.stored(), []);
      },
      { webhooks },
    ));

  test('is verified whatever the size and the pieces of its body, and a body that is too long is kept as failed', () =>
    withCollector(
      {},
      async (rig) => {
        for (const bytes of [100_000, 1_048_577]) {
          const body = Buffer.alloc(bytes, 'ab');
          assert.equal((await send(rig.port, { path: PATH, body, headers: sign(body) })).status, 200);
          assert.equal((await send(rig.port, { path: PATH, body, headers: sign('ab') })).status, 401);
        }
        const chunked =
          `POST ${PATH} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n` +
          `X-Signature: ${sign('abc')['X-Signature']}\r\n\r\n1\r\na\r\n2\r\nbc\r\n0\r\n\r\n`;
        assert.match(await exchange(rig.port, chunked), /^HTTP\/1\.1 200 /);
        assert.deepEqual(
          rig.stored().map(({ head, body }) => [head.refusal, body.length]),
          [
            [null, 100_000],
            ['body of 1048577 bytes is longer than 1048576', 1_048_577],
            [null, 3],
          ],
        );
        assert.deepEqual(counted(rig), [2, 1, 2, 0, 0]);
      },
      { webhooks },
    ));

  test('without memory for its body in one piece is answered 503', () =>
    withCollector(
      { limits: { inFlightBytesMax: 22 * 1024 * 1024 } },
      async (rig) => {
        const body = Buffer.alloc(9 * 1024 * 1024);
        assert.equal((await send(rig.port, { path: PATH, body, headers: sign(body) })).status, 503);
        assert.deepEqual([rig.collector.counts().outcomes.memoryFull, rig.stored(), counted(rig)[4]], [1, [], 0]);
      },
      { webhooks },
    ));

  test('whose header holds the secret is stored without it', () =>
    withCollector(
      {},
      async (rig) => {
        const headers = { 'X-Token': SECRET, 'X-Other': 'kept' };
        assert.equal((await send(rig.port, { path: TOKEN.path, body: '{}', headers })).status, 200);
        assert.equal((await send(rig.port, { path: TOKEN.path, headers })).status, 200);
        const [post, get] = rig.stored();
        const names = post?.head.headers.map(([name]) => name);
        assert.deepEqual(names, ['X-Other', 'Host', 'Connection', 'Content-Length']);
        assert.deepEqual(
          get?.head.headers.map(([name]) => name),
          ['X-Other', 'Host', 'Connection'],
        );
        assert.equal(
          rig.log.records.some(({ payload }) => Buffer.from(payload).includes(SECRET)),
          false,
        );
      },
      { webhooks },
    ));

  test('at an open path is stored from anybody; any other path stays what it was', () =>
    withCollector(
      { paths: { '/a/b': PATH } },
      async (rig) => {
        assert.equal((await send(rig.port, { path: OPEN.path, body: 'x' })).status, 200);
        assert.equal((await send(rig.port, { path: `${PATH}x`, body: 'x' })).status, 200);
        assert.equal((await send(rig.port, { path: '/com.acme/Payments', body: 'x' })).status, 200);
        assert.equal((await send(rig.port, { path: `${PATH}/`, body: 'x' })).status, 404);
        // A custom path is no way round.
        assert.equal((await send(rig.port, { path: '/a/b', body: 'x' })).status, 401);
        assert.equal((await send(rig.port, { path: '/a/b', body: 'x', headers: sign('x') })).status, 200);
        const put = await send(rig.port, { method: 'PUT', path: OPEN.path, body: 'x' });
        assert.deepEqual(
          [put.status, put.headers.find(([name]) => name === 'Allow')?.[1]],
          [405, 'GET, HEAD, POST, OPTIONS'],
        );
        assert.deepEqual(
          rig.stored().map(({ head }) => head.path),
          [OPEN.path, `${PATH}x`, '/com.acme/Payments', PATH],
        );
      },
      { webhooks },
    ));

  test('is not acknowledged before it is durable, nor while the collector refuses', () =>
    withCollector(
      {},
      async ({ port, log, collector }) => {
        log.hold();
        const answer = send(port, { path: PATH, body: '{}', headers: sign('{}') });
        await log.until(({ pendingCount }) => pendingCount === 1);
        await send(port, { path: '/health' });
        assert.equal(collector.counts().outcomes.stored, 0);
        log.release();
        assert.equal((await answer).status, 200);
      },
      { webhooks },
    ));

  test('at a path that a custom path leads away from is refused at the start', async () => {
    const config = configWith({ paths: { [PATH]: '/com.snowplowanalytics.snowplow/tp2' } });
    const { params } = await refusal('COLLECTOR_CONFIG_PATH', () => planCollector(config, webhooks));
    assert.deepEqual([params['field'], params['value']], ['paths', PATH]);
  });
});
