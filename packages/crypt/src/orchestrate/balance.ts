// The account of the whole flow: for each hop, what came in equals what it became. The two sides of a line are counted
// by different code at one cut, so a loss, an addition and a miscount all show as a number.
//
//   collector ══ raw log ══ enrich ══▶ enriched log ══ load ══ landing
//                              ╚═════▶ failed log
import type { HopCount, Tally } from '../contracts/hop-count.ts';
import type { LogState } from '../contracts/log.ts';
import type { Balance, BalanceLine } from '../contracts/status.ts';

const NOTHING: Tally = { count: 0, hash: '0' };

/** @param hops the newest count of each hop and counter. */
export function computeBalance(hops: readonly HopCount[], logs: readonly LogState[], timeMs: number): Balance {
  const find = (hop: string, counter: string): HopCount | undefined =>
    hops.find((count) => count.hop === hop && count.counter === counter);
  const collect = find('collect', 'collector');
  const enrich = find('enrich', 'enrich');
  const load = find('load', 'loader');
  const landing = find('landing', 'sql');
  const audits = ['raw', 'enriched', 'failed'].map((topic) => find(`log:${topic}`, 'audit'));
  const lines = [
    collect && collectLine(collect),
    audits[0] && logLine(audits[0]),
    enrich && enrichLine(enrich),
    enrich && eventsLine(enrich),
    audits[1] && logLine(audits[1]),
    audits[2] && logLine(audits[2]),
    load && loadLine(load),
    landing && landingLine(landing),
  ];
  const present = lines.filter((line) => line !== undefined);
  const durable = (topic: string): number => logs.find((log) => log.address.topic === topic)?.durableOffset ?? 0;
  const stored = term(load, 'stored').count + term(load, 'expired').count;
  return {
    timeMs,
    lines: present,
    // A count that is missing proves nothing: unknown is never zero.
    unexplained: present.length < lines.length ? null : present.reduce((sum, line) => sum + line.unexplained, 0),
    payloadsReceived: Math.max(durable('raw'), enrich?.upToOffset ?? 0),
    eventsReceived: term(enrich, 'events').count,
    stored,
    duplicate: term(load, 'duplicate').count,
    failed: term(enrich, 'failed').count,
    inFlightEvents: Math.max(0, durable('enriched') - (load?.upToOffset ?? 0)),
    inFlightPayloads: Math.max(0, durable('raw') - (enrich?.upToOffset ?? 0)),
  };
}

function term(count: HopCount | undefined, name: string): Tally {
  return count?.terms[name] ?? NOTHING;
}

/** Appends that the log rejected may be in it all the same, so they explain up to as many records. */
function collectLine(count: HopCount): BalanceLine {
  const left = count.upToOffset - term(count, 'beforeStart').count;
  const stored = term(count, 'stored').count;
  const kept = term(count, 'kept').count;
  const unsure = term(count, 'unsure').count;
  const surplus = left - stored - kept;
  return {
    hop: 'collect',
    says: 'records in log:raw since the collector started = payloads it appended',
    left,
    right: { stored, kept, ...(unsure === 0 ? {} : { 'at most, rejected': unsure }) },
    unexplained: surplus < 0 ? -surplus : Math.max(0, surplus - unsure),
  };
}

function logLine(count: HopCount): BalanceLine {
  const expected = term(count, 'expected');
  const parts = { present: term(count, 'present'), trimmed: term(count, 'trimmed'), removed: term(count, 'removed') };
  return {
    hop: count.hop,
    says: 'records ever appended = records read back + removed by retention + removed on request',
    left: expected.count,
    right: Object.fromEntries(Object.entries(parts).map(([name, tally]) => [name, tally.count])),
    unexplained: difference(expected, Object.values(parts)),
  };
}

function enrichLine(count: HopCount): BalanceLine {
  const right = counts(count, ['payloads', 'damaged', 'missing']);
  return {
    hop: 'enrich',
    says: 'records of log:raw before the cut = payloads enriched + damaged + missing records',
    left: count.upToOffset,
    right,
    unexplained: Math.abs(count.upToOffset - sum(right)),
  };
}

function eventsLine(count: HopCount): BalanceLine {
  const right = counts(count, ['enriched', 'failed']);
  const left = term(count, 'events').count;
  return {
    hop: 'events',
    says: 'events in those payloads = enriched + failed',
    left,
    right,
    unexplained: Math.abs(left - sum(right)),
  };
}

function loadLine(count: HopCount): BalanceLine {
  const right = counts(count, ['stored', 'expired', 'duplicate', 'redelivered', 'damaged']);
  return {
    hop: 'load',
    says: 'records of log:enriched before the cut = stored + expired + duplicate + redelivered + damaged',
    left: count.upToOffset,
    right,
    unexplained: Math.abs(count.upToOffset - sum(right)),
  };
}

function landingLine(count: HopCount): BalanceLine {
  const expected = term(count, 'expected');
  const present = term(count, 'present');
  return {
    hop: 'landing',
    says: 'rows that were stored and not expired = rows of landing.events, counted by SQL',
    left: expected.count,
    right: { present: present.count },
    unexplained: difference(expected, [present]),
  };
}

function counts(count: HopCount, names: readonly string[]): Record<string, number> {
  return Object.fromEntries(names.map((name) => [name, term(count, name).count]));
}

function sum(right: Readonly<Record<string, number>>): number {
  return Object.values(right).reduce((total, count) => total + count, 0);
}

/** The difference in counts; 1 when they agree and the hashes do not: something was exchanged. */
function difference(left: Tally, right: readonly Tally[]): number {
  const missing = Math.abs(left.count - right.reduce((total, tally) => total + tally.count, 0));
  if (missing > 0) return missing;
  const hash = right.reduce((total, tally) => total + BigInt(tally.hash), 0n);
  return BigInt.asUintN(64, hash) === BigInt(left.hash) ? 0 : 1;
}
