// An event for the enrichments that read its request.
import type { Enrichment } from '../../../../src/enrich/enrichment.ts';
import type { EventDraft } from '../../../../src/enrich/event-draft.ts';
import { payloadFacts } from '../../../../src/enrich/payload-facts.ts';
import { columnIndex, emptyRow, type Row } from '../../../../src/enrich/row.ts';
import { ATOMIC_COLUMNS } from '../../../../src/contracts/atomic-columns.ts';
import { ETL, ETL_MS, HEAD } from '../make-record.ts';

type Texts = Readonly<Record<string, string>>;

export function requestDraft(columns: Texts = {}, headers: readonly (readonly [string, string])[] = []): EventDraft {
  const row = emptyRow();
  for (const [name, text] of Object.entries(columns)) row[columnIndex(name)] = text;
  const facts = payloadFacts({ ...HEAD, headers }, ETL_MS, ETL);
  return { row, values: [], facts, unstruct: undefined, entities: [], derived: [], problems: [] };
}

/** The columns that are not null, by name. */
export function columnsOf(row: Row): Texts {
  return Object.fromEntries(ATOMIC_COLUMNS.flatMap(({ name }, at) => (row[at] ? [[name, row[at]]] : [])));
}

/** What an enrichment makes of an event: its columns, and its new entities. */
export function outcome(
  enrichment: Enrichment,
  columns: Texts,
  headers: readonly (readonly [string, string])[] = [],
): { readonly columns: Texts; readonly derived: EventDraft['derived'] } {
  const draft = requestDraft(columns, headers);
  enrichment.apply(draft);
  return { columns: columnsOf(draft.row), derived: draft.derived };
}
