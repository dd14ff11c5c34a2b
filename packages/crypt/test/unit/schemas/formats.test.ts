import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatCheck, formatNames } from '../../../src/schemas/formats.ts';

const CASES: Readonly<Record<string, { readonly good: readonly string[]; readonly bad: readonly string[] }>> = {
  date: { good: ['2024-02-29', '0000-01-01'], bad: ['2023-02-29', '2024-2-1', '2024-02-01T', ''] },
  'date-time': {
    good: [
      '2024-02-28T10:00:00Z',
      '2024-02-29T23:59:59.123456+05:30',
      '2024-12-31 23:59:60Z',
      '2024-01-31t00:00:00z',
      '2024-01-01T00:00:00+0100',
      '2024-01-01T00:00:00+01',
    ],
    bad: [
      '2024-02-30T10:00:00Z',
      '2024-01-01T24:00:00Z',
      '2024-01-01T10:00:00',
      '2024-01-01',
      '2024-01-01T10:61:00Z',
      '2024-01-01T10:00:00+24:00',
    ],
  },
  time: { good: ['10:00:00', '10:00:00.5'], bad: ['10:00', '10:00:00Z'] },
  uuid: {
    good: ['A86C42E5-b831-45c8-b706-e214c26b4b3d'],
    bad: ['a86c42e5b83145c8b706e214c26b4b3d', 'urn:uuid:a86c42e5-b831-45c8-b706-e214c26b4b3d', ''],
  },
  uri: {
    good: ['https://example.com/a b|c', 'mailto:x', 'javascript:;', 'HTTP:x'],
    bad: ['/path', 'example.com', '', '1a:b', ':x'],
  },
  'strict-uri': { good: ['https://example.com/a?b=c#d'], bad: ['https://example.com/a b', 'x'] },
  email: { good: ['ada@example.org'], bad: ['ada', 'ada@', '@x.org', 'a b@x.org', `${'a'.repeat(400)}@x.org`] },
  hostname: { good: ['a.example.org', 'localhost'], bad: ['a_b.org', '-a.org', ''] },
  ipv4: { good: ['10.0.0.255'], bad: ['10.0.0.256', '1.2.3', '::1'] },
  'ip-address': { good: ['10.0.0.255'], bad: ['10.0.0.256'] },
  ipv6: { good: ['::1', '2001:db8::ff00:42:8329'], bad: ['1.2.3.4', ':::'] },
};

test('each format accepts and refuses what it is to', () => {
  assert.deepEqual(formatNames(), Object.keys(CASES));
  for (const [name, { good, bad }] of Object.entries(CASES)) {
    const check = formatCheck(name);
    assert.ok(check !== undefined);
    for (const text of good) assert.ok(check(text), `${name} ${text}`);
    for (const text of bad) assert.ok(!check(text), `${name} ${text}`);
  }
});

test('other formats judge nothing, those named as prototypes among them', () => {
  for (const name of ['color', 'constructor', '__proto__', 'toString', '']) assert.equal(formatCheck(name), undefined);
});

test('a megabyte of anything is answered at once', () => {
  const texts = ['a', '1', ':', 'a.', '1:', 'a@', '%41', '/', '-', 'a-', '0000'].map((part) =>
    part.repeat(1_000_000 / part.length),
  );
  const startedMs = performance.now();
  for (const name of formatNames()) for (const text of texts) formatCheck(name)?.(text);
  for (const name of formatNames()) for (const text of texts) formatCheck(name)?.(`a:${text.slice(0, 65_000)} `);
  assert.ok(performance.now() - startedMs < 3_000, `${performance.now() - startedMs} ms`);
});
