// Two hashes by which events are told apart. Both are the same on every machine and for ever: a change would make stored
// rows look new.
import { createHash, hash } from 'node:crypto';
import { PARAM_RULES } from './tracker-params.ts';

const HASHED: readonly { readonly slot: number; readonly param: string }[] = PARAM_RULES.flatMap(
  ({ param, ofSending }, slot) => (ofSending ? [] : [{ slot, param }]),
);

/**
 * 64 bits over what the tracker sent for one event, as 16 hex digits: name, length and value of each parameter in the
 * table's order. Texts as sent, so an entity that differs in one space differs.
 */
export function contentHash(values: readonly (string | undefined)[]): string {
  let text = '';
  for (const { slot, param } of HASHED) {
    const value = values[slot];
    if (value !== undefined) text += `${param}=${value.length}:${value};`;
  }
  return hash('sha256', text, 'hex').slice(0, 16);
}

/** The same 64 bits as a signed decimal, the content of the column. */
export function signedDecimal(hex: string): string {
  return BigInt.asIntN(64, BigInt(`0x${hex}`)).toString();
}

/** Our namespace for RFC 9562 name-based UUIDs; made once at random. */
const NAMESPACE = Buffer.from('7d0c4c1ee8a5498f9b0dd0a1f5a3b62e', 'hex');

/** A version 5 UUID of the origin: an event without an id gets the same one each time it is enriched. */
export function eventIdOf(origin: string): string {
  const bytes = createHash('sha1').update(NAMESPACE).update(origin).digest();
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex', 0, 16);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
