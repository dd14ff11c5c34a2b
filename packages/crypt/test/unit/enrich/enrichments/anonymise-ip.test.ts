import assert from 'node:assert/strict';
import { isIPv4, isIPv6 } from 'node:net';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { createAnonymiseIp, maskIp } from '../../../../src/enrich/enrichments/anonymise-ip.ts';
import { createHeaders } from '../../../../src/enrich/enrichments/headers.ts';
import { outcome, requestDraft } from './request-draft.ts';

// The facts of enrich 3.9.0's AnonIpEnrichmentSpec, with addresses of the same shapes.
test('addresses are masked as in Snowplow', () => {
  const answers: readonly (readonly [text: string, octets: number, segments: number, masked: string])[] = [
    ['0.23.0.20', 1, 1, '0.23.0.x'],
    ['168.192.102.4', 2, 2, '168.192.x.x'],
    ['54.242.102.43', 3, 3, '54.x.x.x'],
    ['94.15.213.171', 4, 4, 'x.x.x.x'],
    ['777.2', 1, 1, '777.2'],
    ['777.2.23', 4, 4, 'x.x.x'],
    ['999.123.777.2', 3, 3, '999.x.x.x'],
    ['999.aaa.bbb.c', 3, 3, '999.x.x.x'],
    ['hello;goodbye', 3, 3, 'hello;goodbye'],
    ['4b0c:0:0:0:880c:99a8:4b0:4411', 1, 1, '4b0c:0:0:0:880c:99a8:4b0:x'],
    ['4b0c::880c:99a8:4b0:4411', 2, 2, '4b0c:0:0:0:880c:99a8:x:x'],
    ['2605:2700:0:3:0:0:4713:93e3', 3, 3, '2605:2700:0:3:0:x:x:x'],
    ['2605:2700:0:3::4713:93e3', 4, 4, '2605:2700:0:3:x:x:x:x'],
    ['2605:2700:0:3::4713:93e3', 4, 5, '2605:2700:0:x:x:x:x:x'],
    ['2605:2700:0:3::4713:93e3', 4, 6, '2605:2700:x:x:x:x:x:x'],
    ['2605:2700:0:3::4713:93e3', 4, 7, '2605:x:x:x:x:x:x:x'],
    ['2605:2700::4713:93e3', 4, 8, 'x:x:x:x:x:x:x:x'],
    ['2700:zzzz::gggg', 4, 6, '2700:zzzz:x:x:x:x:x:x'],
    ['f334::40cb:152.16.24.142', 4, 2, 'f334:0:0:0:0:40cb:x:x'],
    ['f334::40cb:152.16.24.142', 4, 4, 'f334:0:0:0:x:x:x:x'],
    ['::192.168.0.1', 4, 1, '0:0:0:0:0:0:c0a8:x'],
    ['::FFFF:152.16.24.123', 2, 4, '::FFFF:152.16.x.x'],
    ['::FFFF:152.16.24.123', 4, 4, '::FFFF:x.x.x.x'],
  ];
  assert.deepEqual(
    answers.map(([text, octets, segments]) => [text, octets, segments, maskIp(text, { octets, segments })]),
    answers,
  );
});

test('no address is kept where Snowplow would keep one', () => {
  const masked = (text: string): string => maskIp(text, { octets: 1, segments: 2 });
  assert.equal(masked('94.15.213.171:8080'), '94.15.213.x');
  assert.equal(masked('[2605:2700:0:3::4713:93e3]:443'), '2605:2700:0:3:0:0:x:x');
  assert.equal(masked('fe80::4713:93e3%eth0'), 'fe80:0:0:0:0:0:x:x');
  assert.equal(masked('::ffff:9810:187b'), '::ffff:152.16.24.x');
  assert.equal(masked('2605:2700::93e3;'), '2605:2700:x:x:x:x:x:x');
  assert.equal(masked('unknown'), 'unknown');
  assert.equal(masked(''), '');
});

test('a valid address keeps its beginning and has as many masks as were asked for', () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.integer({ min: 1, max: 4 }), (text, octets) => {
      const masked = maskIp(text, { octets, segments: 1 });
      const kept = text.split('.').slice(0, 4 - octets);
      assert.deepEqual(masked.split('.'), [...kept, ...Array.from({ length: octets }, () => 'x')]);
      assert.ok(isIPv4(masked.replaceAll('x', '1')));
    }),
  );
  fc.assert(
    fc.property(fc.ipV6(), fc.integer({ min: 1, max: 8 }), (text, segments) => {
      fc.pre(isIPv6(text) && !/^(?:0*:){1,5}:?0*:?ffff:/i.test(text));
      const masked = maskIp(text, { octets: 4, segments });
      assert.equal(masked.split(':').filter((part) => part === 'x').length, segments);
      assert.ok(isIPv6(masked.replaceAll('x', '1')), masked);
    }),
  );
});

test('any text is masked in time that grows with its length', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      assert.equal(typeof maskIp(text, { octets: 2, segments: 5 }), 'string');
    }),
  );
  for (const hostile of ['.', ':', '[', '%', '1.', 'a:', '::'])
    maskIp(hostile.repeat(100_000), { octets: 2, segments: 5 });
});

const CONFIG = { enabled: true, octets: 2, segments: 5 };

test('the address of an event is masked, and one that it does not have stays null', () => {
  const enrichment = createAnonymiseIp(CONFIG);
  assert.deepEqual(outcome(enrichment, { user_ipaddress: '94.15.213.171' }).columns, { user_ipaddress: '94.15.x.x' });
  assert.deepEqual(outcome(enrichment, { app_id: 'shop' }).columns, { app_id: 'shop' });
});

test('the addresses in headers that proxies write are masked too, and no others', () => {
  const headers = [
    ['X-Forwarded-For', '94.15.213.171, 2605:2700:0:3::4713:93e3, unknown'],
    ['Forwarded', 'for="[2605:2700:0:3::4713:93e3]:4711";proto=https;by=94.15.213.171:80'],
    ['X-Real-IP', '94.15.213.171'],
    ['CF-Connecting-IPv6', '2605:2700:0:3::4713:93e3'],
    ['User-Agent', 'program/94.15.213.171'],
    ['Accept', '*/*'],
  ] as const;
  const draft = requestDraft({}, headers);
  const extraction = createHeaders({ pattern: '.*' });
  extraction.apply(draft);
  const before = structuredClone(draft.derived);
  createAnonymiseIp(CONFIG).apply(draft);
  const named = (entities: typeof draft.derived): unknown => entities.map(({ data }) => data);
  assert.deepEqual(named(draft.derived), [
    { name: 'X-Forwarded-For', value: '94.15.x.x, 2605:2700:0:x:x:x:x:x, unknown' },
    { name: 'Forwarded', value: 'for="[2605:2700:0:x:x:x:x:x]:4711";proto=https;by=94.15.x.x' },
    { name: 'X-Real-IP', value: '94.15.x.x' },
    { name: 'CF-Connecting-IPv6', value: '2605:2700:0:x:x:x:x:x' },
    { name: 'User-Agent', value: 'program/94.15.213.171' },
    { name: 'Accept', value: '*/*' },
  ]);
  // The next event of the payload shares what the headers enrichment found.
  const next = { ...requestDraft(), facts: draft.facts };
  extraction.apply(next);
  assert.deepEqual(next.derived, before);
});
