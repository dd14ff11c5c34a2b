// dbt's commands: from a line of arguments to an exit code.
//
//   0 good    1 a node failed    2 the line, the project or the selection is wrong, and nothing has run
import { join } from 'node:path';
import { errorText, isCryptError, systemCode, type CryptError } from '../../kernel/crypt-error.ts';
import type { SelectingCommand } from '../graph/command-scope.ts';
import { renderList, type ListOutput } from '../graph/render-list.ts';
import { withEngine, type CommandRun } from './command-run.ts';
import { cleanProject } from './clean-project.ts';
import { compileNodes, showNode } from './compile-nodes.ts';
import { fail } from './errors.ts';
import type { DbtCommand } from './flag-specs.ts';
import { generateDocs, serveDocs } from './generate-docs.ts';
import { LEVELS, openNarrator, type Narrator, type NarratorOptions } from './narrator.ts';
import { makeLogFile } from './log-file.ts';
import { findProject, listFlag, openProject, textFlag } from './open-project.ts';
import { callOperation } from './call-operation.ts';
import { installPackages } from './install-packages.ts';
import { parseInvocation, settleFlags, type FlagValue } from './parse-invocation.ts';
import { retryNodes } from './retry-nodes.ts';
import { runNodes, sayFound } from './run-nodes.ts';
import { sourceFreshness } from './source-freshness.ts';
import { selectNodes } from './select-nodes.ts';
import { tellWarnings } from './tell-warnings.ts';
import type { TransformEffects } from './transform-effects.ts';
import { writeManifest } from './write-artifacts.ts';

type CommandWork = (run: CommandRun) => Promise<number>;

const COMMANDS: Readonly<Record<Exclude<DbtCommand, 'deps'>, CommandWork>> = {
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
  'source freshness': sourceFreshness,
  'docs generate': (run) => generateDocs(run),
  'docs serve': serveDocs,
  clone: running('clone'),
};

/** @returns the exit code. Errors are said, not thrown; a bug is thrown. */
export async function runCommand(line: readonly string[], effects: TransformEffects): Promise<number> {
  const invocation = parseInvocation(line);
  if ('problems' in invocation) {
    // What cannot be read may still have asked for JSON.
    const given = new Map(line.includes('--json') || line.includes('json') ? [['json', true] as const] : []);
    openNarrator(effects, narratorOptions(given, 'build')).error(invocation.problems.join('\n'));
    return 2;
  }
  const { command } = invocation;
  // The line, then the environment: the project's own flags are not known when the first word is said.
  const { flags } = settleFlags(invocation.given, effects.environment, {});
  const log = makeLogFile(flags, effects, effects.uuid());
  const narrator = log.wrap(openNarrator(effects, narratorOptions(flags, command)));
  try {
    const folder = await findProject(invocation, effects);
    if ((await effects.files.stat(join(folder, 'dbt_project.yml'))) !== undefined) log.open(folder);
    // Packages are needed before the project can be read.
    if (command === 'deps') return await installPackages(invocation, effects, narrator);
    const open = await openProject(invocation, effects);
    tellWarnings(open, narrator);
    return await COMMANDS[command]({ open, effects, narrator });
  } catch (error) {
    const known = refusedFile(error);
    if (known === undefined) throw error;
    tellError(known, narrator);
    return 2;
  } finally {
    log.close();
  }
}

const REFUSALS: ReadonlySet<string> = new Set(
  'EACCES EPERM EROFS ENOSPC EDQUOT ENOTDIR EISDIR ENAMETOOLONG ELOOP EMFILE'.split(' '),
);

/** What the user can mend; what the system says of a file is that, too. */
function refusedFile(error: unknown): CryptError | undefined {
  if (isCryptError(error)) return error.kind === 'bug' ? undefined : error;
  if (!REFUSALS.has(systemCode(error) ?? '')) return undefined;
  return fail('COMMAND_FILE', { reason: errorText(error) }, error);
}

function tellError(error: CryptError, narrator: Narrator): void {
  narrator.error('Encountered an error:');
  const { problems } = error.params as { readonly problems?: readonly CryptError[] };
  for (const problem of error.code === 'COMMAND_PROJECT' ? (problems ?? []) : [error])
    narrator.problem(problem, 'error');
}

function narratorOptions(flags: ReadonlyMap<string, FlagValue>, command: DbtCommand): NarratorOptions {
  const named = LEVELS.find((level) => level === textFlag(flags, 'log_level'));
  return {
    level: flags.get('quiet') === true ? 'error' : (named ?? 'info'),
    isJson: flags.get('json') === true || textFlag(flags, 'log_format') === 'json',
    // What is asked for alone is printed: `ls` is read by programs.
    isListing: command === 'ls',
  };
}

function running(command: SelectingCommand): CommandWork {
  return async ({ open, effects, narrator }) => {
    const selected = await selectNodes(open, command, effects, narrator);
    return withEngine({ open, effects }, (engine) => runNodes({ open, command, selected, engine, effects, narrator }));
  };
}

async function parseOnly({ open, effects, narrator }: CommandRun): Promise<number> {
  sayFound({ open, effects, narrator });
  await writeManifest(open, effects.files, []);
  return 0;
}

const OUTPUTS: readonly ListOutput[] = ['selector', 'name', 'path', 'json'];

async function list({ open, effects, narrator }: CommandRun): Promise<number> {
  const { ids, members } = await selectNodes(open, 'ls', effects, narrator);
  const named = textFlag(open.flags, 'output') ?? 'selector';
  const output = OUTPUTS.find((known) => known === named);
  if (output === undefined)
    throw fail('COMMAND_LINE', { reason: `--output is one of ${OUTPUTS.join(', ')}, not ${named}.` });
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
  narrator.say(
    `profile ${profile.name}, target ${profile.targetName}, adapter ${profile.type}, database ${profile.database}, schema ${profile.schema}`,
  );
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
