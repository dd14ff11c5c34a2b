// Retries that the end of a process cut off: their rows are in log:enriched, and no record of log:repairs names them.
// Which failed event each output belongs to is found in log:failed, which holds them all. Pure.
import type { Repair } from '../../contracts/repair.ts';
import { MultisetHash } from '../../kernel/multiset-hash.ts';
import type { Fate, OpenFailure } from './plan-repair.ts';
import type { FailedFacts } from './read-failed.ts';
import type { RepairStates } from './repair-states.ts';
import type { RetriedOutputs } from './sort-written.ts';

export interface CutOff {
  readonly failure: OpenFailure;
  /** What lies in the logs already, by index. */
  readonly already: ReadonlyMap<number, Fate>;
}

export interface Resumed {
  readonly cutOff: readonly CutOff[];
  /** Rows and failed events, by raw record, whose failed event retention has removed. */
  readonly orphans: ReadonlyMap<string, RetriedOutputs>;
}

/**
 * @param outputs of retries by raw record, those that are named by log:repairs among them.
 * @param failures all failed events of these raw records, in the order of the log.
 */
export function findCutOff(
  outputs: ReadonlyMap<string, RetriedOutputs>,
  failures: readonly FailedFacts[],
  states: RepairStates,
): Resumed {
  const owned = new Map<FailedFacts, Map<number, Fate>>();
  const orphans = new Map<string, RetriedOutputs>();
  for (const [id, { rows, failed }] of outputs) {
    const own = failures.filter(({ recordId }) => recordId === id);
    const lost: RetriedOutputs = { rows: new Map(), failed: new Map() };
    for (const [index, hash] of rows) {
      const owner = own.find((facts) => facts.index === index) ?? payloadBefore(own, index);
      if (owner === undefined) lost.rows.set(index, hash);
      else fatesOf(owned, owner).set(index, { became: 'row', hash });
    }
    for (const [index, hash] of failed) {
      const owner = payloadBefore(own, index);
      if (owner === undefined) lost.failed.set(index, hash);
      else fatesOf(owned, owner).set(index, { became: 'failed', hash });
    }
    if (lost.rows.size + lost.failed.size > 0) orphans.set(id, lost);
  }
  return { cutOff: [...owned].flatMap(([facts, already]) => unnamed(facts, already, states)), orphans };
}

/** The failed payload that an output at `index` was split from. */
function payloadBefore(failures: readonly FailedFacts[], index: number): FailedFacts | undefined {
  let found: FailedFacts | undefined;
  for (const facts of failures) {
    if (facts.extent === 'payload' && facts.index < index && facts.index > (found?.index ?? -1)) found = facts;
  }
  return found;
}

function fatesOf(owned: Map<FailedFacts, Map<number, Fate>>, owner: FailedFacts): Map<number, Fate> {
  const fates = owned.get(owner) ?? new Map<number, Fate>();
  owned.set(owner, fates);
  return fates;
}

function unnamed(facts: FailedFacts, already: ReadonlyMap<number, Fate>, states: RepairStates): readonly CutOff[] {
  const { failedOffset, index } = facts;
  if (states.isSettled(failedOffset)) return [];
  const group = states.groupOf(failedOffset) ?? facts.group;
  if (!states.isSplit(failedOffset)) return [{ failure: { ...facts, group }, already }];
  // The others were named when it was split; then its own event failed, and now is repaired.
  const own = already.get(index);
  return own === undefined ? [] : [{ failure: { ...facts, group, extent: 'event' }, already: new Map([[index, own]]) }];
}

/** What is said of outputs whose failed event is gone, so that they are counted. */
export function orphanRepair(
  topic: string,
  recordId: string,
  { rows, failed }: RetriedOutputs,
  by: Pick<Repair, 'repairedMs' | 'judgedBy'>,
): Repair {
  const index = Math.min(...rows.keys(), ...failed.keys());
  return {
    origin: `${topic}/${recordId}/${index}`,
    failedOffset: -1,
    outcome: 'repaired',
    groupBefore: '',
    failureType: null,
    cause: null,
    group: null,
    schema: null,
    messages: [],
    appId: null,
    split: rows.size + failed.size > 1,
    rows: sum(rows),
    failed: sum(failed),
    dropped: { count: 0, hash: '0' },
    ...by,
  };
}

function sum(hashes: ReadonlyMap<number, string>): Repair['rows'] {
  const hash = new MultisetHash();
  for (const digits of hashes.values()) hash.addHex(digits);
  return hash.tally();
}
