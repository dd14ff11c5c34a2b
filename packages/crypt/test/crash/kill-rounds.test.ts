// SIGKILL of each process under load, at each window, until every window has been hit often enough. After all of it:
// every acknowledged event is stored exactly once, nothing was invented, and the balance explains everything.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { assertAllStored } from '../support/all-stored.ts';
import { startLoad, typedSchemas, type EventLoad } from '../support/event-load.ts';
import { SeededRandom } from '../support/seeded-random.ts';
import { makePlace, startPlatform, type Place, type Platform } from '../support/platform.ts';

interface Window {
  readonly role: string;
  readonly window: string;
  /** Reached once a start only, so the process is ended first. */
  readonly atStart?: boolean;
  /** Reached when an event of a new type comes, so one is sent. */
  readonly newType?: boolean;
  /** Reached at the end only, so the platform is stopped. */
  readonly atStop?: boolean;
}

const WINDOWS: readonly Window[] = [
  { role: 'collector', window: 'append' },
  { role: 'collector', window: 'fsync' },
  { role: 'collector', window: 'reply' },
  { role: 'enricher', window: 'append' },
  { role: 'enricher', window: 'fsync' },
  { role: 'enricher', window: 'column append', newType: true },
  { role: 'warehouse', window: 'new column', newType: true },
  { role: 'warehouse', window: 'append' },
  { role: 'warehouse', window: 'fsync' },
  { role: 'warehouse', window: 'load commit' },
  { role: 'warehouse', window: 'DDL', atStart: true },
  { role: 'warehouse', window: 'checkpoint', atStop: true },
  { role: 'supervisor', window: 'any' },
];
const ROUNDS = Number(process.env['CRYPT_CRASH_ROUNDS'] ?? 26);
const SEED = Number(process.env['CRYPT_SEED'] ?? 1);

test(`no acknowledged event is lost or doubled in ${ROUNDS} kills`, { timeout: 3_600_000 }, async (context) => {
  const random = new SeededRandom(SEED);
  const kills = join(process.env['TMPDIR'] ?? '/tmp', `crypt-kills-${process.pid}`);
  mkdirSync(kills);
  const preload = `--import ${new URL('./kill-points.js', import.meta.url).href}`;
  const typesMax = Math.ceil((ROUNDS / WINDOWS.length) * 2 * 4) + 8;
  const place = await makePlace('', { CRYPT_KILL_FOLDER: kills, NODE_OPTIONS: preload });
  writeSchemas(place.project, typesMax);
  let platform = await startPlatform(place);
  const load = startLoad(platform.collector);
  const histogram: Record<string, number> = {};
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const window = WINDOWS[round % WINDOWS.length] as Window;
      const name = `${window.role} ${window.window}`;
      for (let misses = 0; ; misses++) {
        const kill = await performKill(window, { platform, place, kills, random, load });
        platform = kill.platform;
        if (kill.hit) break;
        context.diagnostic(`round ${round}: ${name} was not reached: ${kill.notes.slice(-2_000)}`);
        assert.ok(misses < 2, `${name} is reached`);
      }
      histogram[name] = (histogram[name] ?? 0) + 1;
    }
    await load.stop();
    await assertAllStored(platform, load);
  } finally {
    await load.stop();
    await platform.stop();
    rmSync(kills, { recursive: true });
  }
  context.diagnostic(`seed ${SEED}; kills by window: ${JSON.stringify(histogram)}`);
  context.diagnostic(
    `${load.acknowledged.size} events acknowledged of ${load.sent.size} sent; answers ${JSON.stringify(load.answers)}`,
  );
  for (const count of Object.values(histogram)) assert.ok(count >= Math.floor(ROUNDS / WINDOWS.length));
  rmSync(place.project, { recursive: true });
});

/** The platform after a kill, and whether the process came to the window. */
interface Kill {
  readonly platform: Platform;
  readonly hit: boolean;
  readonly notes: string;
}

interface Round {
  readonly platform: Platform;
  readonly place: Place;
  readonly kills: string;
  readonly random: SeededRandom;
  readonly load: EventLoad;
}

async function performKill(target: Window, { platform, place, kills, random, load }: Round): Promise<Kill> {
  const { role, window } = target;
  if (role === 'supervisor') {
    await pause(random.below(500));
    await platform.kill();
    return { platform: await startPlatform(place), hit: true, notes: '' };
  }
  const done = join(kills, `${role}.done`);
  rmSync(done, { force: true });
  const afterMicros = random.chance(0.3) ? -1 : random.below(random.below(20_000) + 1);
  const once = target.atStart === true || target.atStop === true || target.newType === true;
  const nth = once ? 1 : 1 + random.below(10);
  writeFileSync(join(kills, `${role}.order`), JSON.stringify({ window, nth, afterMicros }));
  if (target.atStart === true) {
    const { processes } = await platform.status();
    const pid = processes.find((process) => process.role === role)?.pid;
    if (typeof pid === 'number') process.kill(pid, 'SIGKILL');
  }
  if (target.atStop === true) {
    await platform.stop();
    // A process that was just starting, or too slow for the supervisor, is ended before: no kill of ours, and no fault.
    const hit = existsSync(done);
    return { platform: await startPlatform(place), hit, notes: platform.notes() };
  }
  if (target.newType === true) load.typesUpTo++;
  const deadline = Date.now() + 30_000;
  while (!existsSync(done)) {
    assert.ok(Date.now() < deadline, `${role} did not come to its ${window} within 30 s: ${platform.notes()}`);
    await pause(20);
  }
  await platform.until(({ processes }) => processes.every((process) => process.state === 'ready'));
  return { platform, hit: true, notes: '' };
}

/** Puts the schemas of the types into the project's tracking plan. */
function writeSchemas(project: string, count: number): void {
  for (const [path, text] of typedSchemas(count)) {
    const file = join(project, 'tracking', 'schemas', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
