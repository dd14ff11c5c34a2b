import { formatMoment, formatRecent } from '../format.ts';

/** A moment, UTC; the full one is in the title and in `datetime`. */
export function Moment({ ms, nowMs }: { ms: number; nowMs: number }) {
  return (
    <time datetime={new Date(ms).toISOString()} title={`${formatMoment(ms)} UTC`}>
      {formatRecent(ms, nowMs)}
    </time>
  );
}
