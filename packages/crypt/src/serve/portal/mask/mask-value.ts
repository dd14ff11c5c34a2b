import { createHmac } from 'node:crypto';
import { ATOMIC_COLUMNS, PLATFORM_COLUMNS } from '../../../contracts/atomic-columns.ts';
import type { Value } from '../../../contracts/warehouse.ts';
import type { Random } from '../../../kernel/effects.ts';
import { DOTS, maskPath, maskQuery, maskUrl } from './mask-address.ts';
import { maskShape, maskShapeText } from './mask-shape.ts';
import { MASKED_COLUMNS, type MaskKind, type Masked } from './masked-columns.ts';

const KNOWN: ReadonlySet<string> = new Set([...ATOMIC_COLUMNS, ...PLATFORM_COLUMNS].map((column) => column.name));
const NESTED = /^(?:unstruct_event|contexts)_/;
const SELF_DESCRIBING: Masked = { kind: 'shape', why: 'It holds whatever the app put into it.' };
const UNKNOWN: Masked = { kind: 'hidden', why: 'The platform does not know this column.' };

/** How the column is masked, or undefined when it is shown. */
export function maskOf(column: string): Masked | undefined {
  if (Object.hasOwn(MASKED_COLUMNS, column)) return MASKED_COLUMNS[column];
  if (NESTED.test(column)) return SELF_DESCRIBING;
  return KNOWN.has(column) ? undefined : UNKNOWN;
}

/** Turns a value of a column into the text a page may show. */
export type MaskValue = (column: string, value: Value) => string;

/**
 * Makes the masker of one portal. Aliases are keyed by random bytes that are never stored: they cannot be turned back,
 * and cannot be compared with those of another run.
 */
export function makeMask(random: Random): MaskValue {
  const key = random.bytes(32);
  const maskers: Readonly<Record<MaskKind, (text: string, value: Value) => string>> = {
    alias: (text) => `~${createHmac('sha256', key).update(text).digest('hex').slice(0, 6)}`,
    hidden: () => DOTS,
    path: maskPath,
    url: maskUrl,
    query: maskQuery,
    shape: (_, value) => JSON.stringify(typeof value === 'string' ? maskShapeText(value) : maskShape(value), null, 2),
  };
  return (column, value) => {
    const masked = maskOf(column);
    const text = plainText(value);
    return masked === undefined ? text : maskers[masked.kind](text, value);
  };
}

function plainText(value: Value): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
