// What was read back, told apart: outputs of the first pass, whose raw records come again and are counted then, and
// outputs of retries, which a record of log:repairs must name. Pure.
//
//                              raw record before the checkpoint      behind it
//   in log:enriched            a retry's                             first pass, unless it is in log:failed too, or behind
//                                                                    a failed payload: then a retry's
//   in log:failed              a retry's (a payload was split)       first pass, unless behind a failed payload
import type { ReadRepair, WrittenRecord, WrittenRecords } from '../read-back.ts';

/** An event that is in an output log since the first pass. */
export interface Written extends WrittenRecord {
  readonly became: 'enriched' | 'failed';
}

/** Written events by raw record id, then by index in the payload. */
export type WrittenEvents = Map<string, Map<number, Written>>;

/** Hashes by index in the payload. */
export interface RetriedOutputs {
  readonly rows: Map<number, string>;
  readonly failed: Map<number, string>;
}

export interface SortedWritten {
  readonly written: WrittenEvents;
  /** By raw record id. */
  readonly retried: Map<string, RetriedOutputs>;
  /** Hashes of records that lie there twice and belong to retries. */
  readonly repeats: { readonly enriched: readonly string[]; readonly failed: readonly string[] };
  /** The offset after the last raw record that any of it was made from, and `rawNext` at least. */
  readonly rawEnd: number;
}

export function sortWritten(rows: WrittenRecords, failed: WrittenRecords, rawNext: number): SortedWritten {
  const written: WrittenEvents = new Map();
  const retried = new Map<string, RetriedOutputs>();
  const repeats: { enriched: string[]; failed: string[] } = { enriched: [], failed: [] };
  let rawEnd = rawNext;
  for (const id of new Set([...rows.keys(), ...failed.keys()])) {
    const rawOffset = Number(id.slice(id.lastIndexOf('/') + 1));
    rawEnd = Math.max(rawEnd, rawOffset + 1);
    const failures = failed.get(id) ?? NONE;
    // Everything from here on is a retry's.
    const from = rawOffset < rawNext ? 0 : payloadIndex(failures) + 1;
    for (const [index, record] of rows.get(id) ?? NONE) {
      if (index < from && !failures.has(index)) eventsOf(written, id).set(index, { became: 'enriched', ...record });
      else {
        outputsOf(retried, id).rows.set(index, record.hash);
        repeats.enriched.push(...record.repeats);
      }
    }
    for (const [index, record] of failures) {
      if (index < from) eventsOf(written, id).set(index, { became: 'failed', ...record });
      else {
        outputsOf(retried, id).failed.set(index, record.hash);
        repeats.failed.push(...record.repeats);
      }
    }
  }
  return { written, retried, repeats, rawEnd };
}

const NONE: ReadonlyMap<number, WrittenRecord> = new Map();

/** Where what could not be split begins; infinite when everything could. */
export function payloadIndex(failures: ReadonlyMap<number, Pick<WrittenRecord, 'isPayload'>>): number {
  return Math.min(...[...failures].map(([index, { isPayload }]) => (isPayload ? index : Infinity)), Infinity);
}

function eventsOf(written: WrittenEvents, id: string): Map<number, Written> {
  const events = written.get(id) ?? new Map<number, Written>();
  written.set(id, events);
  return events;
}

function outputsOf(retried: SortedWritten['retried'], id: string): RetriedOutputs {
  const outputs = retried.get(id) ?? { rows: new Map(), failed: new Map() };
  retried.set(id, outputs);
  return outputs;
}

/** Those of the retried outputs that records of log:repairs do not name all of: a retry was cut off. */
export function cutOff(
  retried: SortedWritten['retried'],
  repairs: readonly ReadRepair[],
  recordIdOf: (origin: string) => string | undefined,
): Map<string, RetriedOutputs> {
  const named = new Map<string, { rows: number; failed: number }>();
  for (const { repair } of repairs) {
    const id = recordIdOf(repair.origin) ?? '';
    const sum = named.get(id) ?? { rows: 0, failed: 0 };
    named.set(id, { rows: sum.rows + repair.rows.count, failed: sum.failed + repair.failed.count });
  }
  const isCutOff = ([id, { rows, failed }]: readonly [string, RetriedOutputs]): boolean =>
    rows.size > (named.get(id)?.rows ?? 0) || failed.size > (named.get(id)?.failed ?? 0);
  return new Map([...retried].filter(isCutOff));
}
