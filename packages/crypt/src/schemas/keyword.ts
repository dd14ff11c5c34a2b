// The members of a schema, each with the shape that draft-04 gives it.
import { isJsonObject, type Json, type JsonObject } from '../kernel/parse-json.ts';
import { fail } from './errors.ts';
import { joinPointer } from './pointer.ts';
import { showText } from './show-text.ts';

const POINTER_CHARS_MAX = 300;

/** A place of the document: its object, and where that is. */
export interface Place {
  readonly raw: JsonObject;
  readonly pointer: string;
}

export function member(place: Place, key: string): Json | undefined {
  return Object.hasOwn(place.raw, key) ? place.raw[key] : undefined;
}

export function countAt(place: Place, key: string): number | undefined {
  const value = member(place, key);
  if (value === undefined || (typeof value === 'number' && Number.isInteger(value) && value >= 0)) return value;
  throw refuse(place, key, 'is not a whole number from 0 on');
}

export function numberAt(place: Place, key: string): number | undefined {
  const value = member(place, key);
  if (value === undefined || typeof value === 'number') return value;
  throw refuse(place, key, 'is not a number');
}

export function textAt(place: Place, key: string): string | undefined {
  const value = member(place, key);
  if (value === undefined || typeof value === 'string') return value;
  throw refuse(place, key, 'is not a text');
}

export function namesAt(place: Place, key: string): readonly string[] {
  const value = member(place, key);
  if (value === undefined) return [];
  if (Array.isArray(value) && value.every((name) => typeof name === 'string')) return value;
  throw refuse(place, key, 'is not a list of names');
}

export function objectAt(place: Place, key: string): JsonObject | undefined {
  const value = member(place, key);
  if (value === undefined || isJsonObject(value)) return value;
  throw refuse(place, key, 'is not an object');
}

/** A list that is not empty; empty when there is none. */
export function listAt(place: Place, key: string): readonly Json[] {
  const value = member(place, key);
  if (value === undefined) return [];
  if (Array.isArray(value) && value.length > 0) return value as readonly Json[];
  throw refuse(place, key, 'is not a list, or is empty');
}

export function refuseAt(pointer: string, reason: string): Error {
  return fail('SCHEMA_REFUSED', { place: `#${showText(pointer, POINTER_CHARS_MAX)}`, reason });
}

export function refuse({ pointer }: Place, key: string, reason: string): Error {
  return refuseAt(joinPointer(pointer, key), reason);
}
