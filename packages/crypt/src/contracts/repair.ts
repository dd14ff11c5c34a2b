// A record of log:repairs: what became of a failed event when it was enriched again.
import { canonicalJson } from '../kernel/canonical-json.ts';
import { isJsonObject, parseJson } from '../kernel/parse-json.ts';

export interface Repair {
  /** Of the failed event, and of the row that it became. */
  readonly origin: string;
  /** Where the failed event lies in log:failed. */
  readonly failedOffset: number;
  /** `repaired`: it is in log:enriched, durable before this record. */
  readonly outcome: 'repaired' | 'dropped' | 'still_failing';
  /** The newest judgement of one that still fails; null otherwise. */
  readonly failureType: string | null;
  readonly cause: string | null;
  readonly group: string | null;
  readonly messages: readonly string[];
  /** Content hash of the row, 16 hex digits; null unless repaired. */
  readonly hash: string | null;
  readonly repairedMs: number;
  /** Version of the code that judged it. */
  readonly judgedBy: string;
}

const FORMAT = 1;

export function encodeRepair(repair: Repair): Buffer {
  return Buffer.from(canonicalJson({ v: FORMAT, ...repair }));
}

/** Undefined when the record is something else. */
export function decodeRepair(payload: Uint8Array): Repair | undefined {
  const value = parseJson(Buffer.from(payload).toString('utf8'));
  if (!isJsonObject(value) || value['v'] !== FORMAT || typeof value['origin'] !== 'string') return undefined;
  const { v: _, ...repair } = value;
  return repair as unknown as Repair;
}
