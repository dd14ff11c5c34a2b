// From a line of arguments to a parsed project: where it lies, which flags count, and everything that is wrong with it.
import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { CryptError } from '../../kernel/crypt-error.ts';
import type { Files } from '../../kernel/effects.ts';
import { dictOf } from '../jinja/values/dict.ts';
import type { Dict, Value } from '../jinja/values/value.ts';
import { noProblems } from '../project/errors.ts';
import { checkFlags } from './check-flags.ts';
import { checkDbtVersion } from './check-dbt-version.ts';
import { makeMask, MASKED, maskedJson, type Mask } from '../compile/mask.ts';
import { fail } from './errors.ts';
import { toData, toValue } from '../project/to-data.ts';
import { parseProject, type Parsed } from '../project/parse-project.ts';
import { readProject, type Project } from '../project/read-project.ts';
import { readYaml } from '../project/yaml/read-yaml.ts';
import { isJsonObject, type Json, type JsonObject } from '../../kernel/parse-json.ts';
import { formerFolder, readFormerRun, type FormerRun } from './former-run.ts';
import { FLAG_SPECS } from './flag-specs.ts';
import { readWarnErrors } from './warn-errors.ts';
import { settleFlags, type FlagValue, type Invocation } from './parse-invocation.ts';
import type { TransformEffects } from './transform-effects.ts';

export interface OpenProject {
  readonly invocation: Invocation;
  /** Of retry: what is repeated. */
  readonly former: FormerRun | undefined;
  readonly invocationId: string;
  readonly startedMs: number;
  readonly flags: ReadonlyMap<string, FlagValue>;
  /** As templates see them. */
  readonly shownFlags: Dict;
  readonly project: Project;
  readonly parsed: Parsed;
  /** Absolute. */
  readonly targetFolder: string;
  /** For everything that is written. */
  readonly mask: Mask;
}

const DEFAULTS: Readonly<Record<string, Json>> = {
  full_refresh: false,
  store_failures: false,
  empty: false,
  warn_error: false,
  debug: false,
  quiet: false,
  fail_fast: false,
  use_colors: true,
  write_json: true,
  partial_parse: true,
  introspect: true,
  defer: false,
  favor_state: false,
  version_check: true,
  indirect_selection: 'eager',
  printer_width: 80,
  populate_cache: true,
  cache_selected_only: false,
  print: true,
  static_parser: true,
  send_anonymous_usage_stats: false,
};

/** @throws PROJECT_*, JINJA_* (user): all errors of the project, as one. */
export async function openProject(asTyped: Invocation, effects: TransformEffects): Promise<OpenProject> {
  const { files, environment, clock } = effects;
  const folder = await findProject(asTyped, effects);
  const settings = await projectSettings(files, folder);
  const former = asTyped.command === 'retry' ? await readFormer(asTyped, folder, settings, effects) : undefined;
  // What is typed wins over what was.
  const given = new Map([...(former?.given ?? []), ...asTyped.given]);
  const invocation: Invocation = { ...asTyped, given };
  const { flags, problems } = settleFlags(given, environment, objectAt(settings, 'flags'));
  if (problems.length > 0) throw fail('COMMAND_LINE', { reason: problems.join('\n') });
  const text = (name: string): string | undefined => textFlag(flags, name);
  const project = await readProject({
    folder,
    profilesFolder: await findProfiles(text('profiles_dir'), folder, effects),
    profile: text('profile'),
    target: text('target'),
    ownTarget: await effects.findOwnTarget(folder),
    threads: flags.get('single_threaded') === true ? 1 : numberFlag(flags, 'threads'),
    vars: readVars(text('vars')),
    files,
    environment,
    internal: [{ name: 'dbt', folder: effects.macros }],
  });
  checkFlags(objectAt(settings, 'flags'), project);
  checkDbtVersion(project, flags.get('version_check') !== false);
  const targetFolder = resolve(folder, text('target_path') ?? project.root.settings.targetPath);
  const [invocationId, startedMs] = [effects.uuid(), clock.nowMs()];
  const shown = {
    ...flagsAsShown(former?.command ?? invocation.command, flags),
    WARN_ERROR: readWarnErrors(flags).isError('LogTestResult'),
  };
  const options = { invocationId, startedMs, flags: shown, program: effects.version };
  const mask = makeMask(environment);
  // What a template may read of a secret is not kept, either.
  const reads = maskedJson([toData(project.profile.target), toData(project.givenVars)], mask);
  const isKept = flags.get('partial_parse') !== false && !reads.includes(MASKED);
  const parsed = await parseProject(project, isKept ? { ...options, cacheFolder: targetFolder } : options);
  const warns = readWarnErrors(flags);
  refuse([...parsed.errors, ...parsed.warnings.filter((warning) => warns.weighLeniency(warning) === 'error')]);
  const shownFlags = dictOf(Object.entries(shown).map(([name, value]): [string, Value] => [name, toValue(value)]));
  return { invocation, former, invocationId, startedMs, flags, shownFlags, project, parsed, targetFolder, mask };
}

export function textFlag(flags: ReadonlyMap<string, FlagValue>, name: string): string | undefined {
  const value = flags.get(name);
  return typeof value === 'string' ? value : undefined;
}

export function numberFlag(flags: ReadonlyMap<string, FlagValue>, name: string): number | undefined {
  const value = flags.get(name);
  return typeof value === 'number' ? value : undefined;
}

export function listFlag(flags: ReadonlyMap<string, FlagValue>, name: string): readonly string[] {
  const value = flags.get(name);
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? (value as readonly string[]) : [];
}

/** All errors of a project in one: people mend them together. */
function refuse(errors: readonly CryptError[]): void {
  const [first, ...more] = errors;
  if (first === undefined) return;
  if (more.length === 0) throw first;
  throw fail('COMMAND_PROJECT', { problems: errors });
}

/** The folder, or the nearest above it, with a dbt_project.yml. */
export async function findProject(
  invocation: Invocation,
  { folder, environment, files }: TransformEffects,
): Promise<string> {
  const named = textFlag(invocation.given, 'project_dir') ?? environment['DBT_PROJECT_DIR'];
  if (named !== undefined && named !== '') return resolve(folder, named);
  for (let at = folder; ; at = dirname(at)) {
    if ((await files.stat(join(at, 'dbt_project.yml'))) !== undefined) return at;
    if (at === dirname(at)) return folder;
  }
}

async function findProfiles(
  named: string | undefined,
  folder: string,
  { home, files, folder: here }: TransformEffects,
): Promise<string> {
  if (named !== undefined) return isAbsolute(named) ? named : resolve(here, named);
  for (const at of [here, folder]) if ((await files.stat(join(at, 'profiles.yml'))) !== undefined) return at;
  return join(home, '.dbt');
}

/** dbt_project.yml as it is: its flags decide how the rest is read. */
async function projectSettings(files: Files, folder: string): Promise<JsonObject> {
  const path = join(folder, 'dbt_project.yml');
  if ((await files.stat(path)) === undefined) return {};
  const text = Buffer.from(await files.readFile(path)).toString('utf8');
  const data = toData(readYaml(text, 'dbt_project.yml', noProblems()).value);
  return isJsonObject(data) ? data : {};
}

function objectAt(settings: JsonObject, name: string): JsonObject {
  const value = settings[name] ?? null;
  return isJsonObject(value) ? value : {};
}

function readFormer(
  { given }: Invocation,
  folder: string,
  settings: JsonObject,
  { files, folder: here }: TransformEffects,
): Promise<FormerRun> {
  const targetPath = settings['target-path'];
  const target = typeof targetPath === 'string' ? targetPath : undefined;
  return readFormerRun(files, formerFolder(folder, here, given, target), given);
}

/** @throws PROJECT_FILE (user) */
export function readVars(text: string | undefined): JsonObject {
  if (text === undefined || text.trim() === '') return {};
  const problems = noProblems();
  const value = toData(readYaml(text, '--vars', problems).value);
  const [error] = problems.errors;
  if (error !== undefined) throw error;
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw fail('COMMAND_LINE', { reason: "--vars needs a YAML mapping such as '{name: value}'" });
}

function flagsAsShown(command: string, flags: ReadonlyMap<string, FlagValue>): Readonly<Record<string, Json>> {
  const shown: Record<string, Json> = {};
  for (const { name } of FLAG_SPECS) shown[name.toUpperCase()] = flags.get(name) ?? DEFAULTS[name] ?? null;
  return { ...shown, WHICH: command.replace('docs ', '').replace('source ', '') };
}
