import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { isAllowedHost, type KnownHosts } from '../../../../src/serve/portal/security/allowed-host.ts';

const LOCAL: KnownHosts = { host: '127.0.0.1', hosts: [], publicUrl: null };

suite('allowed hosts', () => {
  const cases: readonly (readonly [string, string | undefined, Partial<KnownHosts>, boolean])[] = [
    ['loopback by name', 'localhost:4040', {}, true],
    ['loopback by address', '127.0.0.1:4040', {}, true],
    ['loopback by address of version 6', '[::1]:4040', {}, true],
    ['any case', 'LocalHost', {}, true],
    ['a name that was made to resolve here', 'evil.example:4040', {}, false],
    ['a name that begins with an allowed one', 'localhost.evil.example', {}, false],
    ['a name that ends with an allowed one', 'evil-localhost', {}, false],
    ['no header', undefined, {}, false],
    ['an empty header', '', {}, false],
    ['two names', 'localhost,evil.example', {}, false],
    ['a user name', 'localhost@evil.example', {}, false],
    ['a configured name', 'Metrics.example.org', { hosts: ['metrics.example.org'] }, true],
    ['a name beside the configured one', 'x.example.org', { hosts: ['metrics.example.org'] }, false],
    ['the public name', 'metrics.example.org', { publicUrl: 'https://metrics.example.org/' }, true],
    ['an address of the machine when it listens on loopback', '192.168.1.5:4040', {}, false],
    ['an address of the machine when it listens on all', '192.168.1.5:4040', { host: '0.0.0.0' }, true],
    ['an address of version 6 when it listens on all', '[fe80::1]:4040', { host: '::' }, true],
    ['a foreign name when it listens on all', 'evil.example', { host: '0.0.0.0' }, false],
  ];
  for (const [name, header, known, expected] of cases) {
    test(`${name} is ${expected ? 'answered' : 'refused'}`, () => {
      assert.equal(isAllowedHost(header, { ...LOCAL, ...known }), expected);
    });
  }
});
