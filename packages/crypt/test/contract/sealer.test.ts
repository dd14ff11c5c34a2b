import { clearSealer } from '../../src/adapters/clear/clear-sealer.ts';
import { aesSealer } from '../support/aes-sealer.ts';
import { sealerSuite } from './sealer-suite.ts';

const one = Buffer.alloc(32, 1);
const two = Buffer.alloc(32, 2);

sealerSuite({ name: 'clear', capabilities: new Set(), sealer: clearSealer });

// No adapter yet: it shows that the contract is enough for one.
sealerSuite({
  name: 'AES-256-GCM',
  capabilities: new Set(['keys', 'authenticates']),
  sealer: aesSealer(1, new Map([[1, one]])),
  replaced: () =>
    aesSealer(
      2,
      new Map([
        [1, one],
        [2, two],
      ]),
    ),
  destroyed: () => aesSealer(2, new Map([[2, two]])),
});
