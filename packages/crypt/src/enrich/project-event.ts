// Between an event draft and the project's code: what it is shown, and what its answer changes.
import { ATOMIC_COLUMNS } from '../contracts/atomic-columns.ts';
import type { ColumnValue, ProjectEvent, ProjectVerdict } from '../contracts/project-code.ts';
import { cleanText } from './clean-text.ts';
import type { EventDraft } from './event-draft.ts';
import { fieldProblem } from './problem.ts';
import { columnIndex } from './row.ts';

type Show = (text: string) => ColumnValue;

const asNumber: Show = (text) => Number(text);
const asText: Show = (text) => text;
const asBoolean: Show = (text) => text === 'true';
/** `2026-11-24 06:00:00.000` without a zone would be read as local time. */
const asIso: Show = (text) => `${text.replace(' ', 'T')}Z`;

/** Undefined for self-describing columns, which are shown as data. */
function showOf(type: string): Show | undefined {
  if (type === 'json') return undefined;
  if (type === 'integer' || type === 'double') return asNumber;
  if (type === 'boolean') return asBoolean;
  return type === 'timestamp' ? asIso : asText;
}

const SHOWN = ATOMIC_COLUMNS.flatMap(({ name, type }, index) => {
  const show = showOf(type);
  return show === undefined ? [] : [{ name, index, show }];
});

/** What the project's enrichments see of the event as it is now. */
export function projectEvent({ row, unstruct, entities, derived }: EventDraft): ProjectEvent {
  const columns: Record<string, ColumnValue> = {};
  for (const { name, index, show } of SHOWN) {
    const text = row[index] ?? '';
    if (text !== '') columns[name] = show(text);
  }
  return { columns, event: unstruct ?? null, entities: derived.length === 0 ? entities : [...entities, ...derived] };
}

/**
 * Changes the draft as the project's code said, or adds why it could not: one problem, of a cause without values.
 *
 * @returns why the event is to be left out, or null. The draft is then of no use.
 */
export function applyProjectVerdict(
  draft: EventDraft,
  verdict: ProjectVerdict,
): { readonly file: string; readonly reason: string } | null {
  if (!verdict.ok) {
    draft.problems.push(fieldProblem(verdict.cause, verdict.detail));
    return null;
  }
  const { entities, columns, drop } = verdict.result;
  for (const entity of entities) draft.derived.push({ ...entity });
  for (const name in columns) {
    const value = columns[name];
    draft.row[columnIndex(name)] = typeof value === 'string' ? cleanText(value) : String(value ?? '');
  }
  return drop;
}
