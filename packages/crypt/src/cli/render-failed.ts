// Failed events and their retries for people.
import type { RetryResult, StillFailing } from '../contracts/retry.ts';
import { adviceFor, type Advice } from '../serve/portal/failed-advice.ts';
import type { FailedGroup, FailedSummary } from '../serve/portal/failed-groups.ts';

/** The groups, each with what to do about it. */
export function withAdvice(summary: FailedSummary): object {
  return { ...summary, groups: summary.groups.map((group) => ({ ...group, advice: adviceFor(group) })) };
}

export function renderFailed(summary: FailedSummary): string {
  const { count, open, repaired, dropped, groups, folded, unreadable } = summary;
  if (count === 0) return 'No event has failed.\n';
  const parts = [
    `${number(count)} failed: ${number(open)} open, ${number(repaired)} repaired${more(dropped, 'dropped by a rule')}.`,
    ...groups.map((group) => renderGroup(group, adviceFor(group))),
  ];
  if (folded.count > 0)
    parts.push(`${number(folded.count)} more (${number(folded.open)} open), of causes that have been quiet longest.`);
  if (unreadable > 0) parts.push(`${number(unreadable)} records of log:failed are no failed events.`);
  return `${parts.join('\n\n')}\n`;
}

function renderGroup(group: FailedGroup, { fix, command }: Advice): string {
  const { open, repaired, dropped, count } = group;
  const moved = count - open - repaired - dropped;
  const became = [more(repaired, 'repaired'), more(dropped, 'dropped'), more(moved, 'moved to another cause')].join('');
  const apps = group.apps.map(({ app, count: events }) => `${app} (${number(events)})`).join(', ');
  const lines = [
    `${group.group}  ${group.failureType}: ${group.cause}`,
    `  ${number(open)} open${became}; first ${moment(group.firstMs)}, last ${moment(group.lastMs)}; ${apps}`,
    ...(group.schema === null ? [] : [`  ${group.schema}`]),
    ...(open === 0 ? [] : [`  ${fix}`]),
    ...(command === null ? [] : [`  → ${command}`]),
  ];
  return lines.join('\n');
}

export function renderRetry(result: RetryResult): string {
  const { matched, repaired, dropped, stillFailing, tooOld, rows, failedAnew, causes, dryRun, complete } = result;
  if (matched === 0)
    return complete ? 'None of these failed events is open. Nothing was done.\n' : 'Nothing was done.\n';
  const verb = dryRun ? 'would be repaired' : 'repaired';
  const lines = [
    `${number(matched)} failed event${matched === 1 ? '' : 's'}: ${number(repaired)} ${verb}${more(dropped, 'dropped by a rule')}, ` +
      `${number(stillFailing)} still failing${more(tooOld, 'older than log:raw keeps')}.`,
  ];
  if (rows !== repaired || failedAnew > 0) {
    const anew = failedAnew === 0 ? '' : `, and ${number(failedAnew)} events that fail on their own`;
    lines.push(`Requests that could not be split before are split: ${number(rows)} rows in all${anew}.`);
  }
  if (dryRun) lines.push('This was a dry run: nothing was written.');
  if (!complete) lines.push('It was interrupted; what is repaired is, and the same command goes on with the rest.');
  return `${[...lines, ...causes.map(renderCause)].join('\n')}\n`;
}

function renderCause({ count, failureType, cause, schema, group }: StillFailing): string {
  const { command } = adviceFor({ group, failureType, cause, open: count });
  const next = command === null ? '' : `\n    → ${command}`;
  return `  ${number(count)}  ${failureType}: ${cause}${schema === null ? '' : ` (${schema})`}${next}`;
}

function more(count: number, what: string): string {
  return count === 0 ? '' : `, ${number(count)} ${what}`;
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}

function moment(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}
