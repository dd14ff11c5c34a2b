// What enrich writes to log:enriched and load reads: one event a record, one line of JSON with a head of fixed width,
// so that the loader finds the row without parsing it and hands the very bytes to the warehouse.
//
//   {"id":"<36 characters>","hash":"<16 hex digits>","row":{…}}
//
// `row` holds the columns of landing.events by name, nulls left out, without load_tstamp. Timestamps are
// `YYYY-MM-DD HH:MM:SS.mmm` in UTC; decimals, and the three self-describing columns (their JSON text), are strings,
// so that no digit is lost on the way.

/** Identity of one event: `<topic>/<record id>/<index in payload>`. A repeat of an origin is a redelivery. */
export type Origin = string;

export function originOf(topic: string, recordId: string, index: number): Origin {
  return `${topic}/${recordId}/${index}`;
}

const ID_AT = '{"id":"'.length;
const HASH_AT = ID_AT + 36 + '","hash":"'.length;
const ROW_AT = HASH_AT + 16 + '","row":'.length;

/** @param rowJson the row as a JSON object on one line. */
export function encodeEnrichedEvent(eventId: string, contentHash: string, rowJson: string): string {
  return `{"id":"${eventId}","hash":"${contentHash}","row":${rowJson}}`;
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
