// What enrich writes to log:enriched and load reads: one event a record, one line of JSON with a head of fixed width,
// so that the loader finds the row without parsing it and hands the very bytes to the warehouse.
//
//   {"id":"<36 characters>","hash":"<16 hex digits>","set":"<hex digits>","row":{…}}
//
// `row` holds the atomic columns by name, nulls left out, without load_tstamp; then the nested columns by shard
// (contracts/nested-column.ts). Timestamps are `YYYY-MM-DD HH:MM:SS.mmm` in UTC; decimals, and the three self-describing
// columns (their JSON text), are strings, so that no digit is lost on the way. `set` tells which columns are not null.
import { ATOMIC_COLUMNS } from './atomic-columns.ts';
import { SHARD_COLUMNS } from './nested-column.ts';

/** Identity of one event: `<topic>/<record id>/<index in payload>`. A repeat of an origin is a redelivery. */
export type Origin = string;

export function originOf(topic: string, recordId: string, index: number): Origin {
  return `${topic}/${recordId}/${index}`;
}

const ID_AT = '{"id":"'.length;
const HASH_AT = ID_AT + 36 + '","hash":"'.length;
const SET_AT = HASH_AT + 16 + '","set":"'.length;

/** Columns that `set` speaks of, four a hex digit, the first in the lowest bit of the first digit. */
const MARKED: readonly string[] = [...ATOMIC_COLUMNS, ...SHARD_COLUMNS].map(({ name }) => name);
export const SET_DIGITS: number = Math.ceil(MARKED.length / 4);
const ROW_AT = SET_AT + SET_DIGITS + '","row":'.length;

/**
 * @param set SET_DIGITS hex digits.
 * @param rowJson the row as a JSON object on one line.
 */
export function encodeEnrichedEvent(eventId: string, contentHash: string, set: string, rowJson: string): string {
  return `{"id":"${eventId}","hash":"${contentHash}","set":"${set}","row":${rowJson}}`;
}

export interface EnrichedEventHead {
  readonly eventId: string;
  /** 64 bits, hex: equal for the same event sent twice, whatever its sending time and network. */
  readonly contentHash: string;
}

export function readEnrichedHead(payload: Uint8Array): EnrichedEventHead {
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  return {
    eventId: bytes.toString('latin1', ID_AT, ID_AT + 36),
    contentHash: bytes.toString('latin1', HASH_AT, HASH_AT + 16),
  };
}

/** The bytes of the row, a view into `payload`. */
export function enrichedRow(payload: Uint8Array): Uint8Array {
  return payload.subarray(ROW_AT, payload.length - 1);
}

/** Which columns are set in any of the rows that are added. */
export class SetColumns {
  readonly #digits = new Uint8Array(SET_DIGITS);

  add(payload: Uint8Array): void {
    for (let digit = 0; digit < SET_DIGITS; digit++) {
      const code = payload[SET_AT + digit] ?? 0;
      this.#digits[digit] = (this.#digits[digit] ?? 0) | (code > 57 ? code - 87 : code - 48);
    }
  }

  names(): ReadonlySet<string> {
    return new Set(MARKED.filter((_, index) => ((this.#digits[index >> 2] ?? 0) & (1 << (index & 3))) !== 0));
  }
}
