// The boundaries of a batch, durable in log:batches before the batch is loaded. After a crash, and in `crypt restore`,
// the same boundaries give the same batches with the same load_tstamp, so the same rows.
import { canonicalJson } from '../kernel/canonical-json.ts';
import { isJsonObject, parseJson } from '../kernel/parse-json.ts';
import { fail } from './errors.ts';

export interface BatchSeal {
  readonly topic: string;
  readonly partition: number;
  /** First offset, inclusive. */
  readonly from: number;
  /** Last offset, exclusive. */
  readonly to: number;
  /** Becomes load_tstamp. Greater than that of the batch before, so that no two batches share one. */
  readonly sealedMs: number;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export function encodeSeal(seal: BatchSeal): Uint8Array {
  return encoder.encode(canonicalJson({ v: 1, ...seal }));
}

/** @throws LOAD_SEAL_UNREADABLE (bug) */
export function decodeSeal(payload: Uint8Array, offset: number): BatchSeal {
  const value = parseJson(decoder.decode(payload));
  if (!isJsonObject(value)) throw fail('LOAD_SEAL_UNREADABLE', { offset });
  const { topic, partition, from, to, sealedMs } = value;
  if (
    typeof topic !== 'string' ||
    typeof partition !== 'number' ||
    typeof from !== 'number' ||
    typeof to !== 'number' ||
    typeof sealedMs !== 'number'
  ) {
    throw fail('LOAD_SEAL_UNREADABLE', { offset });
  }
  return { topic, partition, from, to, sealedMs };
}

export function batchId(seal: { topic: string; partition: number; from: number; to: number }): string {
  return `${seal.topic}-${seal.partition}-${seal.from}-${seal.to}`;
}
