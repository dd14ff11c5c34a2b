// Raw bytes on the socket: slow, oversized, malformed and hostile clients.
import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { OUTCOMES, type CollectorCounts } from '../../../src/collect/counts.ts';
import { exchange, open, readAll, readUntil, send, TP2, withCollector } from '../../support/collector-rig.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const ended = (counts: CollectorCounts): number => OUTCOMES.reduce((sum, outcome) => sum + counts.outcomes[outcome], 0);

const lineOf = (bytes: number): string => `GET /i?${'a'.repeat(bytes - 'GET /i? HTTP/1.1\r\n'.length)} HTTP/1.1\r\n`;

const headOf = (bytes: number): string => {
  const fixed = 'Host: x\r\nConnection: close\r\nX: \r\n'.length;
  return `GET /i HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX: ${'a'.repeat(bytes - fixed)}\r\n\r\n`;
};

const post = (body: string): string =>
  `POST ${TP2} HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

describe('slow clients', () => {
  const slow = { limits: { requestMsMax: 200 } };

  for (const [what, bytes] of [
    ['sends nothing', ''],
    ['sends half a request line', 'POST /com.snow'],
    ['sends half of its headers', `POST ${TP2} HTTP/1.1\r\nHost: x\r\nA`],
    ['sends half of its body', `POST ${TP2} HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{}`],
    ['sends half of a chunk', `POST ${TP2} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{}`],
  ] as const) {
    test(`one that ${what} is 408, and nothing is stored`, () =>
      withCollector(slow, async ({ port, log, collector }) => {
        assert.match(await exchange(port, bytes), /^HTTP\/1\.1 408 Request Timeout\r\n[^]*COLLECTOR_REQUEST_SLOW: /);
        while (collector.counts().inFlight > 0) await turn();
        assert.deepEqual([log.records.length, collector.counts().unparsed.slow], [0, 1]);
      }));
  }

  test('drips of headers do not prolong it', () =>
    withCollector(slow, async ({ port, collector }) => {
      const socket = await open(port);
      const answer = readAll(socket);
      socket.write(`POST ${TP2} HTTP/1.1\r\nHost: x\r\n`);
      const drip = setInterval(() => socket.write('X: y\r\n'), 20);
      assert.match(await answer, /^HTTP\/1\.1 408 /);
      clearInterval(drip);
      assert.equal(collector.counts().unparsed.slow, 1);
    }));

  test('others are served meanwhile, and connections above the limit are closed at once', () =>
    withCollector({ limits: { connectionsMax: 3 } }, async ({ port, collector }) => {
      const held = await Promise.all([open(port), open(port)]);
      assert.equal((await send(port, { path: TP2, body: '{}' })).status, 200);
      held.push(await open(port));
      await send(port, { path: '/health' }).catch(() => undefined);
      while (collector.counts().unparsed.connections === 0) await turn();
      for (const socket of held) socket.destroy();
    }));

  test('an idle connection may be used again', () =>
    withCollector(slow, async ({ port, stored }) => {
      const socket = await open(port);
      const message = `POST ${TP2} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}`;
      const first = readUntil(socket, '\r\n\r\nok');
      socket.write(message);
      assert.match(await first, /\r\nKeep-Alive: timeout=610\r\n/);
      // Longer than a request may take: other clients are cut, this one waits between two requests.
      await exchange(port, 'GET');
      const second = readUntil(socket, '\r\n\r\nok');
      socket.write(message);
      await second;
      socket.destroy();
      assert.equal(stored().length, 2);
    }));
});

describe('oversized heads', () => {
  test('a request line of 20,480 bytes is stored; one more is 422', () =>
    withCollector({}, async ({ port, log, collector }) => {
      assert.match(
        await exchange(port, `${lineOf(20_480)}Host: x\r\nConnection: close\r\n\r\n`),
        /^HTTP\/1\.1 200 OK\r\n/,
      );
      const refused = await exchange(port, `${lineOf(20_481)}Host: x\r\n\r\n`);
      assert.match(
        refused,
        /^HTTP\/1\.1 422 [^]*COLLECTOR_LINE_TOO_LONG: The request line is longer than 20480 bytes\./,
      );
      assert.deepEqual([log.records.length, collector.counts().outcomes.lineTooLong], [1, 1]);
    }));

  test('headers of 40,960 bytes are stored; one more is 431, however far above', () =>
    withCollector({}, async ({ port, log, collector }) => {
      assert.match(await exchange(port, headOf(40_960)), /^HTTP\/1\.1 200 OK\r\n/);
      const refused = /^HTTP\/1\.1 431 [^]*COLLECTOR_HEADERS_TOO_LARGE: The headers are longer than 40960 bytes\./;
      assert.match(await exchange(port, headOf(40_961)), refused);
      assert.match(await exchange(port, headOf(300_000)), refused);
      assert.match(await exchange(port, `GET /${'a'.repeat(300_000)}`), refused);
      assert.equal(log.records.length, 1);
      assert.deepEqual([collector.counts().outcomes.headersTooLarge, collector.counts().unparsed.headers], [1, 2]);
    }));

  test('many small headers all arrive', () =>
    withCollector({}, async ({ port, stored }) => {
      const many = Array.from({ length: 5000 }, (_, i) => `a:${i % 10}\r\n`).join('');
      await exchange(port, `GET /i HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${many}\r\n`);
      assert.equal(stored()[0]?.head.headers.length, 5002);
    }));
});

describe('malformed requests', () => {
  for (const bytes of [
    'NONSENSE\r\n\r\n',
    'GET /i HTTP/9.9\r\n\r\n',
    'GET /i?\u00e4 HTTP/1.1\r\nHost: x\r\n\r\n',
    'GET /i HTTP/1.1\r\nHost x\r\n\r\n',
    'GET /i HTTP/1.1\r\nHost: x\r\nA b: c\r\n\r\n',
    `POST ${TP2} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}`,
    `POST ${TP2} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}`,
    `POST ${TP2} HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n{}`,
    `POST ${TP2} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n`,
    '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
  ]) {
    test(`${JSON.stringify(bytes.slice(0, 90))} is 400`, () =>
      withCollector({}, async ({ port, log, collector }) => {
        const text = await exchange(port, Buffer.from(bytes, 'latin1'));
        assert.match(
          text,
          /^HTTP\/1\.1 400 Bad Request\r\n[^]*COLLECTOR_REQUEST_MALFORMED: This is not an HTTP\/1\.1 request: /,
        );
        assert.deepEqual([log.records.length, collector.counts().unparsed.malformed], [0, 1]);
        while (collector.counts().inFlight > 0) await turn();
      }));
  }

  test('HTTP/1.1 without a Host is 400, HTTP/1.0 without one is stored', () =>
    withCollector({}, async ({ port, stored, collector }) => {
      assert.match(await exchange(port, 'GET /i HTTP/1.1\r\n\r\n'), /^HTTP\/1\.1 400 [^]* it has no Host header\. /);
      assert.match(await exchange(port, 'GET /i HTTP/1.0\r\n\r\n'), /^HTTP\/1\.1 200 OK\r\n/);
      assert.deepEqual(
        stored().map(({ head }) => head.host),
        [''],
      );
      assert.equal(collector.counts().outcomes.malformed, 1);
    }));

  test('an absolute target is taken by its path', () =>
    withCollector({}, async ({ port, stored }) => {
      await exchange(port, 'GET http://x.example/i?e=pv HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
      assert.deepEqual(
        stored().map(({ head }) => [head.path, head.query]),
        [['/i', 'e=pv']],
      );
    }));
});

describe('pipelining', () => {
  test('requests of one packet are answered in their order, each once it is durable', () =>
    withCollector({}, async ({ port, log, stored }) => {
      log.hold();
      const socket = await open(port);
      const answers = readAll(socket);
      socket.write(
        `${post('{}')}GET /i HTTP/1.1\r\nHost: x\r\n\r\n${post('[]')}GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
      );
      await log.until(({ pendingCount }) => pendingCount === 3);
      log.release();
      const text = await answers;
      assert.deepEqual(text.match(/HTTP\/1\.1 \d+|Content-Type: \S+/g), [
        'HTTP/1.1 200',
        'Content-Type: text/plain',
        'HTTP/1.1 200',
        'Content-Type: image/gif',
        'HTTP/1.1 200',
        'Content-Type: text/plain',
        'HTTP/1.1 200',
        'Content-Type: text/plain',
      ]);
      assert.deepEqual(
        stored()
          .map(({ head, body }) => [head.method, body])
          .toSorted((a, b) => a.join().localeCompare(b.join())),
        [
          ['GET', ''],
          ['POST', '[]'],
          ['POST', '{}'],
        ],
      );
    }));

  test('garbage after a request that waits for the log gets no text that could be its answer', () =>
    withCollector({}, async ({ port, log }) => {
      log.hold();
      const socket = await open(port);
      const answers = readAll(socket);
      socket.write('GET /i HTTP/1.1\r\nHost: x\r\n\r\n');
      await log.until(({ pendingCount }) => pendingCount === 1);
      socket.write('NONSENSE\r\n\r\n');
      assert.equal(await answers, '');
      log.release();
    }));
});

describe('any bytes', () => {
  const word = fc.constantFrom(
    'GET ',
    'POST ',
    'HEAD ',
    'OPTIONS ',
    'PUT ',
    '/i',
    '/ice.png',
    TP2,
    '/r/tp2?u=',
    '/health',
    '/metrics',
    '?a=b&nuid=',
    ' HTTP/1.1\r\n',
    ' HTTP/1.0\r\n',
    'Host: x\r\n',
    'Content-Length: 3\r\n',
    'Transfer-Encoding: chunked\r\n',
    'Content-Encoding: gzip\r\n',
    'Expect: 100-continue\r\n',
    'Connection: close\r\n',
    'Cookie: sp=',
    'Origin: ',
    '\r\n',
    '\r\n\r\n',
    '3\r\nabc\r\n0\r\n\r\n',
    'SP-Anonymous: *\r\n',
    'Upgrade: h2c\r\nConnection: Upgrade\r\n',
    '%0d%0a',
  );
  const noise = fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes).toString('latin1'));
  const head = fc
    .tuple(fc.constantFrom('GET ', 'POST ', 'HEAD '), fc.constantFrom('/i', TP2, '/r/a'), noise)
    .map(([method, path, text]) => `${method}${path}?${encodeURIComponent(text)} HTTP/1.1\r\nHost: x\r\n`);
  const headers = fc.array(
    fc.constantFrom('SP-Anonymous: *\r\n', 'Content-Encoding: gzip\r\n', 'Cookie: sp=1\r\n', 'A: b\r\n'),
  );
  const whole = fc
    .tuple(head, headers, noise)
    .map(([start, lines, body]) => `${start}${lines.join('')}Content-Length: ${body.length}\r\n\r\n${body}`);
  const cutShort = fc.tuple(whole, fc.nat(200)).map(([text, length]) => text.slice(0, length));
  const part = fc.oneof({ weight: 6, arbitrary: word }, head, noise, { weight: 3, arbitrary: whole }, cutShort);
  const message = fc
    .tuple(fc.array(whole, { maxLength: 3 }), fc.array(part, { maxLength: 12 }))
    .map(([before, after]) => [...before, ...after]);

  test('never stop the server, and what it counts is what is stored', () =>
    withCollector(
      {
        cookieBounce: { enabled: true },
        redirect: { enabled: true, domains: ['x'], macro: true },
        doNotTrackCookie: { enabled: true },
        trustedProxies: ['127.0.0.1'],
      },
      async ({ port, log, collector }) => {
        await fc.assert(
          fc.asyncProperty(message, async (parts) => {
            const socket = await open(port);
            const answer = readAll(socket);
            socket.end(Buffer.from(parts.join(''), 'latin1'));
            await answer;
          }),
          { numRuns: 400 },
        );
        while (collector.counts().inFlight > 0) await turn();
        const counts = collector.counts();
        assert.equal(counts.acceptedSinceStart, log.records.length);
        assert.equal(counts.outcomes.stored + counts.outcomes.kept, log.records.length);
        assert.equal(ended(counts), counts.requests);
        assert.deepEqual([counts.inFlightBytes, counts.appendsPending, counts.appendsRejected], [0, 0, 0]);
        assert.ok(log.records.length > 100, 'much of it was events');
        assert.equal((await send(port, { path: '/health' })).status, 200);
      },
    ));
});
