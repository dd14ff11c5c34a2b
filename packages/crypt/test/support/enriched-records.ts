import { encodeEnrichedEvent, SET_DIGITS } from '../../src/contracts/enriched-event.ts';
import type { LogRecord } from '../../src/contracts/log.ts';

/** An event as it lies in log:enriched; `id` and `content` are small numbers, so that they meet. */
export interface EventParts {
  readonly id: number;
  readonly content: number;
  readonly origin: number;
  /** Columns beside those that every row has, as JSON text: `"page_url":"x"`. */
  readonly more?: string;
}

/** A version 4 UUID made of `id`, its digits spread as random ones are. */
export function eventId(id: number): string {
  const hex = (BigInt(id + 1) * 0x9e3779b97f4a7c15f39cc0605cedc835n) & ((1n << 128n) - 1n);
  const digits = hex.toString(16).padStart(32, '0');
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-8${digits.slice(17, 20)}-${digits.slice(20)}`;
}

/** 64 bits, hex; half of them negative as signed integers, none a number that JavaScript can hold. */
export function contentHash(content: number): string {
  return BigInt.asUintN(64, BigInt(content + 1) * 0xd1342543de82ef95n)
    .toString(16)
    .padStart(16, '0');
}

export function signedHash(content: number): string {
  return BigInt.asIntN(64, BigInt(`0x${contentHash(content)}`)).toString();
}

export function originText(origin: number): string {
  return `raw/0/${origin}/0`;
}

export function enrichedRowText({ id, content, origin, more }: EventParts): string {
  const time = '2026-01-02 03:04:05.678';
  const columns = `"event_id":"${eventId(id)}","collector_tstamp":"${time}","app_id":"shop","origin":"${originText(origin)}"`;
  return `{${columns},"content_hash":${signedHash(content)}${more === undefined ? '' : `,${more}`}}`;
}

export function enrichedPayload(parts: EventParts): Uint8Array {
  return Buffer.from(
    encodeEnrichedEvent(eventId(parts.id), contentHash(parts.content), 'f'.repeat(SET_DIGITS), enrichedRowText(parts)),
  );
}

export function enrichedRecord(parts: EventParts, offset: number): LogRecord {
  return { id: `0/${offset}`, offset, timeMs: 1_700_000_000_000, keyId: 0, payload: enrichedPayload(parts) };
}
