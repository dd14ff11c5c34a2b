// A record of log:columns: a nested column of landing.events as it is from now on. Written by enrich before the first
// event that needs it, and never removed, so that the landing can be made again without any schema.
import { canonicalJson } from '../kernel/canonical-json.ts';
import { isJsonObject, parseJson, type Json } from '../kernel/parse-json.ts';
import type { NestedColumn } from './nested-column.ts';
import type { ColumnType } from './column.ts';

export interface ColumnDefinition extends NestedColumn {
  /** Versions of the model that are merged in it: `1-0-0`. */
  readonly versions: readonly string[];
}

const FORMAT = 1;

export function encodeColumnDefinition(definition: ColumnDefinition): Buffer {
  return Buffer.from(canonicalJson({ v: FORMAT, ...definition } as unknown as Json));
}

/** Undefined when the record is something else. */
export function decodeColumnDefinition(payload: Uint8Array): ColumnDefinition | undefined {
  const value = parseJson(Buffer.from(payload).toString('utf8'));
  if (!isJsonObject(value) || value['v'] !== FORMAT || typeof value['name'] !== 'string') return undefined;
  const { name, type, origin, description, versions } = value as unknown as ColumnDefinition & { type: ColumnType };
  return { name, type, origin, description, versions };
}
