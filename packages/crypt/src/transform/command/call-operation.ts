import { toValue } from '../project/to-data.ts';
import type { Value } from '../jinja/values/value.ts';
import { runOperation } from '../execute/run-operation.ts';
import { buildGraph } from '../graph/graph.ts';
import { listMembers } from '../graph/members.ts';
import type { SelectableManifest } from '../graph/selectable-manifest.ts';
import { withEngine, type CommandRun } from './command-run.ts';
import { fail } from './errors.ts';
import { readVars, textFlag } from './open-project.ts';
import { openWorld } from './run-nodes.ts';

/** run-operation: calls a macro of the project by its name. */
export async function callOperation({ open, effects, narrator }: CommandRun): Promise<number> {
  const [name] = open.invocation.words;
  if (name === undefined) throw fail('COMMAND_LINE', { reason: 'run-operation needs the name of a macro.' });
  const args = new Map(
    Object.entries(readVars(textFlag(open.flags, 'args'))).map(([key, value]): [string, Value] => [
      key,
      toValue(value),
    ]),
  );
  const members = listMembers(open.parsed.manifest as unknown as SelectableManifest);
  const world = openWorld({
    open,
    selected: { ids: [], members, graph: buildGraph(members).graph },
    effects,
    narrator,
  });
  await withEngine({ open, effects }, (engine) => runOperation(world, name, args, engine));
  narrator.say(`Ran ${name}`, 'good');
  return 0;
}
