// Switches a file of the project off when it ends its process again and again: each crash stalls the flow.
//
//   on ── PROJECT_CRASHES_MAX crashes within PROJECT_CRASH_WINDOW_MS ──▶ off ── PROJECT_OFF_MS ──▶ on
//
// Crashes are not forgotten when it is tried again, so one that goes on is off again after the first.
import { PROJECT_CRASH_WINDOW_MS, PROJECT_CRASHES_MAX, PROJECT_OFF_MS } from '../../kernel/limits.ts';

export class CrashSwitch {
  /** Times of the latest crashes, at most PROJECT_CRASHES_MAX a file. */
  readonly #crashes = new Map<string, number[]>();
  readonly #offUntil = new Map<string, number>();

  /** Returns true when this crash switches the file off. */
  note(file: string, nowMs: number): boolean {
    const crashes = [...(this.#crashes.get(file) ?? []), nowMs].slice(-PROJECT_CRASHES_MAX);
    this.#crashes.set(file, crashes);
    const [first = nowMs] = crashes;
    if (crashes.length < PROJECT_CRASHES_MAX || nowMs - first > PROJECT_CRASH_WINDOW_MS) return false;
    this.#offUntil.set(file, nowMs + PROJECT_OFF_MS);
    return true;
  }

  isOff(file: string, nowMs: number): boolean {
    return nowMs < (this.#offUntil.get(file) ?? 0);
  }
}
