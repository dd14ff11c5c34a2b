// Appends to a log from several sides until it is killed: `send n` before an append, `ack offset n` after it.
// With `lie` the syncs do nothing, as on a disk whose cache forgets.
import { openLogWriter } from '../../../src/adapters/local-log/writer.ts';
import { nodeClock } from '../../../src/adapters/node/node-clock.ts';
import { nodeFiles } from '../../../src/adapters/node/node-files.ts';
import { nodeRandom } from '../../../src/adapters/node/node-random.ts';
import type { Files } from '../../../src/kernel/effects.ts';
import { ADDRESS, numberedPayload, SEGMENT_BYTES } from '../numbered-log.ts';

const SENDERS = 4;
const [root = '', first = '0', mode = 'sync'] = process.argv.slice(2);

const lyingFiles: Files = {
  ...nodeFiles,
  open: async (path, openMode) => ({ ...(await nodeFiles.open(path, openMode)), datasync: async () => undefined }),
  syncFolder: async () => undefined,
};

const writer = await openLogWriter({
  root,
  address: ADDRESS,
  files: mode === 'lie' ? lyingFiles : nodeFiles,
  clock: nodeClock,
  random: nodeRandom,
  groups: [],
  segmentBytesMax: SEGMENT_BYTES,
});
let next = Number(first);
const send = async (): Promise<void> => {
  for (;;) {
    const n = next++;
    process.stdout.write(`send ${n}\n`);
    const { firstOffset } = await writer.append([numberedPayload(n)]);
    process.stdout.write(`ack ${firstOffset} ${n}\n`);
  }
};
await Promise.all(Array.from({ length: SENDERS }, send));
