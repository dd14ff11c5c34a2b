// Retention by whole segments, the oldest first, never the active one.
import type { LogGroupState, LogState } from '../../contracts/log.ts';
import { listSegments, segmentPath } from './layout.ts';
import { readSegmentHeader } from './open-segment.ts';
import { removeSegments, type LogPlace } from './recover-log.ts';
import type { SegmentHeader } from './segment-header.ts';
import { writeTrimState } from './trim-state.ts';

export interface Retention {
  /** Segments whose every record is older than this many milliseconds go. */
  readonly olderThanMs?: number;
  /** The oldest segments go while the log has more bytes than this. */
  readonly bytesMax?: number;
  /** The disk is nearly full: what live groups have not read does not hold back `bytesMax`, and is reported. */
  readonly diskPressure?: boolean;
}

export interface Trimmed {
  /** Base offsets of the segments that went. */
  readonly segments: readonly number[];
  /** Offsets that went; records that a rewrite had removed before are among them. */
  readonly records: number;
  readonly bytes: number;
  readonly oldestOffset: number;
  /** What live groups had not read. */
  readonly unread: readonly { readonly group: string; readonly fromOffset: number; readonly toOffset: number }[];
}

export async function trimLog(place: LogPlace, state: LogState, retention: Retention): Promise<Trimmed> {
  const { files, folder, clock } = place;
  const bases = await listSegments(files, folder);
  const live = state.groups.filter((group) => group.live);
  const barrier = Math.min(...live.map((group) => group.nextOffset));
  const cutMs = clock.nowMs() - (retention.olderThanMs ?? Infinity);
  const gone: number[] = [];
  let bytes = 0;
  let next: SegmentHeader | undefined;
  for (const [i, base] of bases.entries()) {
    const end = bases[i + 1];
    if (end === undefined) break;
    // Without the header behind it, neither the age of the segment nor the account of the records is known: it stays.
    const header = await readSegmentHeader(files, folder, end);
    if (header === undefined) break;
    const old = header.createdMs <= cutMs;
    const large = state.bytes - bytes > (retention.bytesMax ?? Infinity);
    const needed = end > barrier;
    if (!(old || large) || (needed && !(large && retention.diskPressure === true))) break;
    gone.push(base);
    next = header;
    bytes += (await files.stat(segmentPath(folder, base)))?.sizeBytes ?? 0;
  }
  const before = state.oldestOffset;
  if (next === undefined) return { segments: [], records: 0, bytes: 0, oldestOffset: before, unread: [] };
  await writeTrimState(files, folder, { oldestOffset: next.base, account: next.account });
  await removeSegments(files, folder, gone);
  return {
    segments: gone,
    records: next.base - before,
    bytes,
    oldestOffset: next.base,
    unread: unreadOf(live, before, next.base),
  };
}

function unreadOf(live: readonly LogGroupState[], oldest: number, newOldest: number): Trimmed['unread'] {
  return live
    .filter(({ nextOffset }) => nextOffset < newOldest)
    .map(({ group, nextOffset }) => ({ group, fromOffset: Math.max(oldest, nextOffset), toOffset: newOldest }));
}
