// dbt's commands: from a line of arguments to an exit code.
//
//   0 good    1 a node failed    2 the line, the project or the selection is wrong, and nothing has run
import { isCryptError } from '../../kernel/crypt-error.ts';
import type { SqlEngine } from '../../contracts/sql-engine.ts';
import type { SelectingCommand } from '../graph/command-scope.ts';
import { renderList, type ListOutput } from '../graph/render-list.ts';
import { cleanProject } from './clean-project.ts';
import { compileNodes, showNode } from './compile-nodes.ts';
import { fail } from './errors.ts';
import type { DbtCommand } from './flag-specs.ts';
import { openNarrator, type Narrator } from './narrator.ts';
import { listFlag, openProject, textFlag, type OpenProject } from './open-project.ts';
import { callOperation } from './call-operation.ts';
import { parseInvocation, type Invocation } from './parse-invocation.ts';
import { renderFound } from './render-line.ts';
import { retryNodes } from './retry-nodes.ts';
import { runNodes } from './run-nodes.ts';
import { selectNodes } from './select-nodes.ts';
import type { TransformEffects } from './transform-effects.ts';
import { writeManifest } from './write-artifacts.ts';

export interface CommandRun {
  readonly open: OpenProject;
  readonly effects: TransformEffects;
  readonly narrator: Narrator;
}

type CommandWork = (run: CommandRun) => Promise<number>;

const COMMANDS: Readonly<Record<DbtCommand, CommandWork>> = {
  build: running('build'),
  run: running('run'),
  test: running('test'),
  seed: running('seed'),
  snapshot: running('snapshot'),
  compile: compileNodes,
  show: showNode,
  parse: parseOnly,
  ls: list,
  retry: retryNodes,
  'run-operation': callOperation,
  clean: cleanProject,
  debug,
  'source freshness': unsupported,
  'docs generate': unsupported,
  'docs serve': unsupported,
  clone: unsupported,
  deps: unsupported,
};

/** @returns the exit code. Errors are said, not thrown; a bug is thrown. */
export async function runCommand(line: readonly string[], effects: TransformEffects): Promise<number> {
  const invocation = parseInvocation(line);
  if ('problems' in invocation) {
    openNarrator(effects, false).error(invocation.problems.join('\n'));
    return 2;
  }
  const narrator = openNarrator(effects, isQuiet(invocation));
  try {
    const open = await openProject(invocation, effects);
    return await COMMANDS[invocation.command]({ open, effects, narrator });
  } catch (error) {
    if (!isCryptError(error) || error.kind === 'bug') throw error;
    narrator.error(`Encountered an error:\n${error.message}\n  → ${error.hint}`);
    return 2;
  }
}

/** What is asked for alone is printed: `ls` is read by programs. */
function isQuiet({ command, given }: Invocation): boolean {
  return given.get('quiet') === true || command === 'ls';
}

function running(command: SelectingCommand): CommandWork {
  return async ({ open, effects, narrator }) => {
    const selected = await selectNodes(open, command, effects, narrator);
    return withEngine({ open, effects }, (engine) => runNodes({ open, command, selected, engine, effects, narrator }));
  };
}

export async function withEngine<T>({ open, effects }: Omit<CommandRun, 'narrator'>, use: (engine: SqlEngine) => Promise<T>): Promise<T> {
  const engine = await effects.openEngine({
    profile: open.project.profile,
    projectFolder: open.project.question.folder,
    command: open.invocation.command,
  });
  try {
    return await use(engine);
  } finally {
    await engine.close();
  }
}

async function parseOnly({ open, effects, narrator }: CommandRun): Promise<number> {
  const { manifest, warnings } = open.parsed;
  for (const { message } of warnings) narrator.warn(message);
  const types = Object.values(manifest.nodes).map(({ resource_type: type }) => type as string);
  narrator.say(renderFound([...types, ...Object.keys(manifest.sources).map(() => 'source')], Object.keys(manifest.macros).length));
  await writeManifest(open, effects.files, []);
  return 0;
}

const OUTPUTS: readonly ListOutput[] = ['selector', 'name', 'path', 'json'];

async function list({ open, effects, narrator }: CommandRun): Promise<number> {
  const { ids, members } = await selectNodes(open, 'ls', effects, narrator);
  const named = textFlag(open.flags, 'output') ?? 'selector';
  const output = OUTPUTS.find((known) => known === named);
  if (output === undefined) throw fail('COMMAND_LINE', { reason: `--output is one of ${OUTPUTS.join(', ')}, not ${named}.` });
  const keys = listFlag(open.flags, 'output_keys').flatMap((key) => key.split(' '));
  for (const line of renderList(ids, members, output, keys)) narrator.print(line);
  await writeManifest(open, effects.files, []);
  return 0;
}

/** Opens the warehouse and asks it something. */
async function debug({ open, effects, narrator }: CommandRun): Promise<number> {
  const { profile, root, question } = open.project;
  narrator.say(`crypt ${effects.version}`);
  narrator.say(`project ${root.name} in ${question.folder}`);
  narrator.say(`profile ${profile.name}, target ${profile.targetName}, adapter ${profile.type}, database ${profile.database}, schema ${profile.schema}`);
  const version = await withEngine({ open, effects }, async (engine) => {
    const session = await engine.session();
    try {
      await session.run('select 1 as id', { fetches: true });
      return `${engine.type} ${engine.version}`;
    } finally {
      await session.close();
    }
  });
  narrator.say(`connection: OK, ${version}`, 'good');
  narrator.say('All checks passed!', 'good');
  return 0;
}

async function unsupported({ open }: CommandRun): Promise<number> {
  throw fail('COMMAND_UNSUPPORTED', { reason: `${open.invocation.command} is not here yet.` });
}
