import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { request } from 'node:https';
import { connect } from 'node:net';
import type { CollectorConfig } from '../../../src/config/collector-schema.ts';
import { isCryptError, type CryptError } from '../../../src/kernel/crypt-error.ts';
import { readAnswer, send, TP2, UUID, withCollector, type Answer } from '../../support/collector-rig.ts';
import { CERT_PEM, KEY_PEM, OTHER_KEY_PEM } from '../../support/test-certificate.ts';

const nothing = async (): Promise<void> => undefined;

async function refusal(changes: Parameters<typeof withCollector>[0], options = {}): Promise<CryptError> {
  try {
    await withCollector(changes, nothing, options);
  } catch (error) {
    if (isCryptError(error)) return error;
    throw error;
  }
  return assert.fail('it started');
}

describe('listening', () => {
  test('a taken port names its owner when it can be told', () =>
    withCollector({}, async ({ port }) => {
      const known = await refusal({ port }, { portOwner: async () => 'node (process 4711)' });
      assert.equal(known.code, 'COLLECTOR_PORT_TAKEN');
      assert.equal(
        known.message,
        `Port ${port} of 127.0.0.1 is taken by node (process 4711). The collector did not start.`,
      );
      assert.equal(
        known.hint,
        `See who listens: lsof -nP -iTCP:${port} -sTCP:LISTEN. Stop it, or set another collector port.`,
      );
      const unknown = await refusal({ port });
      assert.equal(unknown.message, `Port ${port} of 127.0.0.1 is taken. The collector did not start.`);
    }));

  test('an address of another machine is refused', async () => {
    const error = await refusal({ host: '192.0.2.1' });
    assert.deepEqual([error.code, error.params['code']], ['COLLECTOR_LISTEN_REFUSED', 'EADDRNOTAVAIL']);
  });

  test('closing twice is closing once', () =>
    withCollector({}, async ({ collector, counts }) => {
      await Promise.all([collector.close(), collector.close()]);
      assert.equal(counts.length, 1);
    }));

  test('the address says how to reach it', () =>
    withCollector({}, async ({ collector, port }) => {
      assert.deepEqual(collector.address, { host: '127.0.0.1', port, url: `http://127.0.0.1:${port}` });
    }));
});

const sendTls = async (port: number, path: string): Promise<Answer> =>
  readAnswer(
    await new Promise((resolve, reject) => {
      request({ host: '127.0.0.1', port, path, rejectUnauthorized: false, agent: false }, resolve)
        .on('error', reject)
        .end();
    }),
  );

const cookie = (answer: Answer): string | undefined =>
  new Map(answer.headers).get('Set-Cookie')?.replace(/Expires=[^;]*/, '');

describe('TLS', () => {
  const tls = { certPem: CERT_PEM, keyPem: KEY_PEM };
  test('https stores and sets the same cookie as http', () =>
    withCollector({ tls }, async ({ port, stored, collector }) => {
      const secure = await sendTls(port, '/i');
      assert.equal(secure.status, 200);
      assert.equal(stored().length, 1);
      assert.equal(collector.address.url, `https://127.0.0.1:${port}`);
      await withCollector({}, async (plain) => {
        assert.equal(cookie(await send(plain.port, { path: '/i' })), cookie(secure));
        assert.equal(cookie(secure), `sp=${UUID}; ; Path=/; Secure; HttpOnly; SameSite=None`);
      });
    }));

  test('plain http on the https port is counted as malformed', () =>
    withCollector({ tls }, async ({ port, collector }) => {
      await new Promise((resolve) => {
        const socket = connect({ port, host: '127.0.0.1' }, () => socket.write(`GET ${TP2} HTTP/1.1\r\n\r\n`));
        socket.on('error', resolve);
        socket.on('close', resolve);
        socket.resume();
      });
      assert.equal(collector.counts().unparsed.malformed, 1);
    }));

  test('a key of another certificate, and text that is no PEM, are refused without the key in the message', async () => {
    for (const bad of [
      { ...tls, keyPem: OTHER_KEY_PEM },
      { certPem: 'x', keyPem: KEY_PEM },
    ]) {
      const error = await refusal({ tls: bad });
      assert.equal(error.code, 'COLLECTOR_CONFIG_TLS');
      assert.doesNotMatch(error.message, /BEGIN|MIG/);
    }
  });
});

describe('settings that are refused', () => {
  type Changes = Parameters<typeof withCollector>[0];
  const cases: [code: string, field: string, value: string, changes: Changes][] = [
    ['COLLECTOR_CONFIG_NETWORK', 'trustedProxies', '10.0.0.0/33', { trustedProxies: ['10.0.0.0/33'] }],
    ['COLLECTOR_CONFIG_NETWORK', 'trustedProxies', '10.0.0/8', { trustedProxies: ['127.0.0.1', '10.0.0/8'] }],
    ['COLLECTOR_CONFIG_NETWORK', 'trustedProxies', '::1/129', { trustedProxies: ['::1/129'] }],
    ['COLLECTOR_CONFIG_NETWORK', 'trustedProxies', '10.0.0.0/', { trustedProxies: ['10.0.0.0/'] }],
    ['COLLECTOR_CONFIG_NETWORK', 'metricsNetworks', 'localhost', { metricsNetworks: ['localhost'] }],
    [
      'COLLECTOR_CONFIG_DOMAIN',
      'redirect.domains',
      'https://a.example',
      { redirect: { domains: ['https://a.example'] } },
    ],
    ['COLLECTOR_CONFIG_DOMAIN', 'redirect.domains', '*.a.example', { redirect: { domains: ['*.a.example'] } }],
    ['COLLECTOR_CONFIG_DOMAIN', 'cookie.domains', 'a.example; Secure', { cookie: { domains: ['a.example; Secure'] } }],
    ['COLLECTOR_CONFIG_DOMAIN', 'cookie.fallbackDomain', '', { cookie: { fallbackDomain: '' } }],
    ['COLLECTOR_CONFIG_DOMAIN', 'crossDomain.domains', '"/>', { crossDomain: { domains: ['"/>'] } }],
    ['COLLECTOR_CONFIG_PATH', 'paths', '/track', { paths: { '/track': TP2 } }],
    ['COLLECTOR_CONFIG_PATH', 'paths', '/tp2', { paths: { '/com.acme/track': '/tp2' } }],
    ['COLLECTOR_CONFIG_PATH', 'paths', '/a/b?c', { paths: { '/a/b?c': TP2 } }],
    ['COLLECTOR_CONFIG_PATH', 'paths', 'a/b', { paths: { 'a/b': TP2 } }],
    ['COLLECTOR_CONFIG_COOKIE', 'cookie.name', 'a b', { cookie: { name: 'a b' } }],
    ['COLLECTOR_CONFIG_COOKIE', 'cookie.clientCookieName', 'sp', { cookie: { clientCookieName: 'sp' } }],
    ['COLLECTOR_CONFIG_COOKIE', 'cookie.clientCookieName', '', { cookie: { clientCookieName: '' } }],
    ['COLLECTOR_CONFIG_COOKIE', 'cookie.secure', 'false', { cookie: { secure: false } }],
    ['COLLECTOR_CONFIG_COOKIE', 'cookie.sameSite', 'none', { cookie: { sameSite: 'none' as 'None' } }],
    ['COLLECTOR_CONFIG_COOKIE', 'cookieBounce.name', '=', { cookieBounce: { name: '=' } }],
    [
      'COLLECTOR_CONFIG_COOKIE',
      'cookieBounce.fallbackNetworkUserId',
      'a;b',
      { cookieBounce: { fallbackNetworkUserId: 'a;b' } },
    ],
    [
      'COLLECTOR_CONFIG_COOKIE',
      'cookieBounce.enabled',
      'true',
      { cookieBounce: { enabled: true }, cookie: { enabled: false } },
    ],
    ['COLLECTOR_CONFIG_COOKIE', 'doNotTrackCookie.name', '', { doNotTrackCookie: { name: '' } }],
    ['COLLECTOR_CONFIG_HEADER', 'cors.allowedHeaders', 'X Own', { cors: { allowedHeaders: ['X Own'] } }],
    [
      'COLLECTOR_CONFIG_HEADER',
      'rootResponse.headers',
      'Location',
      { rootResponse: { headers: { Location: 'a\r\nb' } } },
    ],
    ['COLLECTOR_CONFIG_HEADER', 'rootResponse.headers', 'a b', { rootResponse: { headers: { 'a b': '' } } }],
    ['COLLECTOR_CONFIG_NUMBER', 'port', '70000', { port: 70_000 }],
    ['COLLECTOR_CONFIG_NUMBER', 'cookie.expiryDays', '0', { cookie: { expiryDays: 0 } }],
    ['COLLECTOR_CONFIG_NUMBER', 'cors.maxAgeSeconds', '1.5', { cors: { maxAgeSeconds: 1.5 } }],
    ['COLLECTOR_CONFIG_NUMBER', 'rootResponse.statusCode', '100', { rootResponse: { statusCode: 100 } }],
    ['COLLECTOR_CONFIG_NUMBER', 'limits.connectionsMax', '0', { limits: { connectionsMax: 0 } }],
    ['COLLECTOR_CONFIG_NUMBER', 'limits.requestMsMax', '99', { limits: { requestMsMax: 99 } }],
    ['COLLECTOR_CONFIG_NUMBER', 'limits.keepAliveIdleMsMax', '-1', { limits: { keepAliveIdleMsMax: -1 } }],
    ['COLLECTOR_CONFIG_NUMBER', 'limits.inFlightBytesMax', '22020095', { limits: { inFlightBytesMax: 22_020_095 } }],
    ['COLLECTOR_CONFIG_NUMBER', 'limits.appendWaitMsMax', 'NaN', { limits: { appendWaitMsMax: Number.NaN } }],
    ['COLLECTOR_CONFIG_NUMBER', 'limits.drainMsMax', '600001', { limits: { drainMsMax: 600_001 } }],
    ['COLLECTOR_CONFIG_NUMBER', 'limits.diskFloorBytes', '-1', { limits: { diskFloorBytes: -1 } }],
    ['COLLECTOR_CONFIG_NUMBER', 'limits.retryAfterSeconds', '0', { limits: { retryAfterSeconds: 0 } }],
  ];
  for (const [code, field, value, changes] of cases) {
    test(`${field} = ${JSON.stringify(value)} is ${code}`, async () => {
      const error = await refusal(changes);
      assert.deepEqual(
        [error.code, error.kind, error.params['field'], error.params['value']],
        [code, 'user', field, value],
      );
      assert.match(error.message, / cannot be used: .+\. It did not start\.$/);
    });
  }

  test('every default is usable', () => withCollector({} satisfies Partial<CollectorConfig>, nothing));
});
