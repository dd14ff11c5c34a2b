// Records of log:raw to the records of the output logs. What may take time is asked for by the batch, so that a registry,
// a disk or the project's own code is waited for once, not once an event:
//
//   records ─▶ requests ─▶ [webhooks of the project] ─▶ drafts ─▶ [schemas] ─▶ judged ─▶ enrichments
//           ─▶ [code of the project] ─▶ privacy rules ─▶ [schemas of what was added] ─▶ columns ─▶ [published] ─▶ lines
import type { ColumnDefinition } from '../contracts/column-definition.ts';
import type { LogRecord } from '../contracts/log.ts';
import type { Columns } from './column-book.ts';
import type { DraftedEvent } from './draft-event.ts';
import {
  beginRecord,
  finishRecord,
  readRequest,
  type EnrichContext,
  type RecordOutputs,
  type RecordWork,
} from './enrich-record.ts';
import type { SelfDescribing } from './event-draft.ts';
import type { Enrichment } from './enrichment.ts';
import { judgePart, judgeSent, partsSent, wantSchemas } from './judge-data.ts';
import { placeColumns } from './place-columns.ts';
import type { Schemas } from './schemas.ts';
import { splitPayload } from './split-payload.ts';

export interface Pipeline {
  readonly context: EnrichContext;
  readonly schemas: Schemas;
  readonly columns: Columns;
  /** Makes the definitions durable. False when that was ended before. */
  readonly publish: (definitions: readonly ColumnDefinition[]) => Promise<boolean>;
  /** In their order. */
  readonly enrichments: readonly Enrichment[];
  /** Anonymisation and pseudonyms: after everything that reads clear values, on failed events too. */
  readonly privacy: readonly Enrichment[];
}

/** Undefined when publishing was ended. Rejects only for what `publish` throws. */
export async function enrichRecords(
  records: readonly LogRecord[],
  pipeline: Pipeline,
  signal: AbortSignal,
): Promise<readonly RecordOutputs[] | undefined> {
  const { context, schemas, columns } = pipeline;
  const works = records.map((record) => takeApart(record, context));
  const drafts = works.flatMap((work) => work.drafts);
  await loadSchemas(drafts, partsSent, schemas, signal);
  for (const draft of drafts) enrichDraft(draft, pipeline);
  await loadSchemas(drafts, (draft) => [...partsSent(draft), ...draft.derived], schemas, signal);
  for (const draft of drafts) placeDraft(draft, pipeline);
  const fresh = columns.takeNew();
  if (fresh.length > 0 && !(await pipeline.publish(fresh))) return undefined;
  return works.map((work) => finishRecord(work, context));
}

export function takeApart(record: LogRecord, context: EnrichContext): RecordWork {
  const { request, broken } = readRequest(record);
  return beginRecord(record, request, broken ?? splitPayload(request.head, request.body), context);
}

async function loadSchemas(
  drafts: readonly DraftedEvent[],
  partsOf: (draft: DraftedEvent) => readonly SelfDescribing[],
  schemas: Schemas,
  signal: AbortSignal,
): Promise<void> {
  const wanted = new Set<string>();
  for (const draft of drafts) wantSchemas(partsOf(draft), schemas, wanted);
  if (wanted.size > 0) await schemas.load([...wanted], signal);
}

/** Judges what was sent, then runs the enrichments. The schemas of the draft are loaded. */
export function enrichDraft(draft: DraftedEvent, { schemas, enrichments, privacy }: Pipeline): void {
  judgeSent(draft, schemas);
  for (const enrichment of enrichments) enrichment.apply(draft);
  for (const rule of privacy) rule.apply(draft);
}

/** Judges what was added, then fills the nested columns. The schemas of the draft are loaded. */
export function placeDraft(draft: DraftedEvent, { schemas, columns }: Pipeline): void {
  for (const part of draft.derived) judgePart(part, schemas, draft.problems);
  if (draft.problems.length === 0) placeColumns(draft, schemas, columns);
}
