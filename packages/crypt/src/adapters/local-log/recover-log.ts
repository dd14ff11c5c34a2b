// Opens a log's folder for its owner: finishes what a crash interrupted, judges the last segment, and says where to go
// on. Nothing that may have been acknowledged is removed; what is odd is copied to quarantine and reported.
import type { LogDamage } from '../../contracts/log.ts';
import type { Clock, Files, Random } from '../../kernel/effects.ts';
import { Account } from './account.ts';
import { ActiveSegment, writeWhole } from './active-segment.ts';
import { readChecked } from './checked-json.ts';
import { readMarkFile, type DurableMark } from './durable-mark.ts';
import { furthestCommit } from './groups.ts';
import { declaredPath, indexPath, listSegments, markPath, segmentName, segmentPath } from './layout.ts';
import { openSegment, readSegmentHeader, type OpenSegment } from './open-segment.ts';
import { fileDamage, quarantine, quarantineCopy, quarantineFile, quarantineRange } from './quarantine.ts';
import { recoverSegment, type RecoveredSegment } from './recover-segment.ts';
import { HEADER_BYTES } from './segment-header.ts';
import { readTrimState, writeTrimState, type TrimState } from './trim-state.ts';

export interface LogPlace {
  readonly files: Files;
  readonly clock: Clock;
  readonly random: Random;
  readonly folder: string;
}

export interface RecoveredLog {
  readonly logId: string;
  /** Undefined when a new segment must be started at `nextOffset`. */
  readonly active: ActiveSegment | undefined;
  readonly nextOffset: number;
  readonly account: Account;
  readonly lastTimeMs: number;
  /** What readers may read when the active segment takes no more; undefined when there is no segment at all. */
  readonly end: { readonly base: number; readonly salt: number; readonly position: number } | undefined;
  /** True when the last commit frame does not cover all records. */
  readonly uncommitted: boolean;
  readonly tornBytes: number;
  /** Found at this open. */
  readonly damage: readonly LogDamage[];
  readonly trimmed: TrimState;
}

const LEFTOVER = /^(\d{20}\.(seg|idx)|trimmed\.json|declared\.json)\..*tmp$/;

export async function recoverLog(place: LogPlace): Promise<RecoveredLog> {
  return await new Recovery(place).run();
}

class Recovery {
  readonly #place: LogPlace;
  readonly #damage: LogDamage[] = [];
  #tornBytes = 0;

  constructor(place: LogPlace) {
    this.#place = place;
  }

  async run(): Promise<RecoveredLog> {
    const { files, folder, clock, random } = this.#place;
    for (const name of await files.list(folder)) if (LEFTOVER.test(name)) await files.unlink(`${folder}/${name}`);
    const stored = await readMarkFile(files, markPath(folder), clock);
    if (stored === 'damaged') await this.#reportFile('durable');
    if ((await readChecked(files, declaredPath(folder))) === 'damaged') await this.#reportFile('declared.json');
    const mark = typeof stored === 'object' ? stored : undefined;
    const trimmed = await this.#trimmed(await listSegments(files, folder));
    const last = await this.#lastSegment(mark);
    const floor = Math.max(mark?.nextOffset ?? 0, trimmed.oldestOffset, await furthestCommit(files, folder));
    const tail = last?.recovered.tail;
    const logId = last?.open.header?.logId ?? mark?.logId ?? Buffer.from(random.bytes(16)).toString('hex');
    const account = tail?.account ?? trimmed.account.copy();
    const found = tail?.nextOffset ?? trimmed.oldestOffset;
    if (found < floor) await this.#report(gap(last?.base ?? found, tail?.end ?? 0, found, floor - 1));
    if (account.count < floor) account.count = floor;
    if (mark?.nextOffset === floor && found < floor) Object.assign(account, { high: mark.hashHigh, low: mark.hashLow });

    const sound = (base: number): boolean => this.#damage.every(({ segment }) => segment !== segmentName(base));
    const active = last !== undefined && found >= floor && sound(last.base) ? await this.#resume(last) : undefined;
    if (active === undefined) await last?.open.handle.close();
    if (stored === 'missing' && (tail?.frames ?? 0) > 0) await this.#reportFile('durable');
    return {
      logId,
      active,
      nextOffset: Math.max(found, floor),
      account,
      lastTimeMs: tail?.lastTimeMs ?? 0,
      end:
        last === undefined ? undefined : { base: last.base, salt: last.open.salt, position: last.recovered.tail.end },
      uncommitted: tail !== undefined && tail.committedEnd < tail.end,
      tornBytes: this.#tornBytes,
      damage: this.#damage,
      trimmed,
    };
  }

  /** Finishes an interrupted trim; reports a beginning that no trim explains. */
  async #trimmed(bases: readonly number[]): Promise<TrimState> {
    const { files, folder } = this.#place;
    const stored = await readTrimState(files, folder);
    const fresh = bases.length === 0 && stored === 'missing';
    if (typeof stored === 'object') {
      const gone = bases.filter((_, i) => (bases[i + 1] ?? Infinity) <= stored.oldestOffset);
      await removeSegments(files, folder, gone);
      const oldest = bases.find((base) => !gone.includes(base));
      if (oldest !== undefined && oldest > stored.oldestOffset) {
        await this.#report(gap(stored.oldestOffset, 0, stored.oldestOffset, oldest - 1));
      }
      return stored;
    }
    // A crash before the first segment was made leaves neither; then the first one starts at 0.
    if (!fresh && !(stored === 'missing' && bases[0] === 0)) await this.#reportFile('trimmed.json');
    const state = await this.#trimStateFromOldest(bases[0]);
    await writeTrimState(files, folder, state);
    return state;
  }

  async #trimStateFromOldest(base: number | undefined): Promise<TrimState> {
    const { files, folder } = this.#place;
    if (base === undefined) return { oldestOffset: 0, account: new Account() };
    const header = await readSegmentHeader(files, folder, base);
    return { oldestOffset: base, account: header?.account ?? Account.of(base, 0, 0) };
  }

  /** The last segment in which anything can be verified. Those behind it go to quarantine. */
  async #lastSegment(mark: DurableMark | undefined): Promise<LastSegment | undefined> {
    const { files, folder } = this.#place;
    for (const base of (await listSegments(files, folder)).toReversed()) {
      const open = await openSegment(files, folder, base, 'r+');
      const salt = open.salt;
      if (salt !== undefined) {
        const ours = mark?.segmentBase === base && mark.salt === salt ? mark : undefined;
        const readable = { ...open, salt };
        const recovered = await recoverSegment(readable, base, ours);
        await this.#keep(base, open.sizeBytes, recovered);
        return { base, open: readable, recovered };
      }
      await open.handle.close();
      const acknowledged = mark !== undefined && mark.segmentBase === base && mark.position > HEADER_BYTES;
      const damage: LogDamage = { ...fileDamage(segmentName(base)), lengthBytes: open.sizeBytes, reason: 'header' };
      if (acknowledged || open.sizeBytes > HEADER_BYTES) await this.#report(damage);
      else this.#tornBytes += open.sizeBytes;
      await quarantineFile(files, folder, segmentName(base));
    }
    return undefined;
  }

  /** Copies what is damaged or suspicious before anything is cut. */
  async #keep(base: number, sizeBytes: number, recovered: RecoveredSegment): Promise<void> {
    const { files, folder } = this.#place;
    const path = segmentPath(folder, base);
    for (const damage of recovered.damage) {
      await quarantineRange(files, folder, path, damage);
      this.#damage.push(damage);
    }
    this.#tornBytes += recovered.tornBytes;
    if (!recovered.tornHoldsFrames) return;
    const start = sizeBytes - recovered.tornBytes;
    const torn = { ...fileDamage(`${segmentName(base)}.torn`), positionBytes: start, lengthBytes: recovered.tornBytes };
    await quarantineRange(files, folder, path, torn);
  }

  /** Makes the tail of a sound segment durable and goes on in it. */
  async #resume({ base, open, recovered }: LastSegment): Promise<ActiveSegment> {
    const { end, prev } = recovered.tail;
    if (recovered.tornBytes > 0) await open.handle.truncate(end);
    // A sync that failed in the process before may have left pages that are marked clean but not on disk: what nothing
    // proves durable is written again, so that this sync means something.
    const start = Math.min(recovered.durableEnd, end);
    await rewriteRange(this.#place.folder, open, start, end);
    await open.handle.datasync();
    const state = { base, salt: open.salt, position: end, prev: prev ?? open.salt, index: recovered.index };
    return new ActiveSegment(this.#place.folder, open.handle, state);
  }

  async #reportFile(name: string): Promise<void> {
    this.#damage.push(await quarantineCopy(this.#place.files, this.#place.folder, name));
  }

  async #report(damage: LogDamage): Promise<void> {
    if (await quarantine(this.#place.files, this.#place.folder, damage)) this.#damage.push(damage);
  }
}

interface LastSegment {
  readonly base: number;
  readonly open: OpenSegment & { readonly salt: number };
  readonly recovered: RecoveredSegment;
}

function gap(base: number, positionBytes: number, firstOffset: number, lastOffset: number): LogDamage {
  return { segment: segmentName(base), positionBytes, lengthBytes: 0, firstOffset, lastOffset, reason: 'gap' };
}

async function rewriteRange(folder: string, open: OpenSegment, start: number, end: number): Promise<void> {
  const bytes = Buffer.alloc(1 << 20);
  for (let at = start; at < end;) {
    const length = await open.handle.read(bytes, 0, Math.min(bytes.length, end - at), at);
    if (length === 0) return;
    await writeWhole(folder, open.handle, bytes, length, at);
    at += length;
  }
}

/** Deletes segments and their indexes; absent ones are no error. */
export async function removeSegments(files: Files, folder: string, bases: readonly number[]): Promise<void> {
  for (const base of bases) {
    for (const path of [segmentPath(folder, base), indexPath(folder, base)]) {
      if ((await files.stat(path)) !== undefined) await files.unlink(path);
    }
  }
  if (bases.length > 0) await files.syncFolder(folder);
}
