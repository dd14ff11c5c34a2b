// SIGKILL of a retry, again and again, until nothing is open. Each failed event is a row once and repaired once.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { pageView, post } from '../support/event-load.ts';
import { crypt, makePlace, startPlatform, type Place } from '../support/platform.ts';
import { SeededRandom } from '../support/seeded-random.ts';

const PROGRAM = fileURLToPath(new URL('../../../bin/crypt.js', import.meta.url));
const UNSTRUCT = 'iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-0';
const LATE = 'iglu:com.acme/asked/jsonschema/1-0-0';
const PLAN = 'vendor: com.acme\nevents:\n  asked: { version: 1-0-0, description: Somebody asked. }\n';
const REQUESTS = 2_000;
const EVENTS = 5;
const KILLS_MAX = 60;
const SEED = Number(process.env['CRYPT_SEED'] ?? 1);

/** Kills the retry after a while; true when it ended before. */
async function retryFor(place: Place, lifeMs: number): Promise<boolean> {
  const options = { cwd: place.project, env: place.environment, stdio: 'ignore' } as const;
  const child = spawn(process.execPath, [PROGRAM, 'events', 'retry', '--all'], options);
  const ended = new Promise<boolean>((resolve) => child.once('exit', (code) => resolve(code === 0)));
  const killed = sleep(lifeMs).then(() => child.kill('SIGKILL'));
  const isDone = await ended;
  await killed;
  return isDone;
}

async function openOf(place: Place): Promise<number> {
  return (JSON.parse((await crypt(place, 'events', 'failed', '--json')).stdout) as { open: number }).open;
}

test('a retry that is killed over and over repairs each event once', { timeout: 600_000 }, async (context) => {
  const random = new SeededRandom(SEED);
  const place = await makePlace();
  let platform = await startPlatform(place);
  try {
    const failing = { e: 'ue', ue_pr: JSON.stringify({ schema: UNSTRUCT, data: { schema: LATE, data: {} } }) };
    for (let sent = 0; sent < REQUESTS; sent += 50) {
      const request = (): Promise<number> =>
        post(
          platform.collector,
          Array.from({ length: EVENTS }, () => ({ ...pageView(randomUUID()), ...failing })),
        );
      await Promise.all(Array.from({ length: 50 }, request));
    }
    await platform.until(({ balance }) => balance.stillFailing === REQUESTS * EVENTS, 120);
    await platform.stop();
    mkdirSync(join(place.project, 'tracking'));
    writeFileSync(join(place.project, 'tracking', 'asked.yml'), PLAN);
    const open: number[] = [];
    while (open.length < KILLS_MAX && !(await retryFor(place, 900 + random.below(900)))) open.push(await openOf(place));
    await crypt(place, 'events', 'retry', '--all');
    context.diagnostic(`open after each kill: ${open.join(' ')}`);
    assert.ok(new Set(open.filter((count) => count > 0 && count < REQUESTS * EVENTS)).size > 1, 'killed in its midst');
    platform = await startPlatform(place);
    const { balance } = await platform.until(
      (now) => now.balance.unexplained === 0 && now.balance.stored === REQUESTS * EVENTS,
      120,
    );
    assert.deepEqual([balance.stillFailing, balance.repaired, balance.duplicate], [0, REQUESTS * EVENTS, 0]);
    const written = balance.lines.find(({ hop }) => hop === 'out:enriched')?.left;
    const told = balance.lines.find(({ hop }) => hop === 'out:repairs')?.left;
    assert.deepEqual([written, told], [REQUESTS * EVENTS, REQUESTS * EVENTS]);
    const rows = await platform.sql(
      'select count(*), count(distinct event_id), count(distinct origin) from landing.events',
    );
    assert.deepEqual(rows, [Array.from({ length: 3 }, () => String(REQUESTS * EVENTS))]);
  } finally {
    await platform.kill();
    rmSync(place.project, { recursive: true });
  }
});
