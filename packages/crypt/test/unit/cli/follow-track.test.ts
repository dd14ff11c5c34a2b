import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { nodeClock } from '../../../src/adapters/node/node-clock.ts';
import { nodeFiles } from '../../../src/adapters/node/node-files.ts';
import { nodeRandom } from '../../../src/adapters/node/node-random.ts';
import { followTrack } from '../../../src/cli/follow-track.ts';
import type { Project } from '../../../src/config/read-config.ts';
import { refusal } from '../../support/refusal.ts';
import { tempFolder } from '../../support/temp-folder.ts';

test('an event that the collector does not acknowledge is said to be so', async (t) => {
  const project = { dataFolder: join(await tempFolder(t), 'data') } as Project;
  const world = { project, files: nodeFiles, clock: nodeClock, random: nodeRandom };
  const server = createServer((_, response) => response.writeHead(503).end('COLLECTOR_NOT_STORED: draining\n'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const never = new AbortController().signal;
  const refused = await refusal('TRACK_REFUSED', () => followTrack(world, url, { eid: 'x' }, never));
  assert.equal(refused.params['reason'], '503 COLLECTOR_NOT_STORED: draining');
  await new Promise((resolve) => server.close(resolve));
  const silent = await refusal('TRACK_REFUSED', () => followTrack(world, url, { eid: 'x' }, never));
  assert.deepEqual(silent.params, { url, reason: 'it did not answer' });
});
