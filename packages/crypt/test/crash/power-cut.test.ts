// Real power cuts: the disk at one instant of work, mounted again. What was acknowledged before that instant is there.
// Skips where it cannot be done, with CI=true too: unit tests cut the power of simulated disks everywhere.
import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { assertAllStored } from '../support/all-stored.ts';
import { linesOf, startChild } from '../support/child.ts';
import { startLoad } from '../support/event-load.ts';
import { recoverNumbered } from '../support/numbered-log.ts';
import { placeOf, startPlatform, type Place, type Platform } from '../support/platform.ts';
import { makePowerRig, type PowerRig } from '../support/power-rig.ts';
import { SeededRandom } from '../support/seeded-random.ts';

const ROUNDS = Number(process.env['CRYPT_POWER_ROUNDS'] ?? 3);
const SEED = Number(process.env['CRYPT_SEED'] ?? 1);

const probe = makePowerRig();
const skip = 'skip' in probe ? probe.skip : false;
if (!('skip' in probe)) await probe.remove();

describe('a power cut', { skip, timeout: 3_600_000 }, () => {
  test(`loses no acknowledged record of the log and invents none, ${ROUNDS} times over`, async (context) => {
    await withRig(async (rig) => {
      const run = await cutLog(rig, 'sync', ROUNDS);
      assert.deepEqual(run, { ...run, lost: 0, invented: 0, damage: [] });
      assert.ok(run.acknowledged > 0);
      context.diagnostic(`seed ${SEED}: ${JSON.stringify(run)}`);
    });
  });

  test('is felt: a log whose syncs do nothing loses what it acknowledged', async (context) => {
    await withRig(async (rig) => {
      const run = await cutLog(rig, 'lie', 1);
      assert.ok(run.lost > 0, JSON.stringify(run));
      assert.equal(run.invented, 0);
      context.diagnostic(JSON.stringify(run));
    });
  });

  test(`loses no acknowledged event of the platform and doubles none, ${ROUNDS} times over`, async (context) => {
    await withRig(async (rig) => {
      const scene = new Scene(rig);
      try {
        await scene.start();
        const random = new SeededRandom(SEED);
        for (let round = 0; round < ROUNDS; round++) await scene.cutAfter(200 + random.below(1_000));
        await assertAllStored(scene.platform, scene);
        const { acknowledged, sent } = scene;
        context.diagnostic(`${ROUNDS} cuts: ${acknowledged.size} events acknowledged before them, ${sent.size} sent`);
      } finally {
        await scene.end();
      }
    });
  });
});

async function withRig(work: (rig: PowerRig) => Promise<void>): Promise<void> {
  const rig = makePowerRig() as PowerRig;
  try {
    await work(rig);
  } finally {
    await rig.remove();
  }
}

/** Cuts the power under a writing process, `rounds` times on the same disk, and compares after each. */
async function cutLog(rig: PowerRig, mode: 'sync' | 'lie', rounds: number) {
  const random = new SeededRandom(SEED);
  /** Number of each record by its offset, as acknowledged before a cut or found after one. */
  const known = new Map<number, number>();
  const total = { rounds, acknowledged: 0, recovered: 0, lost: 0, invented: 0, damage: [] as unknown[] };
  let next = 0;
  for (let round = 0; round < rounds; round++) {
    const writer = new Writer(startChild('append-for-ever', rig.folder, String(next), mode));
    await writer.acknowledged(200 + random.below(400));
    rig.cut();
    // Nothing was read from the writer since then: these were acknowledged before the cut.
    const acknowledged = new Map(writer.acks);
    await writer.kill();
    await rig.restart();
    const { numbers, damage } = await recoverNumbered(rig.folder);
    for (const [offset, n] of acknowledged) known.set(offset, n);
    const sentBefore = (n: number): boolean => n >= 0 && n < writer.next;
    total.lost += [...known].filter(([offset, n]) => numbers.get(offset) !== n).length;
    total.invented += [...numbers.values()].filter((n) => !sentBefore(n)).length;
    total.invented += numbers.size - new Set(numbers.values()).size;
    total.acknowledged += acknowledged.size;
    total.recovered = numbers.size;
    total.damage.push(...damage);
    for (const [offset, n] of numbers) known.set(offset, n);
    next = writer.next;
  }
  return total;
}

/** A child that appends, and what it has said so far. */
class Writer {
  /** Numbers by offset. */
  readonly acks = new Map<number, number>();
  /** The number after the last that may have been sent. */
  next = 0;
  readonly #child: ChildProcess;
  readonly #lines: Promise<unknown>;
  #wake: (() => void) | undefined;

  constructor(child: ChildProcess) {
    this.#child = child;
    this.#lines = linesOf(child, (line) => {
      const [what, first, second] = line.split(' ');
      if (what === 'send') this.next = Math.max(this.next, Number(first) + 1);
      else this.acks.set(Number(first), Number(second));
      this.#wake?.();
    });
  }

  async acknowledged(count: number): Promise<void> {
    const ended = once(this.#child, 'exit');
    while (this.acks.size < count) {
      const woken = new Promise<void>((resolve) => (this.#wake = resolve));
      await Promise.race([woken, ended]);
      assert.equal(this.#child.exitCode, null, 'the writer goes on until it is killed');
    }
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#lines;
  }
}

/** The whole platform on a disk whose power is cut again and again, with a load while it is up. */
class Scene {
  /** Before the cuts: what was answered 200, and what may have been received. */
  readonly acknowledged = new Set<string>();
  readonly sent = new Set<string>();
  readonly #rig: PowerRig;
  readonly #project = mkdtempSync(join(tmpdir(), 'crypt-test-'));
  #place: Place | undefined;
  #platform: Platform | undefined;

  constructor(rig: PowerRig) {
    this.#rig = rig;
    writeFileSync(join(this.#project, 'crypt.yml'), 'name: test\ndisk: { floorGigabytes: 0.01 }\n');
  }

  get platform(): Platform {
    assert.ok(this.#platform !== undefined, 'the platform was started');
    return this.#platform;
  }

  async start(): Promise<void> {
    this.#place ??= await placeOf(this.#project, join(this.#rig.folder, 'data'));
    this.#platform = await startPlatform(this.#place);
  }

  /** Cuts the power when `count` more events are stored, and starts the platform on what is left. */
  async cutAfter(count: number): Promise<void> {
    const load = startLoad(this.platform.collector, 4, 3, 2);
    try {
      const { stored } = (await this.platform.status()).balance;
      await this.platform.until(({ balance }) => balance.stored >= stored + count);
      this.#rig.cut();
      // No answer was heard since then: these were acknowledged before the cut.
      for (const id of load.acknowledged) this.acknowledged.add(id);
      for (const id of load.sent) this.sent.add(id);
      await this.#kill();
    } finally {
      await load.stop();
    }
    await this.#rig.restart();
    await this.start();
  }

  async end(): Promise<void> {
    if (this.#platform !== undefined) await this.#kill();
    rmSync(this.#project, { recursive: true });
  }

  /** Every process at once, so that nothing holds the disk. */
  async #kill(): Promise<void> {
    const { processes } = await this.platform.status();
    await this.platform.kill();
    for (const { pid, role } of processes) if (pid !== null && role !== 'supervisor') tryKill(pid);
  }
}

/** It may have ended with the supervisor. */
function tryKill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as { code?: string }).code !== 'ESRCH') throw error;
  }
}
