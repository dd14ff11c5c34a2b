// Renders the parts of the page once for everybody who watches, and hands each watcher the parts that changed since it
// last looked. A slow watcher skips versions, and never holds up the others.
//
//   status arrives ─▶ due ─▶ rendered (at most once a second, only while somebody watches) ─▶ watchers wake
import { errorText } from '../../kernel/crypt-error.ts';
import type { Clock, Logger } from '../../kernel/effects.ts';
import { LIVE_INTERVAL_MS } from '../../kernel/limits.ts';
import type { FragmentId } from './pages/pipeline-page.tsx';

export interface ChangedFragment {
  readonly id: FragmentId;
  readonly html: string;
}

export interface LiveEffects {
  readonly clock: Clock;
  readonly logger: Logger;
  /** All fragments as they are now. */
  readonly render: () => Promise<ReadonlyMap<FragmentId, string>>;
}

export class LiveFragments {
  readonly #effects: LiveEffects;
  readonly #stop = new AbortController();
  readonly #fragments = new Map<FragmentId, { html: string; version: number }>();
  #version = 0;
  #watchers = 0;
  #loop: Promise<void> | undefined;
  readonly #sleepers = new Set<() => void>();

  constructor(effects: LiveEffects) {
    this.#effects = effects;
  }

  get watchers(): number {
    return this.#watchers;
  }

  /**
   * Yields the changed fragments, first all of them; an empty list after `silenceMs` without a change. Ends when
   * `signal` aborts or the portal closes.
   */
  async *watch(signal: AbortSignal, silenceMs: number): AsyncGenerator<readonly ChangedFragment[]> {
    const ended = AbortSignal.any([signal, this.#stop.signal]);
    this.#watchers++;
    try {
      let seen = 0;
      while (!ended.aborted) {
        this.#loop ??= this.#run();
        const changed = this.#changedSince(seen);
        seen = this.#version;
        if (changed.length > 0) yield changed;
        else if (!(await this.#next(ended, silenceMs)) && !ended.aborted) yield [];
      }
    } finally {
      this.#watchers--;
    }
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#loop;
  }

  #changedSince(version: number): readonly ChangedFragment[] {
    return [...this.#fragments].flatMap(([id, { html, version: at }]) => (at > version ? [{ id, html }] : []));
  }

  /** True when a version came, false after `silenceMs` or at the end. */
  async #next(ended: AbortSignal, silenceMs: number): Promise<boolean> {
    const woken = new AbortController();
    let came = false;
    const wake = (): void => {
      came = true;
      woken.abort();
    };
    this.#sleepers.add(wake);
    await this.#effects.clock.sleep(silenceMs, AbortSignal.any([ended, woken.signal]));
    this.#sleepers.delete(wake);
    return came;
  }

  async #run(): Promise<void> {
    while (this.#watchers > 0 && !this.#stop.signal.aborted) {
      try {
        this.#accept(await this.#effects.render());
      } catch (error) {
        // Watchers keep what they have; the page itself would show the defect.
        this.#effects.logger.error('portal.live.broken', { reason: errorText(error) });
      }
      await this.#effects.clock.sleep(LIVE_INTERVAL_MS, this.#stop.signal);
    }
    this.#loop = undefined;
  }

  #accept(rendered: ReadonlyMap<FragmentId, string>): void {
    const version = this.#version + 1;
    let changed = false;
    for (const [id, html] of rendered) {
      if (this.#fragments.get(id)?.html === html) continue;
      this.#fragments.set(id, { html, version });
      changed = true;
    }
    if (!changed) return;
    this.#version = version;
    for (const wake of this.#sleepers) wake();
  }
}
