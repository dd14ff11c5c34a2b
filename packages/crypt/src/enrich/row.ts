// One row of landing.events while it is made: the text of each column, clean and empty for null, and its JSON at the end.
import { ATOMIC_COLUMNS } from '../contracts/atomic-columns.ts';
import { SHARD_COLUMNS, SHARDS } from '../contracts/nested-column.ts';
import { fieldProblem, type Problem } from './problem.ts';
import type { Slab } from './slab.ts';

/** Texts in the order of ATOMIC_COLUMNS; '' is null. */
export type Row = string[];

const INDEX = new Map(ATOMIC_COLUMNS.map(({ name }, index) => [name, index]));

/** Position of a column in a row; -1 for none. */
export function columnIndex(name: string): number {
  return INDEX.get(name) ?? -1;
}

const NULLS: readonly string[] = ATOMIC_COLUMNS.map(() => '');

export function emptyRow(): Row {
  return NULLS.slice();
}

type Quoting = 'text' | 'safe' | 'none' | 'json';

function quotingOf(type: string): Quoting {
  if (type === 'string') return 'text';
  if (type === 'json') return 'json';
  // Timestamps and decimals are strings, so that no digit is lost; their characters need no escape.
  return type === 'timestamp' || type.startsWith('decimal') ? 'safe' : 'none';
}

const QUOTING: readonly Quoting[] = ATOMIC_COLUMNS.map(({ type }) => quotingOf(type));
const KEYS: readonly string[] = ATOMIC_COLUMNS.map(({ name }) => `,"${name}":`);
const QUOTED_KEYS: readonly string[] = KEYS.map((key) => `${key}"`);
/** Anything that JSON escapes or ASCII lacks. */
const SPECIAL = /[^ !#-[\]-~]/;

/** JSON texts of the shards, '' for none. */
export type Shards = readonly string[];

/** SET_DIGITS hex digits: which columns of the row, and which shards, are not null. */
export function setDigits(row: Row, shards: Shards): string {
  let digits = '';
  let bits = 0;
  const count = row.length + SHARDS;
  for (let i = 0; i < count; i++) {
    const text = i < row.length ? row[i] : shards[i - row.length];
    if (text !== '' && text !== undefined) bits |= 1 << (i & 3);
    if ((i & 3) === 3) {
      digits += HEX[bits] ?? '';
      bits = 0;
    }
  }
  return count % 4 === 0 ? digits : digits + (HEX[bits] ?? '');
}

const HEX = '0123456789abcdef';

/** Adds the row as JSON: origin and content hash first, then its columns that are not null, in their order, and the shards. */
export function writeRow(slab: Slab, row: Row, shards: Shards, origin: string, contentHash: string): void {
  addText(slab, `{"origin":${JSON.stringify(origin)},"content_hash":${contentHash}`);
  for (let i = 0; i < row.length; i++) {
    const text = row[i] ?? '';
    if (text === '') continue;
    const quoting = QUOTING[i];
    if (quoting === 'none') slab.ascii((KEYS[i] ?? '') + text);
    else if (quoting === 'safe' || (quoting === 'text' && !SPECIAL.test(text))) {
      slab.ascii(`${QUOTED_KEYS[i] ?? ''}${text}"`);
    } else {
      slab.ascii(KEYS[i] ?? '');
      addText(slab, JSON.stringify(text));
    }
  }
  for (let shard = 0; shard < SHARDS; shard++) {
    const text = shards[shard] ?? '';
    if (text !== '') addText(slab, `,"${SHARD_COLUMNS[shard]?.name ?? ''}":${text}`);
  }
  slab.ascii('}');
}

/** Text of unknown kind. ASCII has as many bytes as units, which native code counts faster than a pattern. */
function addText(slab: Slab, text: string): void {
  if (Buffer.byteLength(text) === text.length) slab.ascii(text);
  else slab.text(text);
}

const LIMITED: readonly { readonly index: number; readonly name: string; readonly max: number }[] =
  ATOMIC_COLUMNS.flatMap(({ name, lengthMax }, index) =>
    lengthMax === undefined ? [] : [{ index, name, max: lengthMax }],
  );

/** One problem for each text that its column has no room for. Lengths count UTF-16 units, as in Snowplow. */
export function findTooLong(row: Row): readonly Problem[] {
  let problems: Problem[] | undefined;
  for (const { index, name, max } of LIMITED) {
    const length = row[index]?.length ?? 0;
    if (length > max) {
      problems ??= [];
      problems.push(fieldProblem(`${name}: longer than ${max} characters`, `${length} characters`));
    }
  }
  return problems ?? [];
}
