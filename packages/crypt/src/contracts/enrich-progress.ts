/** How far enrich is: all that came of the raw records before `rawNext` lies before the other two, in their logs, durable. */
export interface EnrichProgress {
  readonly rawNext: number;
  readonly enrichedNext: number;
  readonly failedNext: number;
}
