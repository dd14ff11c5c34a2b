// The self-describing parts of an event into the nested columns of its row.
import { SHARDS } from '../contracts/nested-column.ts';
import { wellFormedJson } from './clean-text.ts';
import type { ColumnKind } from '../schemas/columns/column-name.ts';
import type { Columns } from './column-book.ts';
import type { DraftedEvent } from './draft-event.ts';
import type { SelfDescribing } from './event-draft.ts';
import { schemaProblem, type Problem } from './problem.ts';
import type { Schemas } from './schemas.ts';
import { sharedText } from './shared-text.ts';

/** Of an event without problems. Adds one for each part that its column cannot hold. */
export function placeColumns(draft: DraftedEvent, schemas: Schemas, columns: Columns): void {
  const { unstruct, entities, derived, problems } = draft;
  const values = new Map<string, Placed>();
  if (unstruct !== undefined) placePart('unstruct_event', unstruct, schemas, columns, values, problems);
  for (const part of entities) placePart('contexts', part, schemas, columns, values, problems);
  for (const part of derived) placePart('contexts', part, schemas, columns, values, problems, true);
  const shards = NO_SHARDS.slice();
  for (const [name, { shard, kind, json }] of values) {
    const value = kind === 'contexts' ? `[${json}]` : json;
    shards[shard] += `${shards[shard] === '' ? '{' : ','}"${name}":${value}`;
  }
  draft.shards = shards.map((text) => (text === '' ? '' : `${wellFormedJson(text)}}`));
}

/** Values of one column: entities of one kind are elements of its array. */
interface Placed {
  readonly shard: number;
  readonly kind: ColumnKind;
  json: string;
}

const NO_SHARDS: readonly string[] = Array.from({ length: SHARDS }, () => '');

function placePart(
  kind: ColumnKind,
  part: SelfDescribing,
  schemas: Schemas,
  columns: Columns,
  values: Map<string, Placed>,
  problems: Problem[],
  isShared = false,
): void {
  const entry = schemas.lookup(part.schema);
  // Judged and loaded before; nothing is left out in silence.
  if (entry.state !== 'known') return void problems.push(schemaProblem('schema: not loaded', '', part));
  const column = columns.place(kind, entry.schema);
  if ('cause' in column) return void problems.push({ ...column, part });
  const value = isShared
    ? sharedText(column.rendered, part.data, () => column.render(part.data))
    : column.render(part.data);
  if (typeof value !== 'string') {
    const path = value.path === '' ? '/' : value.path;
    return void problems.push(schemaProblem(`${column.name} ${path}: ${value.cause}`, '', part));
  }
  const present = values.get(column.name);
  if (present !== undefined) present.json += `,${value}`;
  else values.set(column.name, { shard: column.shard, kind, json: value });
}
