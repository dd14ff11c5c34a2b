// The topics of the log and who reads them. A group that is not declared cannot read, and one that is declared holds
// back retention while it is alive.
export const TOPICS = {
  raw: { groups: ['enrich'] },
  enriched: { groups: ['load', 'enrich'] },
  failed: { groups: ['enrich', 'load'] },
  repairs: { groups: ['enrich', 'load'] },
  columns: { groups: [] },
  batches: { groups: [] },
} as const satisfies Readonly<Record<string, { readonly groups: readonly string[] }>>;

export type Topic = keyof typeof TOPICS;
