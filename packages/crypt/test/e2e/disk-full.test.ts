// The data folder on a small disk that fills up under load: the collector says so, nobody lends a hand, and when there is
// space again everything that was acknowledged is stored once.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { assertAllStored } from '../support/all-stored.ts';
import { pageView, startLoad, type EventLoad } from '../support/event-load.ts';
import { placeOf, startPlatform, type Platform } from '../support/platform.ts';
import { mountSmallDisk, type SmallDisk } from '../support/small-disk.ts';

const DISK_MEGABYTES = 96;
const probe = mountSmallDisk(1);
const skip = 'skip' in probe ? probe.skip : false;
if (skip !== false && process.env['CI'] === 'true') assert.fail(skip);
if (!('skip' in probe)) probe.unmount();

interface Scene {
  readonly disk: SmallDisk;
  readonly platform: Platform;
  readonly load: EventLoad;
}

/** A platform under light load with its data on a small disk of its own, and its project beside it. */
async function withSmallDisk(floorGigabytes: number, play: (scene: Scene) => Promise<void>): Promise<void> {
  const disk = mountSmallDisk(DISK_MEGABYTES) as SmallDisk;
  const project = mkdtempSync(join(tmpdir(), 'crypt-test-'));
  writeFileSync(join(project, 'crypt.yml'), `name: test\ndisk: { floorGigabytes: ${floorGigabytes} }\n`);
  const place = await placeOf(project, join(disk.folder, 'data'));
  const platform = await startPlatform(place);
  const load = startLoad(platform.collector, 2, 2, 20);
  try {
    await play({ disk, platform, load });
  } finally {
    await load.stop();
    await platform.stop();
    disk.unmount();
    rmSync(project, { recursive: true });
  }
}

/** Waits until the load has been answered `status` again `times` times. */
async function answered(load: EventLoad, status: number, times: number, withinMs = 20_000): Promise<number> {
  const before = load.answers[status] ?? 0;
  const startedMs = Date.now();
  while ((load.answers[status] ?? 0) < before + times) {
    assert.ok(Date.now() - startedMs < withinMs, `no ${status} within ${withinMs} ms: ${JSON.stringify(load.answers)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return Date.now() - startedMs;
}

/** One request of its own. Its event counts as refused: it must not be 200. */
async function ask(collector: string): Promise<{ status: number; retryAfter: string | null; text: string }> {
  const event = pageView('00000000-0000-4000-8000-000000000000');
  const schema = 'iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4';
  const answer = await fetch(`${collector}/com.snowplowanalytics.snowplow/tp2`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ schema, data: [event] }),
  });
  return { status: answer.status, retryAfter: answer.headers.get('retry-after'), text: await answer.text() };
}

function describeRun(context: TestContext, { platform, load }: Scene, backMs: number): void {
  context.diagnostic(
    `${load.acknowledged.size} events acknowledged of ${load.sent.size} sent; answers ${JSON.stringify(load.answers)}; ` +
      `200 again ${backMs} ms after there was space`,
  );
  context.diagnostic(platform.notes());
}

describe('a disk that fills up', { skip }, () => {
  test('down to the floor: 503 until there is space, and nothing acknowledged is lost', async (context) => {
    await withSmallDisk(0.01, async (scene) => {
      const { disk, platform, load } = scene;
      await answered(load, 200, 50);
      disk.fill(5_000_000);
      await answered(load, 503, 50);
      const { status, retryAfter, text } = await ask(platform.collector);
      assert.deepEqual([status, retryAfter], [503, '5']);
      assert.match(text, /COLLECTOR_NOT_STORED.*the disk is too full to accept events/);
      disk.empty();
      const backMs = await answered(load, 200, 50);
      await load.stop();
      await assertAllStored(platform, load);
      const { processes } = await platform.status();
      const ended = processes.filter(({ restarts }) => restarts > 0);
      assert.deepEqual(ended, [], `the floor keeps every process from the full disk: ${platform.notes()}`);
      describeRun(context, scene, backMs);
    });
  });

  test('to its last byte, three times: 503 until there is space, and nothing acknowledged is lost', async (context) => {
    await withSmallDisk(0.000001, async (scene) => {
      const { disk, platform, load } = scene;
      await answered(load, 200, 50);
      let backMs = 0;
      // The load takes what is left, so that other writes are the ones that fail.
      for (const leaveBytes of [0, 40_000, 200_000]) {
        disk.fill(leaveBytes);
        await answered(load, 503, 100);
        const { status, retryAfter, text } = await ask(platform.collector);
        assert.deepEqual([status, retryAfter], [503, '5']);
        assert.match(text, /COLLECTOR_NOT_STORED/);
        disk.empty();
        backMs = Math.max(backMs, await answered(load, 200, 50));
      }
      await load.stop();
      await assertAllStored(platform, load);
      describeRun(context, scene, backMs);
    });
  });

  test('and its processes are killed meanwhile: they come back by themselves when there is space', async (context) => {
    await withSmallDisk(0.000001, async (scene) => {
      const { disk, platform, load } = scene;
      await answered(load, 200, 100);
      disk.fill(0);
      await answered(load, 503, 50);
      for (const { role, pid } of (await platform.status()).processes) {
        if (role !== 'supervisor' && pid !== null) process.kill(pid, 'SIGKILL');
      }
      // Each has tried several times to start on the full disk, or serves on it.
      await platform.until(({ processes }) =>
        processes.every(
          ({ role, restarts, state }) => role === 'supervisor' || restarts > 2 || (restarts > 0 && state === 'ready'),
        ),
      );
      disk.empty();
      const backMs = await answered(load, 200, 50, 30_000);
      await load.stop();
      await assertAllStored(platform, load);
      describeRun(context, scene, backMs);
      const warehouse = join(disk.folder, 'data', 'warehouse');
      assert.equal(
        existsSync(join(warehouse, 'quarantine')),
        false,
        'the landing was not thrown away for want of space',
      );
      assert.deepEqual(readdirSync(join(disk.folder, 'data', 'log', 'raw', '0', 'quarantine')), []);
    });
  });
});
