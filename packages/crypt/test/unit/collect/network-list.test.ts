import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { clientIp, peerIp } from '../../../src/collect/client-ip.ts';
import { normaliseIp, parseNetworks } from '../../../src/collect/network-list.ts';

const dotted = (n: number): string => [24, 16, 8, 0].map((shift) => (n >>> shift) & 255).join('.');

const mask = (bits: number): number => (bits === 0 ? 0 : (-1 << (32 - bits)) >>> 0);

describe('networks', () => {
  test('hold their addresses and no others, in both families', () => {
    const list = parseNetworks(
      ['10.0.0.0/8', '192.0.2.7', '2001:db8::/32', '::1', '::ffff:198.51.100.0/120', '0.0.0.0/32'],
      'x',
    );
    for (const inside of ['10.255.0.1', '192.0.2.7', '2001:db8:ffff::1', '::1', '198.51.100.77', '0.0.0.0']) {
      assert.equal(list.has(inside), true, inside);
    }
    for (const outside of [
      '11.0.0.1',
      '192.0.2.8',
      '2001:db9::',
      '::2',
      '198.51.101.0',
      '',
      'unknown',
      '10.0.0',
      '::',
    ]) {
      assert.equal(list.has(outside), false, outside);
    }
  });

  test('a zero prefix holds its whole family, and an empty list nothing', () => {
    const all4 = parseNetworks(['0.0.0.0/0'], 'x');
    assert.deepEqual([all4.has('203.0.113.1'), all4.has('2001:db8::1'), all4.empty], [true, false, false]);
    const none = parseNetworks([], 'x');
    assert.deepEqual([none.has('127.0.0.1'), none.empty], [false, true]);
  });

  test('agree with arithmetic on any IPv4 network', () => {
    const word = fc.nat(0xffff_ffff);
    fc.assert(
      fc.property(word, fc.nat(32), word, fc.nat(32), (network, prefix, other, same) => {
        const address = ((network & mask(same)) | (other & ~mask(same))) >>> 0;
        const inside = (network & mask(prefix)) >>> 0 === (address & mask(prefix)) >>> 0;
        const list = parseNetworks([`${dotted(network)}/${prefix}`], 'x');
        assert.equal(list.has(dotted(address)), inside);
      }),
    );
  });
});

test('an address has one spelling', () => {
  const spellings: [string, string | undefined][] = [
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::FFFF:c000:201', '192.0.2.1'],
    ['0:0:0:0:0:ffff:192.0.2.1', '192.0.2.1'],
    ['2001:DB8:0:0::1', '2001:db8::1'],
    ['::', '::'],
    ['fe80::1%eth0', undefined],
    ['192.0.2.01', undefined],
    ['192.0.2', undefined],
    ['', undefined],
    [' 192.0.2.1', undefined],
  ];
  for (const [text, want] of spellings) assert.equal(normaliseIp(text), want, text);
  assert.deepEqual(
    [peerIp('::ffff:192.0.2.1'), peerIp('192.0.2.1'), peerIp('::1'), peerIp(undefined)],
    ['192.0.2.1', '192.0.2.1', '::1', ''],
  );
});

test('no forwarded list makes an untrusted peer anyone else, or a trusted one something that is no address', () => {
  const trusted = parseNetworks(['10.0.0.0/8'], 'x');
  const entry = fc.oneof(
    fc.ipV4(),
    fc.ipV6(),
    fc.constantFrom('10.0.0.1', '10.9.9.9', 'unknown', '', '[::1]:5', '1.2.3.4:5'),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(entry), (entries) => {
      const list = entries.join(', ');
      assert.equal(clientIp('192.0.2.1', list, trusted), '192.0.2.1');
      const client = clientIp('10.0.0.1', list, trusted);
      assert.equal(normaliseIp(client), client);
    }),
  );
  assert.equal(clientIp('10.0.0.1', Array.from({ length: 40 }, () => '10.0.0.2').join(), trusted), '10.0.0.2');
  assert.equal(
    clientIp('10.0.0.1', ['192.0.2.1', ...Array.from({ length: 32 }, () => '10.0.0.2')].join(), trusted),
    '10.0.0.2',
  );
  assert.equal(
    clientIp('10.0.0.1', ['192.0.2.1', ...Array.from({ length: 31 }, () => '10.0.0.2')].join(), trusted),
    '192.0.2.1',
  );
});
