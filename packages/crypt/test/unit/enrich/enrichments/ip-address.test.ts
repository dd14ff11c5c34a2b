import assert from 'node:assert/strict';
import { isIPv6 } from 'node:net';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { parseGlobalAddress, parseIpAddress, renderIpAddress } from '../../../../src/enrich/enrichments/ip-address.ts';

function rendered(text: string): string | undefined {
  const address = parseIpAddress(text);
  return address && renderIpAddress(address);
}

test('an address is read with its port, its brackets and its zone', () => {
  const answers: readonly (readonly [string, string | undefined])[] = [
    ['81.2.69.142', '81.2.69.142'],
    ['81.2.69.142:8080', '81.2.69.142'],
    ['2a02:8071::1', '2a02:8071:0:0:0:0:0:1'],
    ['[2A02:8071::1]', '2a02:8071:0:0:0:0:0:1'],
    ['[2a02:8071::1]:443', '2a02:8071:0:0:0:0:0:1'],
    ['fe80::1%eth0', 'fe80:0:0:0:0:0:0:1'],
    ['[fe80::1%eth0]:80', 'fe80:0:0:0:0:0:0:1'],
    ['::', '0:0:0:0:0:0:0:0'],
    ['::ffff:81.2.69.142', '81.2.69.142'],
    ['::FFFF:5102:458e', '81.2.69.142'],
    ['[::ffff:81.2.69.142]:80', '81.2.69.142'],
    ['::81.2.69.142', '0:0:0:0:0:0:5102:458e'],
    ['1:2:3:4:5:6:7.8.9.10', '1:2:3:4:5:6:708:90a'],
    ['', undefined],
    ['unknown', undefined],
    ['localhost', undefined],
    ['shop.example:80', undefined],
    ['81.2.69', undefined],
    ['81.2.69.256', undefined],
    ['081.2.69.142', undefined],
    ['81.2.69.142:http', undefined],
    ['2a02::1::2', undefined],
    ['81.2.69.142, 10.0.0.1', undefined],
    [`${' '.repeat(200)}81.2.69.142`, undefined],
  ];
  assert.deepEqual(
    answers.map(([text]) => [text, rendered(text)]),
    answers,
  );
});

test('every IPv6 address is read as the URL standard reads it', () => {
  fc.assert(
    fc.property(fc.ipV6(), (text) => {
      fc.pre(isIPv6(text));
      const whole = rendered(text) ?? '';
      const known = parseIpAddress(text)?.version === 4 ? `[::ffff:${whole}]` : `[${whole}]`;
      assert.equal(new URL(`http://${known}`).hostname, new URL(`http://[${text}]`).hostname);
    }),
  );
});

test('an IPv4 address is its own text, and any text is answered', () => {
  fc.assert(fc.property(fc.ipV4(), (text) => assert.equal(rendered(`${text}:1`), text)));
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'0123456789abcdef:.[]%xy'.split('')), maxLength: 60 }), (text) => {
      const address = parseIpAddress(text);
      if (address === undefined) return;
      assert.equal(address.parts.length, address.version === 4 ? 4 : 8);
      const max = address.version === 4 ? 255 : 65_535;
      assert.ok(address.parts.every((part) => Number.isInteger(part) && part >= 0 && part <= max));
    }),
  );
});

test('addresses that nobody on the internet has are told apart', () => {
  const judged = (texts: string): readonly boolean[] =>
    texts.split(' ').map((text) => parseGlobalAddress(text) !== undefined);
  const special =
    '0.0.0.0 10.255.255.255 100.64.0.1 100.127.255.255 127.0.0.1 169.254.1.1 172.16.0.1 172.31.255.255 192.0.0.8 ' +
    '192.0.2.1 192.168.0.1 198.18.0.1 198.19.255.255 198.51.100.7 203.0.113.255 224.0.0.1 239.1.1.1 240.0.0.1 ' +
    '255.255.255.255 :: ::1 ::81.2.69.142 fc00::1 fdff::1 fe80::1 ff02::1 2001:db8::1 3fff::1 3fff:fff::1 64:ff9b::1';
  const ordinary =
    '1.1.1.1 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 128.0.0.0 169.253.1.1 172.15.255.255 172.32.0.0 ' +
    '192.0.1.0 192.0.3.0 192.167.255.255 198.17.255.255 198.20.0.0 198.51.101.0 203.0.114.0 223.255.255.255 ' +
    '::ffff:81.2.69.142 2000::1 2a02:8071::1 2001:db7::1 2001:db9::1 3fff:1000::1 3ffe::1';
  assert.deepEqual(new Set(judged(special)), new Set([false]));
  assert.deepEqual(new Set(judged(ordinary)), new Set([true]));
});
