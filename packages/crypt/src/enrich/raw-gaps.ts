// Offsets of the raw log that gave no record: damaged when the log says so, missing when nothing explains them. Either
// is counted; none is passed in silence.
import type { LogDamage } from '../contracts/log.ts';

/** Offsets from `from` up to, not with, `to`. */
export interface Gap {
  readonly from: number;
  readonly to: number;
}

/**
 * Tells for each offset of the gap whether some damage explains it.
 *
 * @param damage all that the consumer had to skip.
 * @param fresh how many of them, the last ones, it reported since the gap before. Only they may explain offsets that
 *   they do not name: a side that is unknown (-1) reaches to the end of the gap.
 */
export function explainGap(
  gap: Gap,
  damage: readonly LogDamage[],
  fresh: number,
  visit: (offset: number, cause: 'damaged' | 'missing') => void,
): void {
  const ranges = damage
    .filter(({ firstOffset, lastOffset }, i) => (firstOffset !== -1 && lastOffset !== -1) || i >= damage.length - fresh)
    .map(({ firstOffset, lastOffset }) => ({
      first: firstOffset === -1 ? gap.from : firstOffset,
      last: lastOffset === -1 ? gap.to - 1 : lastOffset,
    }))
    .filter(({ first, last }) => first < gap.to && last >= gap.from);
  for (let offset = gap.from; offset < gap.to; offset++) {
    const isDamaged = ranges.some(({ first, last }) => offset >= first && offset <= last);
    visit(offset, isDamaged ? 'damaged' : 'missing');
  }
}
