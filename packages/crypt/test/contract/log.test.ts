import { equal } from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { openLogConsumer } from '../../src/adapters/local-log/consumer.ts';
import { openLogWriter } from '../../src/adapters/local-log/writer.ts';
import { nodeClock } from '../../src/adapters/node/node-clock.ts';
import { nodeFiles } from '../../src/adapters/node/node-files.ts';
import { nodeRandom } from '../../src/adapters/node/node-random.ts';
import { LogBed } from '../support/log-bed.ts';
import { PowerCutFiles } from '../support/power-cut-files.ts';
import { refusal } from '../support/refusal.ts';
import { SeededRandom } from '../support/seeded-random.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { logSuite } from './log-suite.ts';

const groups = ['first', 'second'];
const address = { topic: 'raw', partition: 0 };
const effects = { files: nodeFiles, clock: nodeClock, random: nodeRandom };

logSuite('local log on real files', async (t) => {
  const root = await tempFolder(t as TestContext);
  return {
    writer: () => openLogWriter({ root, address, groups, ...effects, segmentBytesMax: 8192 }),
    consumer: (group) => openLogConsumer({ root, address, groups, group, ...effects }),
    pass: (ms) => nodeClock.sleep(ms),
  };
});

logSuite('local log on files with short writes', async () => {
  const bed = new LogBed(new PowerCutFiles(new SeededRandom(9), { shortWrites: 0.3 }));
  bed.groups = groups;
  bed.segmentBytesMax = 512;
  return {
    writer: () => bed.writer(),
    consumer: (group) => bed.consumer(group),
    pass: async (ms) => bed.clock.advance(ms),
  };
});

test('a second writer is refused while the first lives, and follows when it has closed', async (t) => {
  const options = { root: await tempFolder(t), address, groups, ...effects };
  const first = await openLogWriter(options);
  await first.append([Buffer.from('a')]);
  const error = await refusal('LOCK_HELD', () => openLogWriter(options));
  equal(error.params['pid'], process.pid);
  const waiting = openLogWriter({ ...options, lockWaitMs: 60_000 });
  await first.close();
  const second = await waiting;
  equal(second.endOffset, 1);
  await second.close();
});
