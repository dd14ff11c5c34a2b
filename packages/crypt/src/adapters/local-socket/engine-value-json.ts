// Values of an engine as JSON, exactly. Texts, booleans, NULL and whole numbers that JavaScript counts are themselves; all
// else is an object with one key that says its kind:
//
//   {"int":"9007199254740993"}  {"float":1.5}  {"float":"NaN"}  {"decimal":"12.340"}  {"date":"2026-01-31"}
//   {"timestamp":"1767323045000000","zone":true}  {"time":"…"}  {"interval":"…"}  {"bytes":"<base64>"}
//   {"list":[…]}  {"struct":[["name",…],…]}
import type { EngineValue } from '../../contracts/sql-engine.ts';
import { isJsonObject, type Json, type JsonObject } from '../../kernel/parse-json.ts';
import { fail } from './errors.ts';

export function encodeValue(value: EngineValue): Json {
  if (typeof value === 'bigint') return { int: String(value) };
  if (value === null || typeof value !== 'object') return value;
  if (value.kind === 'float') return { float: isPlain(value.value) ? value.value : nameOf(value.value) };
  if (value.kind === 'decimal') return { decimal: value.text };
  if (value.kind === 'date') return { date: value.text };
  if (value.kind === 'timestamp') return { timestamp: String(value.micros), zone: value.hasZone };
  if (value.kind === 'time') return { time: String(value.micros) };
  if (value.kind === 'interval') return { interval: String(value.micros) };
  if (value.kind === 'bytes') return { bytes: Buffer.from(value.value).toString('base64') };
  if (value.kind === 'list') return { list: value.items.map(encodeValue) };
  return { struct: value.fields.map(([name, item]) => [name, encodeValue(item)]) };
}

/** @throws SOCKET_REQUEST (bug) for what is no value. */
export function decodeValue(json: Json): EngineValue {
  if (json === null || typeof json === 'string' || typeof json === 'boolean') return json;
  if (typeof json === 'number') return json;
  return (isJsonObject(json) ? decodeKind(json) : undefined) ?? refuse();
}

function decodeKind(json: JsonObject): EngineValue | undefined {
  const [kind, value = null] = Object.entries(json)[0] ?? [];
  if (kind === 'list' && Array.isArray(value)) return { kind, items: (value as readonly Json[]).map(decodeValue) };
  if (kind === 'struct' && Array.isArray(value)) return { kind, fields: (value as readonly Json[]).map(decodeField) };
  if (kind === 'float') return { kind, value: typeof value === 'number' ? value : Number(textOf(value)) };
  const text = textOf(value);
  if (kind === 'int') return wholeOf(text);
  if (kind === 'decimal' || kind === 'date') return { kind, text };
  if (kind === 'timestamp') return { kind, micros: wholeOf(text), hasZone: json['zone'] === true };
  if (kind === 'time' || kind === 'interval') return { kind, micros: wholeOf(text) };
  return kind === 'bytes' ? { kind, value: new Uint8Array(Buffer.from(text, 'base64')) } : undefined;
}

function decodeField(field: Json): readonly [string, EngineValue] {
  if (!Array.isArray(field)) return refuse();
  const [name = null, value = null] = field as readonly Json[];
  return [textOf(name), decodeValue(value)];
}

/** JSON has no sign of zero, no NaN and no infinities. */
function isPlain(value: number): boolean {
  return Number.isFinite(value) && !Object.is(value, -0);
}

function nameOf(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : refuse();
}

function wholeOf(text: string): bigint {
  return /^-?\d{1,60}$/.test(text) ? BigInt(text) : refuse();
}

function refuse(): never {
  throw fail('SOCKET_REQUEST', { reason: 'a value of an engine has an unknown kind' });
}
