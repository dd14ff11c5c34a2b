import { isJsonObject, textAt, type Json, type JsonObject } from '../../kernel/parse-json.ts';
import type { TimeWindow } from '../execute/batch-windows.ts';
import type { SelectingCommand } from '../graph/command-scope.ts';
import { buildGraph } from '../graph/graph.ts';
import { listMembers } from '../graph/members.ts';
import { withEngine, type CommandRun } from './command-run.ts';
import { callOperation } from './call-operation.ts';
import { compileThese } from './compile-nodes.ts';
import { fail } from './errors.ts';
import { generateDocs } from './generate-docs.ts';
import { runNodes } from './run-nodes.ts';

const RETRIED: readonly string[] = ['error', 'fail', 'skipped', 'runtime error', 'partial success'];
const RETRIABLE: ReadonlySet<string> = new Set([
  'build',
  'run',
  'test',
  'seed',
  'snapshot',
  'clone',
  'compile',
  'docs generate',
  'run-operation',
]);

/** What failed or was skipped in the run that run_results.json tells of; with --warn-error what warned, too. */
export async function retryNodes(run: CommandRun): Promise<number> {
  const { open, effects, narrator } = run;
  const { command = '', results = [] } = open.former ?? {};
  if (!RETRIABLE.has(command))
    throw fail('COMMAND_SELECTION', { reason: `The last command was ${command}, which cannot be retried.` });
  const retried = open.flags.get('warn_error') === true ? [...RETRIED, 'warn'] : RETRIED;
  const ids = results.flatMap((result) =>
    isJsonObject(result) && retried.includes(textAt(result, 'status')) ? [textAt(result, 'unique_id')] : [],
  );
  if (command === 'run-operation') {
    if (ids.length > 0) return callOperation(run);
    narrator.say('Nothing to do: the macro ran.');
    return 0;
  }
  if (command === 'docs generate') return generateDocs(run, ids);
  const members = listMembers(open.parsed.manifest);
  const selected = { ids: ids.filter((id) => members.numbers.has(id)), members, graph: buildGraph(members).graph };
  if (command === 'compile') return compileThese(run, selected);
  return withEngine({ open, effects }, (engine) =>
    runNodes({
      open,
      command: command as SelectingCommand,
      selected,
      engine,
      effects,
      narrator,
      again: failedBatches(results),
    }),
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
