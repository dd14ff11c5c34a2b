import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RoleMessage, SupervisorMessage } from '../../../src/contracts/role-message.ts';
import type { RoleName } from '../../../src/contracts/status.ts';
import { Supervisor, type RoleProcess } from '../../../src/orchestrate/supervisor.ts';
import { FakeClock, settle } from '../../support/fake-clock.ts';
import { recordingLogger } from '../../support/recording-logger.ts';
import { refusal } from '../../support/refusal.ts';

const READY: RoleMessage = { type: 'ready', urls: {} };

/** A process that does what the test says; stops at once when told, unless it is stubborn. */
class FakeProcess implements RoleProcess {
  readonly pid: number;
  readonly role: RoleName;
  readonly received: (SupervisorMessage | 'SIGTERM' | 'SIGKILL')[] = [];
  stubborn = false;
  #message: (message: RoleMessage) => void = () => undefined;
  #end: ((end: string) => void) | undefined;

  constructor(role: RoleName, pid: number) {
    this.role = role;
    this.pid = pid;
  }

  send(message: SupervisorMessage): void {
    this.received.push(message);
    if (message.type === 'stop' && !this.stubborn) this.end('exit 0');
  }

  kill(signal: 'SIGTERM' | 'SIGKILL'): void {
    this.received.push(signal);
    this.end(signal);
  }

  onMessage(listener: (message: RoleMessage) => void): void {
    this.#message = listener;
  }

  onEnd(listener: (end: string) => void): void {
    this.#end = listener;
  }

  say(message: RoleMessage): void {
    this.#message(message);
  }

  end(how: string): void {
    this.#end?.(how);
    this.#end = undefined;
  }
}

class Bed {
  readonly clock = new FakeClock(1_000_000);
  readonly logger = recordingLogger();
  readonly spawned: FakeProcess[] = [];
  readonly messages: (readonly [RoleName, RoleMessage])[] = [];
  readonly supervisor: Supervisor;

  constructor(...roles: readonly RoleName[]) {
    this.supervisor = new Supervisor({
      roles,
      clock: this.clock,
      logger: this.logger,
      onMessage: (role, message) => void this.messages.push([role, message]),
      spawn: (role) => {
        const process = new FakeProcess(role, 100 + this.spawned.length);
        this.spawned.push(process);
        return process;
      },
    });
  }

  /** The newest process of a role. */
  last(role: RoleName): FakeProcess {
    const found = this.spawned.findLast((process) => process.role === role);
    assert.ok(found !== undefined);
    return found;
  }

  async started(): Promise<this> {
    const starting = this.supervisor.start();
    for (const process of this.spawned) process.say(READY);
    await starting;
    return this;
  }

  states(): unknown {
    return this.supervisor.processes().map(({ role, state, restarts, pid }) => [role, state, restarts, pid]);
  }
}

test('the start spawns every role in order and is over when all are ready', async () => {
  const bed = new Bed('warehouse', 'enricher', 'collector');
  let over = false;
  const starting = bed.supervisor.start().then(() => (over = true));
  assert.deepEqual(
    bed.spawned.map(({ role }) => role),
    ['warehouse', 'enricher', 'collector'],
  );
  bed.last('collector').say(READY);
  bed.last('warehouse').say(READY);
  await settle();
  assert.equal(over, false);
  assert.deepEqual(bed.states(), [
    ['warehouse', 'ready', 0, 100],
    ['enricher', 'starting', 0, 101],
    ['collector', 'ready', 0, 102],
  ]);
  bed.last('enricher').say(READY);
  await starting;
  assert.deepEqual(bed.messages, [
    ['collector', READY],
    ['warehouse', READY],
    ['enricher', READY],
  ]);
});

test('a process that ends is started again after a delay that doubles to 15 s', async () => {
  const bed = await new Bed('collector').started();
  const delays: number[] = [];
  for (let crash = 0; crash < 10; crash++) {
    const before = bed.spawned.length;
    bed.last('collector').end('exit 70');
    assert.deepEqual(bed.states(), [['collector', 'backoff', crash, null]]);
    const endedMs = bed.clock.nowMs();
    while (bed.spawned.length === before) await bed.clock.advance(50);
    delays.push(bed.clock.nowMs() - endedMs);
  }
  assert.deepEqual(delays, [100, 200, 400, 800, 1_600, 3_200, 6_400, 12_800, 15_000, 15_000]);
  const [status] = bed.supervisor.processes();
  assert.deepEqual([status?.state, status?.restarts, status?.lastEnd], ['starting', 10, 'exit 70']);
  assert.equal(status?.startedMs, bed.clock.nowMs());
  const ends = bed.logger.lines.filter(({ event }) => event === 'process ended');
  assert.deepEqual(ends[0]?.fields, { role: 'collector', end: 'exit 70', error: undefined, restartMs: 100 });
});

test('a process that lived long against its delay is started again after the first one', async () => {
  const bed = await new Bed('collector').started();
  for (let crash = 0; crash < 5; crash++) {
    bed.last('collector').end('SIGKILL');
    await bed.clock.advance(5_000);
  }
  assert.equal(bed.spawned.length, 6);
  await bed.clock.advance(60_000);
  bed.last('collector').end('SIGKILL');
  await bed.clock.advance(99);
  assert.equal(bed.spawned.length, 6);
  await bed.clock.advance(1);
  assert.equal(bed.spawned.length, 7);
});

test('a role that can never start stops the start with its own error', async () => {
  const error = { code: 'COLLECTOR_PORT_TAKEN', kind: 'user', message: 'Port taken.', hint: 'Choose one.' } as const;
  const bed = new Bed('warehouse', 'collector');
  const starting = refusal('COLLECTOR_PORT_TAKEN', () => bed.supervisor.start());
  bed.last('warehouse').say(READY);
  bed.last('collector').say({ type: 'failed', error });
  bed.last('collector').end('exit 2');
  const { kind, message, hint } = await starting;
  assert.deepEqual({ kind, message, hint }, { kind: 'user', message: 'Port taken.', hint: 'Choose one.' });
  await bed.supervisor.stop();
  await bed.clock.advance(60_000);
  assert.equal(bed.spawned.length, 2, 'nothing is started any more');
  assert.deepEqual(bed.states(), [
    ['warehouse', 'stopped', 0, null],
    ['collector', 'stopped', 0, null],
  ]);
});

test('a role that fails for now is tried again within the start', async () => {
  const bed = new Bed('warehouse');
  const starting = bed.supervisor.start();
  const error = { code: 'LOCK_HELD', kind: 'transient', message: 'Held.', hint: 'Wait.' } as const;
  bed.last('warehouse').say({ type: 'failed', error });
  bed.last('warehouse').end('exit 75');
  await bed.clock.advance(100);
  assert.equal(bed.spawned.length, 2);
  bed.last('warehouse').say(READY);
  await starting;
  assert.equal(bed.logger.lines[0]?.fields['error'], 'LOCK_HELD');
});

test('a start in which a role does not get ready is ROLE_START_SLOW', async () => {
  const bed = new Bed('warehouse', 'enricher');
  const starting = refusal('ROLE_START_SLOW', () => bed.supervisor.start());
  bed.last('warehouse').say(READY);
  for (let second = 0; second < 122; second++) await bed.clock.advance(1_000);
  const error = await starting;
  assert.deepEqual({ ...error.params, kind: error.kind }, { role: 'enricher', seconds: 120, kind: 'transient' });
  await bed.supervisor.stop();
});

test('the stop follows the flow, and each process ends before the next is told', async () => {
  const bed = await new Bed('warehouse', 'enricher', 'collector', 'portal').started();
  const told: string[] = [];
  for (const process of bed.spawned) {
    process.send = ({ type }) => {
      told.push(`${process.role} ${type}`);
      void settle().then(() => {
        told.push(`${process.role} ends`);
        process.end('exit 0');
        return undefined;
      });
    };
  }
  await bed.supervisor.stop();
  assert.deepEqual(
    told,
    ['portal', 'collector', 'enricher', 'warehouse'].flatMap((role) => [`${role} stop`, `${role} ends`]),
  );
  assert.deepEqual(
    bed.supervisor.processes().map(({ state, lastEnd }) => [state, lastEnd]),
    Array.from({ length: 4 }, () => ['stopped', 'exit 0']),
  );
});

test('a process that does not drain in 20 s is killed, and the others are still drained', async () => {
  const bed = await new Bed('warehouse', 'collector').started();
  bed.last('collector').stubborn = true;
  const stopping = bed.supervisor.stop();
  await bed.clock.advance(19_999);
  assert.deepEqual(bed.last('collector').received, [{ type: 'stop' }]);
  await bed.clock.advance(1);
  await stopping;
  assert.deepEqual(bed.last('collector').received, [{ type: 'stop' }, 'SIGKILL']);
  assert.deepEqual(bed.last('warehouse').received, [{ type: 'stop' }]);
  await bed.clock.advance(60_000);
  assert.deepEqual(bed.last('warehouse').received, [{ type: 'stop' }], 'nobody is killed late');
});

test('a process that waits to be started again is not, once the stop has begun', async () => {
  const bed = await new Bed('warehouse', 'collector').started();
  bed.last('collector').end('exit 70');
  await bed.supervisor.stop();
  await bed.clock.advance(60_000);
  assert.equal(bed.spawned.length, 2);
  assert.deepEqual(
    bed.supervisor.processes().map(({ state }) => state),
    ['stopped', 'stopped'],
  );
});

test('a stop during the start ends it', async () => {
  const bed = new Bed('warehouse');
  const starting = bed.supervisor.start();
  await settle();
  await bed.supervisor.stop();
  await starting;
  assert.deepEqual(bed.states(), [['warehouse', 'stopped', 0, null]]);
});

test('a message goes to a role that is up, and is dropped otherwise', async () => {
  const bed = await new Bed('portal', 'collector').started();
  const message: SupervisorMessage = { type: 'stop' };
  bed.last('portal').stubborn = true;
  bed.supervisor.send('portal', message);
  bed.supervisor.send('warehouse', message);
  bed.last('collector').end('exit 70');
  bed.supervisor.send('collector', message);
  assert.deepEqual([bed.last('portal').received, bed.last('collector').received], [[message], []]);
});
