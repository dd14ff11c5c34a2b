// Records of log:raw to the records of the output logs. What may take time is asked for by the batch, so that a registry,
// a disk or the project's own code is waited for once, not once an event:
//
//   records ─▶ requests ─▶ [webhooks of the project] ─▶ drafts ─▶ [schemas] ─▶ judged ─▶ enrichments
//           ─▶ [code of the project] ─▶ privacy rules ─▶ [schemas of what was added] ─▶ columns ─▶ [published] ─▶ lines
import { isUtf8 } from 'node:buffer';
import type { ColumnDefinition } from '../contracts/column-definition.ts';
import type { LogRecord } from '../contracts/log.ts';
import type { ProjectCode } from '../contracts/project-code.ts';
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
import type { Enrichment } from './enrichment.ts';
import { judgePart, judgeSent, wantSchema } from './judge-data.ts';
import { placeColumns } from './place-columns.ts';
import { applyProjectVerdict, projectEvent } from './project-event.ts';
import type { Schemas } from './schemas.ts';
import { splitProjectWebhook, webhookRequest } from './split/split-project-webhook.ts';

export interface Pipeline {
  readonly context: EnrichContext;
  readonly schemas: Schemas;
  readonly columns: Columns;
  /** Makes the definitions durable. False when that was ended before. */
  readonly publish: (definitions: readonly ColumnDefinition[]) => Promise<boolean>;
  /** In their order. */
  readonly enrichments: readonly Enrichment[];
  /** Paths whose requests the project's code maps to events. */
  readonly webhooks: ReadonlySet<string>;
  readonly code: ProjectCode;
  /** False when the project has webhooks at most: then no event has to be shown to its code. */
  readonly hasProjectEnrichments: boolean;
  /** Anonymisation and pseudonyms: after everything that reads clear values, on failed events too. */
  readonly privacy: readonly Enrichment[];
}

/** Undefined when it was ended while it waited for schemas or for the disk. Rejects only for what `publish` throws. */
export async function enrichRecords(
  records: readonly LogRecord[],
  pipeline: Pipeline,
  signal: AbortSignal,
): Promise<readonly RecordOutputs[] | undefined> {
  const { context, schemas, columns } = pipeline;
  const works = await takeApart(records, pipeline);
  const drafts = works.flatMap((work) => work.drafts);
  if (!(await loadSchemas(drafts, schemas, signal))) return undefined;
  for (const draft of drafts) enrichDraft(draft, pipeline);
  if (pipeline.hasProjectEnrichments) await runProjectCode(drafts, pipeline.code);
  for (const draft of drafts) for (const rule of pipeline.privacy) rule.apply(draft);
  // Again: entities were added, and a superseded schema is replaced by one that nobody has asked for.
  if (!(await loadSchemas(drafts, schemas, signal))) return undefined;
  for (const draft of drafts) placeDraft(draft, pipeline);
  const fresh = columns.takeNew();
  if (fresh.length > 0 && !(await pipeline.publish(fresh))) return undefined;
  return works.map((work) => finishRecord(work, context));
}

/** Requests to drafts. Those of the project's webhooks are mapped by its code, all in one call. */
async function takeApart(records: readonly LogRecord[], pipeline: Pipeline): Promise<readonly RecordWork[]> {
  const { context, webhooks, code } = pipeline;
  const read = records.map((record) => ({ record, ...readRequest(record) }));
  const asked = read.map(({ request: { head, body }, broken }) => {
    const isWebhook = broken === undefined && head.refusal === null && webhooks.has(head.path);
    // What is no text is refused below, as everywhere.
    return isWebhook && isUtf8(body) ? webhookRequest(head, Buffer.from(body).toString('utf8')) : undefined;
  });
  const requests = asked.filter((request) => request !== undefined);
  const mappings = requests.length === 0 ? [] : await code.map(requests);
  const mapped = new Map(requests.map((request, index) => [request, mappings[index]]));
  return read.map(({ record, request, broken }, index) => {
    const webhook = asked[index];
    const mapping = webhook === undefined ? undefined : mapped.get(webhook);
    if (webhook === undefined || mapping === undefined) return beginRecord(record, request, broken, context);
    return beginRecord(record, request, splitProjectWebhook(webhook, mapping), context);
  });
}

/** Runs the project's enrichments on the events that are sound so far; what they do to one is that event's matter. */
async function runProjectCode(drafts: readonly DraftedEvent[], code: ProjectCode): Promise<void> {
  const sound = drafts.filter(({ problems }) => problems.length === 0);
  if (sound.length === 0) return;
  const verdicts = await code.enrich(sound.map((draft) => projectEvent(draft)));
  for (const [index, draft] of sound.entries()) {
    const verdict = verdicts[index];
    if (verdict !== undefined && applyProjectVerdict(draft, verdict) !== null) draft.dropped = true;
  }
}

/** How often schemas are asked for when the tracking plan changes while they are being read. */
const LOADINGS_MAX = 3;

/**
 * False when it was ended before every schema had an answer: judging without it would fail events that are sound, for no
 * other reason than that somebody stopped the platform.
 */
async function loadSchemas(drafts: readonly DraftedEvent[], schemas: Schemas, signal: AbortSignal): Promise<boolean> {
  for (let loading = 0; loading < LOADINGS_MAX; loading++) {
    const wanted = new Set<string>();
    for (const { unstruct, entities, derived } of drafts) {
      if (unstruct !== undefined) wantSchema(unstruct, schemas, wanted);
      for (const part of entities) wantSchema(part, schemas, wanted);
      for (const part of derived) wantSchema(part, schemas, wanted);
    }
    if (wanted.size === 0) return true;
    await schemas.load([...wanted], signal);
    if (signal.aborted) return false;
  }
  return true;
}

/** Judges what was sent, then runs the enrichments. The schemas of the draft are loaded. */
export function enrichDraft(draft: DraftedEvent, { schemas, enrichments }: Pipeline): void {
  judgeSent(draft, schemas);
  for (const enrichment of enrichments) enrichment.apply(draft);
}

/** Judges what was added, then fills the nested columns. The schemas of the draft are loaded. */
export function placeDraft(draft: DraftedEvent, { schemas, columns }: Pipeline): void {
  if (draft.dropped) return;
  for (const part of draft.derived) judgePart(part, schemas, draft.problems);
  if (draft.problems.length === 0) placeColumns(draft, schemas, columns);
}
