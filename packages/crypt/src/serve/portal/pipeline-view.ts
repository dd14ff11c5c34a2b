// Puts together what the pipeline page shows. One for all viewers: rows are read at most once a second, whoever looks.
import { LIVE_INTERVAL_MS } from '../../kernel/limits.ts';
import type { MaskValue } from './mask/mask-value.ts';
import { planFlow } from './plan-flow.ts';
import type { PortalEffects } from './portal-options.ts';
import type { PipelineView } from './pages/pipeline-page.tsx';
import type { Tail } from './pages/tail-table.tsx';
import { readTail } from './read-events.ts';
import { LossReader } from './read-loss.ts';
import { StatusHistory } from './status-history.ts';

export class PipelineViews {
  readonly #effects: Pick<PortalEffects, 'status' | 'query' | 'failed' | 'clock'>;
  readonly #mask: MaskValue;
  readonly #history = new StatusHistory();
  readonly #loss: LossReader;
  readonly #unsubscribe: () => void;
  #tail: Tail = { rows: [], unread: null, readMs: null };
  #reading: Promise<void> | undefined;
  #readAtMs = -Infinity;

  constructor(effects: Pick<PortalEffects, 'status' | 'query' | 'failed' | 'clock'>, mask: MaskValue) {
    this.#effects = effects;
    this.#mask = mask;
    this.#loss = new LossReader(effects.query, mask, effects.clock);
    const current = effects.status.current();
    if (current !== undefined) this.#history.add(current);
    this.#unsubscribe = effects.status.subscribe((status) => this.#history.add(status));
  }

  async view(): Promise<PipelineView> {
    await this.#refreshTail();
    const loss = await this.#loss.read();
    const { status, failed, clock } = this.#effects;
    const current = status.current();
    return {
      nowMs: clock.nowMs(),
      status: current,
      steps: planFlow(current, this.#history),
      tail: this.#tail,
      failed: failed.summary(),
      loss,
    };
  }

  close(): void {
    this.#unsubscribe();
  }

  async #refreshTail(): Promise<void> {
    if (this.#effects.clock.monotonicMs() - this.#readAtMs >= LIVE_INTERVAL_MS) this.#reading ??= this.#readTail();
    await this.#reading;
  }

  async #readTail(): Promise<void> {
    try {
      const rows = await readTail(this.#effects.query, this.#mask);
      this.#readAtMs = this.#effects.clock.monotonicMs();
      if (typeof rows !== 'string') this.#tail = { rows, unread: null, readMs: this.#effects.clock.nowMs() };
      // The rows that were read last are shown on, with their age.
      else this.#tail = { ...this.#tail, unread: rows };
    } finally {
      this.#reading = undefined;
    }
  }
}
