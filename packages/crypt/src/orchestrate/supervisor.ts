// Starts the processes, starts them again when they end, and drains them when told to stop.
//
//   starting ──ready──▶ ready ──end──▶ backoff ──delay──▶ starting        stop, from anywhere ──▶ stopped
//      └───────end────────────────────────▲
//
// It holds no data: whatever it knows is told by the processes again.
import type { RoleError, RoleMessage, SupervisorMessage } from '../contracts/role-message.ts';
import type { ProcessStatus, RoleName } from '../contracts/status.ts';
import type { Clock, Logger } from '../kernel/effects.ts';
import { CryptError } from '../kernel/crypt-error.ts';
import { fail } from './errors.ts';

/** A started process. */
export interface RoleProcess {
  readonly pid: number;
  send(message: SupervisorMessage): void;
  kill(signal: 'SIGTERM' | 'SIGKILL'): void;
  onMessage(listener: (message: RoleMessage) => void): void;
  /** `exit 70` or `SIGKILL`. Called once. */
  onEnd(listener: (end: string) => void): void;
}

export interface SupervisorOptions {
  readonly roles: readonly RoleName[];
  readonly spawn: (role: RoleName) => RoleProcess;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onMessage: (role: RoleName, message: RoleMessage) => void;
}

const BACKOFF_MS_FIRST = 100;
const BACKOFF_MS_MAX = 15_000;
/** A process that lived this many times its last delay is sound: its next end is answered with the first delay again. */
const SOUND_FACTOR = 10;
const READY_SECONDS_MAX = 120;
/** Time to drain before SIGKILL. The collector waits for clients, the warehouse for a batch. */
const STOP_MS_MAX = 20_000;

interface Slot {
  readonly role: RoleName;
  process: RoleProcess | undefined;
  state: ProcessStatus['state'];
  restarts: number;
  startedMs: number | null;
  lastEnd: string | null;
  delayMs: number;
  failure: RoleError | undefined;
  ended: Promise<void>;
}

export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #slots: readonly Slot[];
  readonly #stopping = new AbortController();
  #wake: (() => void) | undefined;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#slots = options.roles.map((role) => ({
      role,
      process: undefined,
      state: 'stopped',
      restarts: 0,
      startedMs: null,
      lastEnd: null,
      delayMs: BACKOFF_MS_FIRST,
      failure: undefined,
      ended: Promise.resolve(),
    }));
  }

  /**
   * Starts every role and resolves when all serve. A role that ends for a reason that a restart cannot mend (kinds
   * `user`, `terminal`, `bug`) before it ever served stops the start, with its error.
   */
  async start(): Promise<void> {
    for (const slot of this.#slots) this.#launch(slot);
    const deadline = this.#options.clock.monotonicMs() + READY_SECONDS_MAX * 1_000;
    while (!this.#stopping.signal.aborted) {
      const hopeless = this.#slots.find((slot) => slot.failure !== undefined && slot.failure.kind !== 'transient');
      if (hopeless?.failure !== undefined) throw new CryptError({ ...hopeless.failure, params: {} });
      if (this.#slots.every((slot) => slot.state === 'ready')) return;
      if (this.#options.clock.monotonicMs() > deadline) {
        const role = this.#slots.find((slot) => slot.state !== 'ready')?.role ?? 'first';
        throw fail('ROLE_START_SLOW', { role, seconds: READY_SECONDS_MAX });
      }
      await this.#changed(1_000);
    }
  }

  /** Stops in the order of the flow, so that each finds the work of the one before it done. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    const order: readonly RoleName[] = ['portal', 'collector', 'enricher', 'warehouse'];
    for (const role of order) {
      const slot = this.#slots.find((candidate) => candidate.role === role);
      if (slot?.process === undefined) continue;
      const { process } = slot;
      process.send({ type: 'stop' });
      const slow = new AbortController();
      void this.#options.clock.sleep(STOP_MS_MAX, slow.signal).then(() => {
        if (!slow.signal.aborted) process.kill('SIGKILL');
        return undefined;
      });
      await slot.ended;
      slow.abort();
    }
  }

  /** Nothing happens while the role is not up; the next message replaces this one. */
  send(role: RoleName, message: SupervisorMessage): void {
    const slot = this.#slots.find((candidate) => candidate.role === role);
    if (slot?.state === 'ready') slot.process?.send(message);
  }

  processes(): readonly ProcessStatus[] {
    return this.#slots.map(({ role, process, state, restarts, startedMs, lastEnd }) => ({
      role,
      pid: process?.pid ?? null,
      state,
      restarts,
      startedMs,
      lastEnd,
    }));
  }

  #launch(slot: Slot): void {
    const { clock, spawn, onMessage, logger } = this.#options;
    const startedMs = clock.monotonicMs();
    slot.startedMs = clock.nowMs();
    slot.state = 'starting';
    slot.failure = undefined;
    const process = spawn(slot.role);
    slot.process = process;
    process.onMessage((message) => {
      if (message.type === 'ready') slot.state = 'ready';
      if (message.type === 'failed') slot.failure = message.error;
      onMessage(slot.role, message);
      this.#wake?.();
    });
    slot.ended = new Promise((resolve) => {
      process.onEnd((end) => {
        slot.process = undefined;
        slot.lastEnd = end;
        slot.state = this.#stopping.signal.aborted ? 'stopped' : 'backoff';
        this.#wake?.();
        resolve();
        if (this.#stopping.signal.aborted) return;
        if (clock.monotonicMs() - startedMs > slot.delayMs * SOUND_FACTOR) slot.delayMs = BACKOFF_MS_FIRST;
        logger.warn('process ended', { role: slot.role, end, error: slot.failure?.code, restartMs: slot.delayMs });
        void this.#restart(slot);
      });
    });
  }

  async #restart(slot: Slot): Promise<void> {
    const delayMs = slot.delayMs;
    slot.delayMs = Math.min(delayMs * 2, BACKOFF_MS_MAX);
    await this.#options.clock.sleep(delayMs, this.#stopping.signal);
    if (this.#stopping.signal.aborted) {
      slot.state = 'stopped';
      return;
    }
    slot.restarts++;
    this.#launch(slot);
  }

  async #changed(waitMs: number): Promise<void> {
    const woken = new AbortController();
    this.#wake = () => woken.abort();
    await this.#options.clock.sleep(waitMs, AbortSignal.any([woken.signal, this.#stopping.signal]));
    this.#wake = undefined;
  }
}
