// What has become of the records of log:failed, built from log:repairs: a bit or a number an offset, never an origin.
import type { Repair } from '../../contracts/repair.ts';
import { OffsetNumbers } from '../../kernel/offset-numbers.ts';
import { OffsetSet } from '../../kernel/offset-set.ts';

export class RepairStates {
  readonly #settled = new OffsetSet();
  readonly #split = new OffsetSet();
  readonly #groups = new OffsetNumbers();
  readonly #movedTo = new Set<number>();

  take({ failedOffset, outcome, split, group }: Repair): void {
    if (failedOffset < 0) return;
    if (outcome !== 'still_failing') this.#settled.add(failedOffset);
    else if (group !== null) {
      const number = Number.parseInt(group, 16);
      this.#groups.set(failedOffset, number);
      if (this.#movedTo.size < GROUPS_MAX) this.#movedTo.add(number);
    }
    if (split) this.#split.add(failedOffset);
  }

  /** Repaired or dropped. */
  isSettled(failedOffset: number): boolean {
    return this.#settled.has(failedOffset);
  }

  /** Stands for one event now, whatever its record says. */
  isSplit(failedOffset: number): boolean {
    return this.#split.has(failedOffset);
  }

  /** The group that a retry has put it in, or undefined. */
  groupOf(failedOffset: number): string | undefined {
    const group = this.#groups.get(failedOffset);
    return group?.toString(16).padStart(10, '0');
  }

  /** Whether a retry has ever put an event in the group. Of very many groups the latest are not known. */
  hasMovedTo(group: string): boolean {
    return this.#movedTo.has(Number.parseInt(group, 16));
  }
}

const GROUPS_MAX = 100_000;
