// The account of the whole flow: for each hop, what came in equals what it became. The two sides of a line are counted
// by different code at one cut, so a loss, an addition and a miscount all show as a number.
//
//   collector ══ raw log ══ enrich ══▶ enriched log ══ load ══▶ landing.events
//                             ║ ╚════▶ failed log ════ load ══▶ landing.failed_event_rows
//                          retries ══▶ repairs log ═══ load ══▶ landing.failed_event_repairs
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
  const audit = (topic: string): BalanceLine | undefined => whole(find(`log:${topic}`, 'audit'), logLine);
  const lines = [
    whole(collect, collectLine),
    audit('raw'),
    whole(enrich, enrichLine),
    whole(enrich, eventsLine),
    ...OUTPUTS.map((output) => whole(enrich, (count) => outputLine(count, output))),
    ...OUTPUTS.map(({ topic }) => audit(topic)),
    ...TABLES.flatMap(({ of, ...table }) => [
      whole(find(`load${of}`, 'loader'), (count) => loadLine(count, table)),
      whole(find(`landing${of}`, 'sql'), (count) => landingLine(count, table)),
    ]),
  ];
  const present = lines.filter((line) => line !== undefined);
  const durable = (topic: string): number => logs.find((log) => log.address.topic === topic)?.durableOffset ?? 0;
  const raw = Math.max(durable('raw'), collect?.upToOffset ?? 0);
  const way = onTheWay(enrich, load, durable('enriched'), timeMs);
  const { eventsReceived, ...counted } = totals(enrich);
  return {
    timeMs,
    lines: present,
    // A count that is missing proves nothing: unknown is never zero.
    unexplained: present.length < lines.length ? null : present.reduce((sum, line) => sum + line.unexplained, 0),
    payloadsReceived: Math.max(raw, enrich?.upToOffset ?? 0),
    ...counted,
    eventsReceived: eventsReceived + way.untold,
    stored: term(load, 'stored').count + term(load, 'expired').count,
    duplicate: term(load, 'duplicate').count,
    inFlightEvents: way.events,
    inFlightPayloads: Math.max(0, raw - (enrich?.upToOffset ?? 0)),
  };
}

/** Counts of two processes arrive in any order; after this time what one says and the other does not is a difference. */
const COUNT_MS_MAX = 5_000;

/**
 * Events between enrich and load, by the counts of both and not by the state of the log, which is of another moment.
 * `untold`: events that load has by now and that enrich has not told of yet.
 */
function onTheWay(
  enrich: HopCount | undefined,
  load: HopCount | undefined,
  durable: number,
  timeMs: number,
): { readonly events: number; readonly untold: number } {
  const end = enrich?.terms['enrichedEnd']?.count ?? durable;
  const copies = Math.max(0, term(enrich, 'enrichedTwice').count - term(load, 'redelivered').count);
  const events = end - copies - (load?.upToOffset ?? 0);
  if (events >= 0) return { events, untold: 0 };
  const isFresh = load !== undefined && timeMs - load.timeMs < COUNT_MS_MAX;
  return { events: 0, untold: isFresh ? -events : 0 };
}

type Totals = Pick<Balance, 'eventsReceived' | 'dropped' | 'failed' | 'repaired' | 'stillFailing'>;

/**
 * A retry ends failed events and makes rows, dropped events and failed events of them: one of each as a rule, more of a
 * payload that could not be split before. Only then have more events come than were counted at first.
 */
function totals(enrich: HopCount | undefined): Totals {
  const count = (name: string): number => term(enrich, name).count;
  const failed = count('failed') + count('failedAnew');
  const repaired = count('repaired');
  const added = repaired + count('droppedLater') + count('failedAnew') - count('settled');
  return {
    eventsReceived: count('events') + added,
    dropped: count('dropped') + count('droppedLater'),
    failed,
    repaired,
    stillFailing: failed - count('settled'),
  };
}

/** Undefined when the count has not come. */
function whole(
  count: HopCount | undefined,
  line: (count: HopCount) => BalanceLine | undefined,
): BalanceLine | undefined {
  return count && line(count);
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
  const right = counts(count, ['enriched', 'failed', 'dropped']);
  const left = term(count, 'events').count;
  return {
    hop: 'events',
    says: 'events in those payloads = enriched + failed + dropped by a rule',
    left,
    right,
    unexplained: Math.abs(left - sum(right)),
  };
}

interface OutputTerms {
  readonly topic: string;
  /** The term that says where the log ends. */
  readonly end: string;
  /** By what they are called in the line. */
  readonly terms: Readonly<Record<string, string>>;
  readonly says: string;
}

const OUTPUTS: readonly OutputTerms[] = [
  {
    topic: 'enriched',
    end: 'enrichedEnd',
    terms: { enriched: 'enriched', repaired: 'repaired', 'stored twice': 'enrichedTwice' },
    says: 'records of log:enriched = enriched by the first pass + repaired by a retry + stored twice',
  },
  {
    topic: 'failed',
    end: 'failedEnd',
    terms: { failed: 'failed', 'failed anew': 'failedAnew', 'stored twice': 'failedTwice' },
    says: 'records of log:failed = failed + failed anew when a retry could split their payload + stored twice',
  },
  {
    topic: 'repairs',
    end: 'repairsEnd',
    terms: { settled: 'settled', 'judged otherwise': 'rejudged', 'stored twice': 'repairsTwice' },
    says: 'records of log:repairs = failed events repaired or dropped + judged otherwise + stored twice',
  },
];

/** What enrich says it wrote, against the offsets that the log gave. Undefined while enrich still reads its outputs back. */
function outputLine(count: HopCount, { topic, end, terms, says }: OutputTerms): BalanceLine | undefined {
  const left = count.terms[end]?.count;
  if (left === undefined) return undefined;
  const right = Object.fromEntries(Object.entries(terms).map(([name, of]) => [name, term(count, of).count]));
  return { hop: `out:${topic}`, says, left, right, unexplained: Math.abs(left - sum(right)) };
}

/** Tables that logs are loaded into; `of` is what their hops' names end in. */
const TABLES = [
  { of: '', topic: 'enriched', table: 'events' },
  { of: ':failed', topic: 'failed', table: 'failed_event_rows' },
  { of: ':repairs', topic: 'repairs', table: 'failed_event_repairs' },
] as const;

type Table = Pick<(typeof TABLES)[number], 'topic' | 'table'>;

function loadLine(count: HopCount, { topic }: Table): BalanceLine {
  const right = counts(count, ['stored', 'expired', 'duplicate', 'redelivered', 'damaged']);
  return {
    hop: count.hop,
    says: `records of log:${topic} before the cut = stored + expired + duplicate + redelivered + damaged`,
    left: count.upToOffset,
    right,
    unexplained: Math.abs(count.upToOffset - sum(right)),
  };
}

function landingLine(count: HopCount, { table }: Table): BalanceLine {
  const expected = term(count, 'expected');
  const present = term(count, 'present');
  return {
    hop: count.hop,
    says: `rows that were stored and not expired = rows of landing.${table}, counted by SQL`,
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
