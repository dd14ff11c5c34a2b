import { join } from 'node:path';
import { isJsonObject, parseJson, textAt, type Json, type JsonObject } from '../../kernel/parse-json.ts';
import type { TimeWindow } from '../execute/batch-windows.ts';
import type { SelectingCommand } from '../graph/command-scope.ts';
import { buildGraph } from '../graph/graph.ts';
import { listMembers } from '../graph/members.ts';
import type { SelectableManifest } from '../graph/selectable-manifest.ts';
import { withEngine, type CommandRun } from './command-run.ts';
import { fail } from './errors.ts';
import { runNodes } from './run-nodes.ts';

const RETRIED: ReadonlySet<string> = new Set(['error', 'fail', 'skipped', 'runtime error', 'partial success']);
const RETRIABLE: ReadonlySet<string> = new Set(['build', 'run', 'test', 'seed', 'snapshot', 'retry']);

/** What failed or was skipped in the run that run_results.json tells of. */
export async function retryNodes({ open, effects, narrator }: CommandRun): Promise<number> {
  const path = join(open.targetFolder, 'run_results.json');
  if ((await effects.files.stat(path)) === undefined) {
    throw fail('COMMAND_SELECTION', { reason: `There is nothing to retry: ${path} is not there.` });
  }
  const text = parseJson(Buffer.from(await effects.files.readFile(path)).toString('utf8'), 200);
  const results = isJsonObject(text) && Array.isArray(text['results']) ? text['results'] : [];
  const args = isJsonObject(text) && isJsonObject(text['args']) ? text['args'] : {};
  const before = textAt(args, 'retried', textAt(args, 'which'));
  if (!RETRIABLE.has(before))
    throw fail('COMMAND_SELECTION', { reason: `The last command was ${before}, which cannot be retried.` });
  const ids = results.flatMap((result) =>
    isJsonObject(result) && RETRIED.has(textAt(result, 'status')) ? [textAt(result, 'unique_id')] : [],
  );
  const members = listMembers(open.parsed.manifest as unknown as SelectableManifest);
  const selected = { ids: ids.filter((id) => members.numbers.has(id)), members, graph: buildGraph(members).graph };
  const command = (before === 'retry' ? 'build' : before) as SelectingCommand;
  return withEngine({ open, effects }, (engine) =>
    runNodes({ open, command, selected, engine, effects, narrator, again: failedBatches(results) }),
  );
}

/** Batches that failed, of models some of whose batches are there: the others are not made anew. */
function failedBatches(results: readonly Json[]): ReadonlyMap<string, readonly TimeWindow[]> {
  return new Map(
    results.flatMap((result): [string, readonly TimeWindow[]][] => {
      const batches = isJsonObject(result) && isJsonObject(result['batch_results']) ? result['batch_results'] : {};
      const { failed, successful } = batches;
      if (!Array.isArray(failed) || !Array.isArray(successful) || successful.length === 0) return [];
      const windows = failed.flatMap((batch) =>
        Array.isArray(batch) ? [{ startMs: Date.parse(String(batch[0])), endMs: Date.parse(String(batch[1])) }] : [],
      );
      return [[textAt(result as JsonObject, 'unique_id'), windows]];
    }),
  );
}
