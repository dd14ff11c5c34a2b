// The settings of a project and of its packages: everything that is known before its files are looked at.
import type { Files } from '../../kernel/effects.ts';
import { dictOf } from '../jinja/values/dict.ts';
import type { Dict, Value } from '../jinja/values/value.ts';
import { BASE_NAMES } from './context/base-names.ts';
import { makeEnvVar, type Environment } from './context/env-var.ts';
import { makeVar } from './context/var.ts';
import { fail, noProblems, type Problems } from './errors.ts';
import { fieldOf, listField, textField } from './fields.ts';
import { readOptional } from './files/find-files.ts';
import type { ProjectPackage } from './parse-world.ts';
import { parsePackages, type PackageSpec } from './settings/packages.ts';
import { noProfile, ownProfile, parseProfile, type OwnTarget, type Profile } from './settings/profile.ts';
import { parseSettings } from './settings/project-settings.ts';
import { renderYaml, type YamlRendering } from './settings/render-yaml.ts';
import { toData, toValue } from './to-data.ts';
import type { Json } from '../../kernel/parse-json.ts';
import { readYaml, type YamlFile, type YamlPath } from './yaml/read-yaml.ts';

export interface ProjectQuestion {
  /** Absolute folder of dbt_project.yml. */
  readonly folder: string;
  /** Absolute folder of profiles.yml; without one the project's own. */
  readonly profilesFolder?: string | undefined;
  /** Wins over profiles.yml, which is then not read. */
  readonly ownTarget?: OwnTarget | undefined;
  readonly profile?: string | undefined;
  readonly target?: string | undefined;
  readonly threads?: number | undefined;
  /** `--vars`: names with values. */
  readonly vars?: { readonly [name: string]: Json } | Dict;
  readonly files: Files;
  readonly environment: Environment;
  /** Macro packages of the engine, in order of precedence: the adapter's first, `dbt` last. Their folders are absolute. */
  readonly internal?: readonly { readonly name: string; readonly folder: string }[];
}

export interface Project {
  readonly question: ProjectQuestion;
  readonly root: ProjectPackage;
  /** By name, the root project first; internal ones too. */
  readonly packages: ReadonlyMap<string, ProjectPackage>;
  readonly internalNames: readonly string[];
  readonly profile: Profile;
  readonly givenVars: Dict;
  /** selectors.yml: plain data, for the selection of nodes. */
  readonly selectors: readonly Json[];
  /** What packages.yml and dependencies.yml ask for. */
  readonly required: readonly PackageSpec[];
  readonly problems: Problems;
}

/** @throws the first error, when the project or its profile cannot be used at all; other problems are in `problems`. */
export async function readProject(question: ProjectQuestion): Promise<Project> {
  const problems = noProblems();
  const reader: Reader = { question, problems, givenVars: varsOf(question.vars) };
  const text = await readOptional(question.files, `${question.folder}/dbt_project.yml`);
  if (text === undefined) throw fail('PROJECT_FILE', { reason: `there is no dbt_project.yml in '${question.folder}'` });
  const yaml = readYaml(text, 'dbt_project.yml', problems);
  // Without a profile nothing runs, and what else is wrong is told all the same.
  const profile =
    (await readProfile(textField(yaml.value, 'profile'), reader)) ??
    ownProfile('default', STAND_IN, question.target, undefined);
  const root = await readPackage(question.folder, '', false, profile, reader);
  if (root === undefined) throw firstError(problems);
  const packages = new Map([[root.name, root]]);
  const required = await readRequired(question.folder, '', reader);
  await readInstalled(root, packages, required, profile, reader);
  const internal = question.internal ?? [];
  for (const { name, folder } of internal) {
    const found = await readPackage(folder, folder, true, profile, reader, name);
    if (found !== undefined) packages.set(found.name, found);
  }
  const selectors = await readSelectors(question.folder, reader);
  const { givenVars } = reader;
  return {
    question,
    root,
    packages,
    internalNames: internal.map(({ name }) => name),
    profile,
    givenVars,
    selectors,
    required,
    problems,
  };
}

const STAND_IN: OwnTarget = { name: 'default', type: 'duckdb', database: 'memory', schema: 'main', threads: 1 };

interface Reader {
  readonly question: ProjectQuestion;
  readonly problems: Problems;
  readonly givenVars: Dict;
}

function varsOf(vars: ProjectQuestion['vars']): Dict {
  if (vars === undefined) return dictOf([]);
  return 'kind' in vars && vars['kind'] === 'dict' && vars['values'] instanceof Map
    ? (vars as Dict)
    : (toValue(vars) as Dict);
}

function firstError(problems: Problems): Error {
  return problems.errors[0] ?? fail('PROJECT_FILE', { reason: 'the project cannot be read' });
}

/** Names of YAML files: no macros, and `target` once a profile is known. */
function rendering(
  { question, problems, givenVars }: Reader,
  allowsSecrets: boolean,
  target?: Value,
): Omit<YamlRendering, 'placeOf'> {
  const names = new Map<string, Value>([
    ...BASE_NAMES,
    ['env_var', makeEnvVar({ environment: question.environment, allowsSecrets })],
    ['var', makeVar({ find: (name) => fieldOf(givenVars, name), isRequired: true })],
    ...(target === undefined ? [] : [['target', target] as const]),
  ]);
  return { context: names, options: {}, problems };
}

async function readProfile(named: string | undefined, reader: Reader): Promise<Profile | undefined> {
  const { question, problems } = reader;
  if (question.ownTarget !== undefined)
    return ownProfile(question.profile ?? named ?? 'crypt', question.ownTarget, question.target, question.threads);
  const folder = question.profilesFolder ?? question.folder;
  const text = await readOptional(question.files, `${folder}/profiles.yml`);
  if (text === undefined) {
    const isHome = folder.endsWith('/.dbt');
    noProfile(problems, isHome ? [question.folder, folder] : [folder], question.profile ?? named ?? 'dev');
    return undefined;
  }
  const yaml = readYaml(text, folder === question.folder ? 'profiles.yml' : `${folder}/profiles.yml`, problems);
  const choice = { name: question.profile ?? named, target: question.target, threads: question.threads };
  return parseProfile(yaml, choice, rendering(reader, true));
}

/** Hooks and variables are rendered later, or never. */
function isRenderedSetting(path: YamlPath): boolean {
  const [first] = path;
  if (first === 'on-run-start' || first === 'on-run-end' || first === 'query-comment' || first === 'vars') return false;
  return !path.some((step) => typeof step === 'string' && /^[+ ]*(pre|post)[-_]hook$/.test(step));
}

async function readPackage(
  folder: string,
  shownFolder: string,
  isInternal: boolean,
  profile: Profile,
  reader: Reader,
  internalName = '',
): Promise<ProjectPackage | undefined> {
  const { question, problems } = reader;
  const text =
    (await readOptional(question.files, `${folder}/dbt_project.yml`)) ??
    (isInternal ? `name: ${internalName}` : undefined);
  if (text === undefined) {
    problems.errors.push(
      fail('PROJECT_PACKAGE', { reason: `there is no dbt_project.yml in the package's folder '${shownFolder}'` }),
    );
    return undefined;
  }
  const yaml = readYaml(text, shownFolder === '' ? 'dbt_project.yml' : `${shownFolder}/dbt_project.yml`, problems);
  const parts = { ...rendering(reader, false, profile.target), placeOf: yaml.placeOf, selects: isRenderedSetting };
  const settings = parseSettings(yaml, renderYaml(yaml.value, parts), problems);
  return settings === undefined ? undefined : { name: settings.name, folder, shownFolder, settings, isInternal };
}

/** packages.yml is rendered, dependencies.yml is not. */
async function readRequired(folder: string, shownFolder: string, reader: Reader): Promise<readonly PackageSpec[]> {
  const found: PackageSpec[] = [];
  for (const name of ['packages.yml', 'dependencies.yml']) {
    const text = await readOptional(reader.question.files, `${folder}/${name}`);
    if (text === undefined) continue;
    const yaml = readYaml(text, shownFolder === '' ? name : `${shownFolder}/${name}`, reader.problems);
    const value =
      name === 'packages.yml'
        ? renderYaml(yaml.value, { ...rendering(reader, true), placeOf: yaml.placeOf })
        : yaml.value;
    found.push(...parsePackages(yaml, value, reader.problems));
  }
  return found;
}

/**
 * Packages below `dbt_packages/`, which the command that installs them filled; a local package that is not there is read
 * where it lies, and so are the local packages that it needs.
 */
async function readInstalled(
  root: ProjectPackage,
  packages: Map<string, ProjectPackage>,
  required: readonly PackageSpec[],
  profile: Profile,
  reader: Reader,
): Promise<void> {
  const { files } = reader.question;
  const installed = `${root.folder}/${root.settings.packagesPath}`;
  const add = async (folder: string, shownFolder: string): Promise<ProjectPackage | undefined> => {
    const found = await readPackage(folder, shownFolder, false, profile, reader);
    if (found === undefined || packages.has(found.name)) return undefined;
    packages.set(found.name, found);
    return found;
  };
  for (const name of await files.list(installed))
    if ((await readOptional(files, `${installed}/${name}/dbt_project.yml`)) !== undefined)
      await add(`${installed}/${name}`, `${root.settings.packagesPath}/${name}`);
  const wanted = required.map((spec) => ({ spec, from: root.folder }));
  for (let next = wanted.shift(); next !== undefined; next = wanted.shift()) {
    const { spec, from } = next;
    if (spec.kind !== 'local') continue;
    const folder = spec.path.startsWith('/') ? spec.path : joinPath(from, spec.path);
    const known = [...packages.values()].some((other) => other.folder === folder);
    if (known || (await isInstalled(folder, packages, reader))) continue;
    const found = await add(folder, spec.path.replace(/\/+$/, ''));
    if (found !== undefined)
      wanted.push(...(await readRequired(folder, spec.path, reader)).map((inner) => ({ spec: inner, from: folder })));
  }
  tellMissing(required, packages, reader);
}

/** Of a package of git nobody knows the name: as dbt does, packages are counted. */
function tellMissing(
  required: readonly PackageSpec[],
  packages: ReadonlyMap<string, ProjectPackage>,
  { problems }: Reader,
): void {
  const tell = (name: string): void =>
    void problems.errors.push(fail('PROJECT_PACKAGE', { reason: `the package '${name}' is not installed` }));
  const others: string[] = [];
  const named = new Set<string>();
  for (const spec of required) {
    if (spec.kind === 'local') continue;
    const name = spec.kind === 'git' ? spec.url : spec.kind === 'tarball' ? spec.name || spec.url : spec.name;
    const folder = name.split('/').at(-1)?.replaceAll('-', '_') ?? '';
    if (packages.has(folder)) named.add(folder);
    else if (spec.kind === 'hub') tell(name);
    else others.push(name);
  }
  const left = [...packages.values()].filter(({ name }, index) => index > 0 && !named.has(name)).length;
  if (others.length > left) for (const name of others) tell(name);
}

async function isInstalled(
  folder: string,
  packages: ReadonlyMap<string, ProjectPackage>,
  { question }: Reader,
): Promise<boolean> {
  const text = await readOptional(question.files, `${folder}/dbt_project.yml`);
  const { value } = readYaml(text ?? '', '', noProblems());
  return packages.has(textField(value, 'name') ?? '');
}

function joinPath(from: string, path: string): string {
  const parts = from.split('/');
  for (const part of path.split('/'))
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  return parts.join('/');
}

async function readSelectors(folder: string, reader: Reader): Promise<readonly Json[]> {
  const text = await readOptional(reader.question.files, `${folder}/selectors.yml`);
  if (text === undefined) return [];
  const yaml: YamlFile = readYaml(text, 'selectors.yml', reader.problems);
  const value = renderYaml(yaml.value, { ...rendering(reader, false), placeOf: yaml.placeOf });
  return listField(value, 'selectors').map(toData);
}
