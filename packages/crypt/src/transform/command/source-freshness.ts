// source freshness: how old sources are; target/sources.json (version 3) keeps it.
import { dirname, join, resolve } from 'node:path';
import type { Json } from '../../kernel/parse-json.ts';
import { maskedJson } from '../compile/mask.ts';
import { measureFreshness, type FreshnessResult } from '../execute/measure-freshness.ts';
import { withEngine, type CommandRun } from './command-run.ts';
import { numberFlag, textFlag, type OpenProject } from './open-project.ts';
import { freshnessEnd, freshnessStart } from './render-freshness.ts';
import { openWorld, sayFound } from './run-nodes.ts';
import { selectNodes } from './select-nodes.ts';
import type { TransformEffects } from './transform-effects.ts';
import { writeManifest } from './write-artifacts.ts';

/** @returns 1 when a source is too old, or cannot be asked. */
export async function sourceFreshness({ open, effects, narrator }: CommandRun): Promise<number> {
  const selected = await selectNodes(open, 'source freshness', effects, narrator);
  const world = openWorld({ open, selected, effects, narrator });
  sayFound({ open, effects, narrator });
  const sources = selected.ids.flatMap((id) => world.manifest.sources[id] ?? []);
  const threads = Math.max(1, numberFlag(open.flags, 'threads') ?? open.project.profile.threads);
  narrator.say(`\nConcurrency: ${threads} threads (target='${open.project.profile.targetName}')\n`);
  const results: FreshnessResult[] = [];
  let next = 0;
  await withEngine({ open, effects }, async (engine) => {
    const work = async (thread: number): Promise<void> => {
      for (let at = next++; at < sources.length && !effects.interrupted.aborted; at = next++) {
        const source = sources[at];
        if (source === undefined) return;
        const place = `${at + 1} of ${sources.length}`;
        const name = `${source.source_name}.${source.name}`;
        narrator.line(freshnessStart(place, name));
        const result = await measureFreshness(world, source, engine, `Thread-${thread + 1}`);
        results.push(result);
        narrator.line(freshnessEnd(place, name, result));
      }
    };
    await Promise.all(Array.from({ length: threads }, (_, thread) => work(thread)));
  });
  await writeManifest(open, effects.files, []);
  await writeSources(open, effects, results);
  narrator.say('');
  for (const { status, message, unique_id: id } of results)
    if (status === 'runtime error')
      narrator.error(
        `Error in source ${id.split('.').slice(2).join('.')} (${world.manifest.sources[id]?.original_file_path})\n  ${message}`,
      );
  narrator.say('Done.');
  return results.some(({ status }) => status === 'error' || status === 'runtime error') ? 1 : 0;
}

async function writeSources(
  { targetFolder, parsed, invocationId, startedMs, flags, project, mask }: OpenProject,
  { files, clock }: TransformEffects,
  results: readonly FreshnessResult[],
): Promise<void> {
  const nowMs = clock.nowMs();
  const text: Json = {
    metadata: {
      dbt_schema_version: 'https://schemas.getdbt.com/dbt/sources/v3.json',
      dbt_version: parsed.manifest.metadata.dbt_version,
      generated_at: new Date(nowMs).toISOString(),
      invocation_id: invocationId,
      invocation_started_at: new Date(startedMs).toISOString(),
      env: {},
    },
    results: results.map(shapeOf),
    elapsed_time: (nowMs - startedMs) / 1_000,
  };
  const named = textFlag(flags, 'output');
  const path = named === undefined ? join(targetFolder, 'sources.json') : resolve(project.question.folder, named);
  await files.makeFolder(dirname(path));
  await files.replaceUnsynced(path, maskedJson(text, mask));
}

function shapeOf({
  unique_id,
  status,
  newest,
  asked,
  criteria,
  message,
  response,
  startedMs,
  endedMs,
  seconds,
  threadId,
}: FreshnessResult): Json {
  if (newest === null || asked === null) return { unique_id, error: message, status };
  const span = { started_at: new Date(startedMs).toISOString(), completed_at: new Date(endedMs).toISOString() };
  return {
    unique_id,
    max_loaded_at: isoOf(newest),
    snapshotted_at: isoOf(asked),
    max_loaded_at_time_ago_in_s: Number(asked - newest) / 1_000_000,
    status,
    criteria,
    adapter_response: response === '' ? {} : { _message: response },
    timing: [
      { name: 'compile', ...span },
      { name: 'execute', ...span },
    ],
    thread_id: threadId,
    execution_time: seconds,
  };
}

function isoOf(micros: bigint): string {
  const parts = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const seconds = new Date(Number((micros - parts) / 1_000n)).toISOString().slice(0, 19);
  return `${seconds}${parts === 0n ? '' : `.${parts.toString().padStart(6, '0')}`}+00:00`;
}
