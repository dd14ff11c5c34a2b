// Drafts for the tests of enrichments: what a test says, and nothing else.
import { ATOMIC_COLUMNS } from '../../../../src/contracts/atomic-columns.ts';
import type { EventDraft, SelfDescribing } from '../../../../src/enrich/event-draft.ts';
import { payloadFacts } from '../../../../src/enrich/payload-facts.ts';
import { columnIndex, emptyRow } from '../../../../src/enrich/row.ts';
import { PARAM_SLOTS } from '../../../../src/enrich/tracker-params.ts';
import { parseUrl } from '../../../../src/enrich/url-parts.ts';
import { ETL, ETL_MS, HEAD } from '../make-record.ts';

export type Columns = Readonly<Record<string, string>>;

export interface DraftFields {
  /** `page_url` and `page_referrer` fill the columns of their parts too. */
  readonly columns?: Columns;
  /** As the tracker sent them. */
  readonly params?: Columns;
  readonly headers?: readonly (readonly [string, string])[];
  readonly unstruct?: SelfDescribing;
  readonly entities?: readonly SelfDescribing[];
  readonly derived?: readonly SelfDescribing[];
}

export function draftFrom(fields: DraftFields): EventDraft {
  const row = emptyRow();
  for (const [name, text] of Object.entries(fields.columns ?? {})) {
    row[columnIndex(name)] = text;
    const start = name === 'page_url' ? 'page_url' : name === 'page_referrer' ? 'refr_url' : undefined;
    const parts = start === undefined ? undefined : parseUrl(text);
    for (const [part, value] of Object.entries(parts ?? {})) row[columnIndex(`${start}${part}`)] = value as string;
  }
  const values: (string | undefined)[] = Array.from({ length: PARAM_SLOTS.size });
  for (const [name, value] of Object.entries(fields.params ?? {})) values[PARAM_SLOTS.get(name) ?? -1] = value;
  return {
    row,
    values,
    facts: payloadFacts({ ...HEAD, headers: fields.headers ?? HEAD.headers }, ETL_MS, ETL),
    unstruct: fields.unstruct,
    entities: fields.entities ?? [],
    derived: [...(fields.derived ?? [])],
    problems: [],
  };
}

/** The columns that are not null and do not belong to the URLs, or those that begin with one of `starts`. */
export function columnsOf(draft: EventDraft, ...starts: readonly string[]): Columns {
  const named = ATOMIC_COLUMNS.map(({ name }, index) => [name, draft.row[index] ?? ''] as const);
  return Object.fromEntries(
    named.filter(([name, text]) => text !== '' && starts.some((start) => name.startsWith(start))),
  );
}
