// What an open failed event becomes when its payload has been enriched again. Pure.
//
//   an event       row ─▶ repaired      dropped ─▶ dropped      failed ─▶ nothing, or moved to its new group
//   a payload      failed whole ─▶ the same      split ─▶ its first event as above; the others are rows, or failed events
//                  of their own
import type { FailedEvent } from '../../contracts/failed-event.ts';
import type { Tally } from '../../contracts/hop-count.ts';
import type { Repair } from '../../contracts/repair.ts';
import { MultisetHash } from '../../kernel/multiset-hash.ts';
import type { RecordOutputs } from '../enrich-record.ts';
import type { FailedFacts } from './read-failed.ts';

/** A failed event that is open: group and extent are the newest ones. */
export type OpenFailure = FailedFacts;

/** What one event became. Lines are those that still have to be appended. */
export interface Fate {
  readonly became: 'row' | 'failed' | 'dropped';
  readonly hash: string;
  readonly line?: Buffer;
  readonly event?: FailedEvent;
}

export interface Fates {
  readonly byIndex: ReadonlyMap<number, Fate>;
  /** What could not be split, with everything behind its index. */
  readonly unsplit: { readonly index: number; readonly event: FailedEvent } | undefined;
}

export interface RepairPlan {
  readonly rows: readonly Buffer[];
  readonly failed: readonly Buffer[];
  /** Undefined when nothing has changed. */
  readonly repair: Repair | undefined;
  /** The newest judgement of one that still fails. */
  readonly judged: Pick<FailedEvent, 'group' | 'failureType' | 'cause' | 'schema'> | undefined;
}

export function fatesOf({ enriched, failed, dropped }: RecordOutputs): Fates {
  const byIndex = new Map<number, Fate>();
  for (const { index, line, hash } of enriched) byIndex.set(index, { became: 'row', hash, line });
  for (const { index, hash } of dropped) byIndex.set(index, { became: 'dropped', hash });
  for (const { index, line, hash, event } of failed) byIndex.set(index, { became: 'failed', hash, line, event });
  const unsplit = failed.find(({ event }) => event.extent === 'payload');
  return { byIndex, unsplit };
}

/** @param by when it was judged, and by which version. */
export function planRepair(
  open: OpenFailure,
  fates: Fates,
  by: { readonly repairedMs: number; readonly judgedBy: string },
): RepairPlan {
  const covered = coveredBy(open, fates);
  const own = covered.get(open.index);
  // The project's map may say that a payload has no events at all.
  const split = open.extent === 'payload' && (covered.size !== 1 || own?.event?.extent !== 'payload');
  const others = [...covered].filter(([index]) => index !== open.index).map(([, fate]) => fate);
  const mine = own === undefined || own.became === 'failed' ? others : [own, ...others];
  const of = (became: Fate['became']): readonly Fate[] => mine.filter((fate) => fate.became === became);
  const [rows, failed, dropped] = [of('row'), of('failed'), of('dropped')];
  const again = own?.became === 'failed' || (own === undefined && !split);
  const event = own === undefined ? unsplitAt(open, fates) : own.event;
  const judged = again ? judgementOf(event ?? open) : undefined;
  const changed = !again || split || judged?.group !== open.group;
  const outcome = again ? 'still_failing' : rows.length > 0 ? 'repaired' : 'dropped';
  const repair: Repair = {
    origin: open.origin,
    failedOffset: open.failedOffset,
    outcome,
    groupBefore: open.group,
    ...(judged ?? NOT_FAILING),
    messages: (again && event?.messages) || [],
    appId: open.appId,
    split,
    rows: tallyOf(rows),
    failed: tallyOf(failed),
    dropped: tallyOf(dropped),
    ...by,
  };
  return { rows: linesOf(rows), failed: linesOf(failed), repair: changed ? repair : undefined, judged };
}

const NOT_FAILING = { failureType: null, cause: null, group: null, schema: null };

/** The outputs that the failed event stands for. */
function coveredBy(open: OpenFailure, { byIndex }: Fates): ReadonlyMap<number, Fate> {
  if (open.extent === 'payload') return new Map([...byIndex].filter(([index]) => index >= open.index));
  const own = byIndex.get(open.index);
  return own === undefined ? NOTHING : new Map([[open.index, own]]);
}

const NOTHING: ReadonlyMap<number, Fate> = new Map();

/** Of an event that is not split off its payload any more: what became of the payload. */
function unsplitAt(open: OpenFailure, { unsplit }: Fates): FailedEvent | undefined {
  return unsplit !== undefined && unsplit.index <= open.index ? unsplit.event : undefined;
}

function judgementOf({ group, failureType, cause, schema }: NonNullable<RepairPlan['judged']>): RepairPlan['judged'] {
  return { group, failureType, cause, schema };
}

function tallyOf(fates: readonly Fate[]): Tally {
  const sum = new MultisetHash();
  for (const { hash } of fates) sum.addHex(hash);
  return sum.tally();
}

function linesOf(fates: readonly Fate[]): readonly Buffer[] {
  return fates.flatMap(({ line }) => (line === undefined ? [] : [line]));
}
