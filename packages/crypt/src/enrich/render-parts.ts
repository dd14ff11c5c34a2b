// The three self-describing columns of a row: to the letter as they were sent, unless something has changed them.
import { stringifyExactJson } from '../kernel/exact-json.ts';
import { wellFormedJson } from './clean-text.ts';
import type { DraftedEvent } from './draft-event.ts';
import type { SelfDescribing } from './event-draft.ts';
import { columnIndex } from './row.ts';
import { sharedText } from './shared-text.ts';

const UNSTRUCT_EVENT = columnIndex('unstruct_event');
const CONTEXTS = columnIndex('contexts');
const DERIVED_CONTEXTS = columnIndex('derived_contexts');

const SNOWPLOW = 'iglu:com.snowplowanalytics.snowplow';

/** Writes the columns of what has changed, and of the entities that were added. */
export function renderParts(draft: DraftedEvent): void {
  const { row, sent, unstruct, entities, derived } = draft;
  const parts = unstruct === undefined ? entities : [unstruct, ...entities];
  const isAsSent =
    parts.length === sent.length &&
    parts.every((part, index) => part.data === sent[index]?.data && part.schema === sent[index].schema);
  if (!isAsSent) {
    row[UNSTRUCT_EVENT] =
      unstruct === undefined ? '' : envelope('unstruct_event/jsonschema/1-0-0', renderPart(unstruct));
    row[CONTEXTS] = renderContexts(entities);
  }
  if (derived.length > 0) row[DERIVED_CONTEXTS] = renderContexts(derived, renderShared);
}

function renderContexts(parts: readonly SelfDescribing[], render = renderPart): string {
  return parts.length === 0
    ? ''
    : envelope('contexts/jsonschema/1-0-1', `[${parts.map((part) => render(part)).join(',')}]`);
}

const texts = new WeakMap<object, string>();

function renderShared(part: SelfDescribing): string {
  return sharedText(texts, part.data, () => renderPart(part));
}

function renderPart({ schema, data }: SelfDescribing): string {
  return `{"schema":${JSON.stringify(schema)},"data":${stringifyExactJson(data)}}`;
}

function envelope(schema: string, data: string): string {
  return wellFormedJson(`{"schema":"${SNOWPLOW}/${schema}","data":${data}}`);
}
