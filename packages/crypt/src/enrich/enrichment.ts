import type { EventDraft } from './event-draft.ts';

/** One enrichment, configured and with its files read. Pure from then on: the same draft gives the same changes. */
export interface Enrichment {
  /** Its field below `enrichments` in crypt.yml: `campaigns`. */
  readonly name: string;
  /** Changes the draft. Never throws for what an event holds. */
  readonly apply: (draft: EventDraft) => void;
}
