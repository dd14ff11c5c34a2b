// Which nodes a command works on, with the states that the flags name.
import { join, resolve } from 'node:path';
import { buildGraph, type Graph } from '../graph/graph.ts';
import { listMembers, type Members } from '../graph/members.ts';
import { planSelection, type SelectionFlags } from '../graph/plan-selection.ts';
import type { SelectingCommand } from '../graph/command-scope.ts';
import { readSelectors } from '../graph/read-selectors.ts';
import type { PreviousState, SelectableManifest } from '../graph/selectable-manifest.ts';
import type { Problem } from '../graph/problem.ts';
import { fail } from './errors.ts';
import { parseJson } from '../../kernel/parse-json.ts';
import type { Narrator } from './narrator.ts';
import { stateFolders, type StateFolders } from './kept-state.ts';
import { listFlag, textFlag, type OpenProject } from './open-project.ts';
import { eventOf, readWarnErrors, type WarnErrors } from './warn-errors.ts';
import type { TransformEffects } from './transform-effects.ts';

export interface SelectedNodes {
  readonly ids: readonly string[];
  readonly members: Members;
  readonly graph: Graph;
}

type Indirect = NonNullable<SelectionFlags['indirectSelection']>;

/** @throws COMMAND_SELECTION (user) with everything that is wrong with the selection. */
export async function selectNodes(
  open: OpenProject,
  command: SelectingCommand,
  effects: Pick<TransformEffects, 'files' | 'folder'>,
  narrator: Pick<Narrator, 'warn'>,
): Promise<SelectedNodes> {
  const { flags, project, parsed } = open;
  const manifest = parsed.manifest as unknown as SelectableManifest;
  const members = listMembers(manifest);
  const { graph, problems: graphProblems } = buildGraph(members);
  const indirect = textFlag(flags, 'indirect_selection') as Indirect | undefined;
  const { book, problems: bookProblems } = readSelectors({ selectors: project.selectors }, indirect ?? 'eager');
  const selector = textFlag(flags, 'selector');
  const previous = await readState(stateFolders(open), effects);
  const selectionFlags: SelectionFlags = {
    select: listFlag(flags, 'select'),
    exclude: listFlag(flags, 'exclude'),
    resourceTypes: listFlag(flags, 'resource_type'),
    excludeResourceTypes: listFlag(flags, 'exclude_resource_type'),
    ...(selector === undefined ? {} : { selector }),
    ...(indirect === undefined ? {} : { indirectSelection: indirect }),
  };
  const world = { manifest, members, graph, selectors: book, ...(previous === undefined ? {} : { previous }) };
  const { ids, problems } = planSelection(command, selectionFlags, world);
  judge([...graphProblems, ...bookProblems, ...problems], narrator, readWarnErrors(flags));
  return { ids, members, graph };
}

/** @throws COMMAND_SELECTION (user) with all errors, warnings that count as such among them. */
export function judge(problems: readonly Problem[], narrator: Pick<Narrator, 'warn'>, warns: WarnErrors): void {
  const weights = problems.map((problem) => (problem.severity === 'error' ? 'error' : warns.weighLeniency(problem)));
  const errors = problems.filter((_, index) => weights[index] === 'error');
  if (errors.length > 0) {
    const reason = errors.map(({ message, hint }) => `${message}${hint === '' ? '' : ` ${hint}`}`).join('\n');
    throw fail('COMMAND_SELECTION', { reason });
  }
  for (const [index, problem] of problems.entries())
    if (weights[index] === 'warn') {
      const hint = problem.code === 'SELECT_NOTHING_MATCHED' ? ` ${problem.hint}` : '';
      narrator.warn(`${problem.message}${hint}`, eventOf(problem));
    }
}

/** manifest.json and run_results.json of an earlier run. @throws COMMAND_SELECTION when a named folder has none. */
export async function readState(
  folders: StateFolders | undefined,
  { files, folder }: Pick<TransformEffects, 'files' | 'folder'>,
): Promise<PreviousState | undefined> {
  if (folders === undefined) return undefined;
  const at = resolve(folder, folders.manifest);
  const read = async (within: string, name: string): Promise<unknown> => {
    const path = join(resolve(folder, within), name);
    if ((await files.stat(path)) === undefined) return undefined;
    return parseJson(Buffer.from(await files.readFile(path)).toString('utf8'), 200);
  };
  const [manifest, runResults, sources] = await Promise.all([
    read(folders.manifest, 'manifest.json'),
    read(folders.results, 'run_results.json'),
    read(folders.results, 'sources.json'),
  ]);
  if (manifest === undefined && !folders.isNamed) return undefined;
  if (manifest === undefined)
    throw fail('COMMAND_SELECTION', { reason: `--state: there is no manifest.json in ${at}` });
  return {
    manifest: manifest as SelectableManifest,
    ...(runResults === undefined ? {} : { runResults: runResults as NonNullable<PreviousState['runResults']> }),
    ...(sources === undefined ? {} : { sources: sources as NonNullable<PreviousState['sources']> }),
  };
}
