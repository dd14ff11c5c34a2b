// An event between the protocol and its row: what the enrichments read and change.
import type { ExactJson } from '../kernel/exact-json.ts';
import type { PayloadFacts } from './payload-facts.ts';
import type { Problem } from './problem.ts';
import type { Values } from './read-params.ts';
import type { Row } from './row.ts';

/** `{schema, data}`. Both may be replaced; what `data` holds is never changed in place. */
export interface SelfDescribing {
  /** `iglu:com.acme/product/jsonschema/1-0-0`. */
  schema: string;
  data: ExactJson;
}

export interface EventDraft {
  /** Texts by columnIndex(), clean, '' for null. Changed in place. */
  readonly row: Row;
  /** The parameters as the tracker sent them, by their slot in PARAM_SLOTS. */
  readonly values: Values;
  readonly facts: PayloadFacts;
  /** The event of an `unstruct`; undefined for others. */
  unstruct: SelfDescribing | undefined;
  /** Entities that were sent with the event, in their order. */
  entities: readonly SelfDescribing[];
  /** Entities that enrichments add, in the order of the enrichments. */
  readonly derived: SelfDescribing[];
  /** What is wrong with the event. An enrichment that must fail it adds here. */
  readonly problems: Problem[];
}
