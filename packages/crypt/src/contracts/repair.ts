// A record of log:repairs: what became of a failed event when it was enriched again. Everything that it names in
// log:enriched and log:failed is durable before it, so that what is there without it was cut off by the end of a process.
import { canonicalJson } from '../kernel/canonical-json.ts';
import { isJsonObject, parseJson, type Json } from '../kernel/parse-json.ts';
import type { Tally } from './hop-count.ts';

export interface Repair {
  /** Of the failed event, and of the row that it became. */
  readonly origin: string;
  /** Where the failed event lies in log:failed; -1 when retention had removed it. */
  readonly failedOffset: number;
  /**
   * `repaired`: it is in log:enriched. `dropped`: a rule of the project wants it nowhere. `still_failing`: it failed for
   * another reason than before.
   */
  readonly outcome: 'repaired' | 'dropped' | 'still_failing';
  /** The group that it was in until now. */
  readonly groupBefore: string;
  /** The newest judgement of one that still fails; null and no messages otherwise. */
  readonly failureType: string | null;
  readonly cause: string | null;
  readonly group: string | null;
  readonly schema: string | null;
  readonly messages: readonly string[];
  readonly appId: string | null;
  /** True when it stood for a payload, which now could be split: from now on it stands for its first event alone. */
  readonly split: boolean;
  /** What it became in log:enriched, by content hash: its own row, or the rows of a payload that could be split now. */
  readonly rows: Tally;
  /** Other events of such a payload that fail on their own, new in log:failed, by payloadHash. */
  readonly failed: Tally;
  /** Events that a rule of the project wants nowhere, by content hash. */
  readonly dropped: Tally;
  readonly repairedMs: number;
  /** Version of the code that judged it. */
  readonly judgedBy: string;
}

const FORMAT = 1;

export function encodeRepair(repair: Repair): Buffer {
  return Buffer.from(canonicalJson({ v: FORMAT, ...repair } as unknown as Json));
}

/** Undefined when the record is something else. @throws JSON_REFUSED (data) when it is not JSON. */
export function decodeRepair(payload: Uint8Array): Repair | undefined {
  const value = parseJson(Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString('utf8'));
  if (!isJsonObject(value) || value['v'] !== FORMAT || typeof value['origin'] !== 'string') return undefined;
  const { v: _, ...repair } = value;
  return repair as unknown as Repair;
}
