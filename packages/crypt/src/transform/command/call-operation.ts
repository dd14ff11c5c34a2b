import { toValue } from '../project/to-data.ts';
import type { Value } from '../jinja/values/value.ts';
import { isCryptError, type CryptError } from '../../kernel/crypt-error.ts';
import { notRun } from '../execute/node-result.ts';
import { findOperation, runOperation } from '../execute/run-operation.ts';
import { buildGraph } from '../graph/graph.ts';
import { listMembers } from '../graph/members.ts';
import { withEngine, type CommandRun } from './command-run.ts';
import { fail } from './errors.ts';
import { readVars, textFlag } from './open-project.ts';
import { openWorld } from './run-nodes.ts';
import { writeRunResults } from './write-artifacts.ts';

/** run-operation: calls a macro of the project by its name. run_results.json tells of it, for retry. */
export async function callOperation({ open, effects, narrator }: CommandRun): Promise<number> {
  const name = open.invocation.words[0] ?? open.former?.macro;
  if (name === undefined || name === '')
    throw fail('COMMAND_LINE', { reason: 'run-operation needs the name of a macro.' });
  const args = new Map(
    Object.entries(readVars(textFlag(open.flags, 'args'))).map(([key, value]): [string, Value] => [
      key,
      toValue(value),
    ]),
  );
  const members = listMembers(open.parsed.manifest);
  const world = openWorld({
    open,
    selected: { ids: [], members, graph: buildGraph(members).graph },
    effects,
    narrator,
  });
  const { uniqueId: id } = findOperation(world, name);
  const startMs = effects.clock.monotonicMs();
  const write = (status: 'success' | 'error', message: string | null): Promise<void> => {
    const seconds = (effects.clock.monotonicMs() - startMs) / 1000;
    const result = { ...notRun({ unique_id: id, relation_name: null }), status, message, execution_time: seconds };
    return writeRunResults(open, effects.files, [result], effects.clock.nowMs());
  };
  const failure = await withEngine({ open, effects }, (engine) =>
    runOperation(world, name, args, engine).then(() => undefined, settled),
  );
  await write(failure === undefined ? 'success' : 'error', failure?.message ?? null);
  if (failure === undefined) {
    narrator.say(`Ran ${name}`, 'good');
    return 0;
  }
  narrator.error('Encountered an error while running operation:');
  narrator.problem(failure, 'error');
  return 1;
}

/** What the macro was refused for; a bug is thrown. */
function settled(error: unknown): CryptError {
  if (!isCryptError(error) || error.kind === 'bug') throw error;
  return error;
}
