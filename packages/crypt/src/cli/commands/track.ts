import { resolve } from 'node:path';
import { nodeRandom } from '../../adapters/node/node-random.ts';
import { readProject } from '../../config/read-config.ts';
import { EXIT_CODE } from '../../kernel/crypt-error.ts';
import { TRACK_WAIT_MS_MAX } from '../../kernel/limits.ts';
import { adviceFor } from '../../serve/portal/failed-advice.ts';
import type { Command } from '../context.ts';
import { fail } from '../errors.ts';
import { followTrack, type TrackResult, type TrackStep } from '../follow-track.ts';
import { planTrack } from '../plan-track.ts';
import { readStatus } from '../read-status.ts';
import { VERSION } from '../version.ts';

export const track: Command = async (context, args) => {
  const { clock, files, readInput } = context;
  const project = await readProject(resolve(context.folder, args.project ?? '.'), files, context.environment);
  const facts = { eventId: nodeRandom.uuid(), nowMs: Math.floor(clock.nowMs()), version: VERSION, readInput };
  const event = await planTrack(args, facts);
  const status = await readStatus(project, context);
  if (!status.running || status.collector === null) throw fail('CLI_NEEDS_UP', { command: 'track' });
  const world = { project, files, clock, random: nodeRandom };
  const result = await followTrack(world, status.collector.url, event, context.interrupted);
  context.out(args.json ? `${JSON.stringify(forMachines(facts.eventId, result))}\n` : render(facts.eventId, result));
  return exitCode(outcomeOf(result));
};

function outcomeOf({ steps }: TrackResult): TrackStep {
  return steps.at(-1)?.step ?? 'acknowledged';
}

function exitCode(outcome: TrackStep): number {
  if (outcome === 'stored') return 0;
  return outcome === 'failed' || outcome === 'dropped' ? EXIT_CODE.data : EXIT_CODE.transient;
}

function forMachines(eventId: string, result: TrackResult): object {
  const { steps, failed, columns } = result;
  return { eventId, outcome: outcomeOf(result), steps, failure: failed === null ? null : failureOf(failed), columns };
}

function failureOf(failed: NonNullable<TrackResult['failed']>): object {
  const { failureType, cause, messages, schema, group } = failed;
  const { fix, command } = adviceFor({ group, failureType, cause, open: 1 });
  return { failureType, cause, messages, schema, group, fix, command };
}

const SAYS: Readonly<Record<TrackStep, string>> = {
  acknowledged: 'acknowledged: it is on disk',
  enriched: 'enriched: its row is in log:enriched',
  failed: 'failed: it is kept in log:failed',
  dropped: 'dropped: a rule of this project wants it nowhere',
  stored: 'stored: its row is in landing.events',
};

function render(eventId: string, result: TrackResult): string {
  const { steps, failed, columns } = result;
  const lines = [`event ${eventId}`, ...steps.map(({ step, ms }) => `${String(ms).padStart(6)} ms  ${SAYS[step]}`)];
  if (failed !== null) {
    const { failureType, cause, messages, schema, group } = failed;
    const { fix, command } = adviceFor({ group, failureType, cause, open: 1 });
    lines.push(`  ${failureType}: ${cause}${schema === null ? '' : ` (${schema})`}`);
    lines.push(
      ...messages.map((message) => `    ${message}`),
      `  ${fix}`,
      ...(command === null ? [] : [`  → ${command}`]),
    );
  } else if (columns !== null) {
    lines.push(`  ${columns.length} columns have a value: ${columns.join(', ')}`);
  } else {
    const outcome = outcomeOf(result);
    if (outcome === 'acknowledged') lines.push(late('enrich has not passed it', 'It is not lost.'));
    if (outcome === 'enriched') lines.push(late('the warehouse was not seen to have it', 'It is not lost.'));
  }
  return `${lines.join('\n')}\n`;
}

function late(what: string, comfort: string): string {
  return `  Within ${TRACK_WAIT_MS_MAX / 1000} s ${what}. ${comfort}\n  → crypt status`;
}
