// deps: the packages that a project asks for, and those that they ask for, into dbt_packages/.
import { basename, dirname, join, relative, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { errorText } from '../../kernel/crypt-error.ts';
import { isJsonObject, parseJson, type JsonObject } from '../../kernel/parse-json.ts';
import { PACKAGE_BYTES_MAX } from '../../kernel/limits.ts';
import { BASE_NAMES } from '../project/context/base-names.ts';
import { makeEnvVar } from '../project/context/env-var.ts';
import { makeVar } from '../project/context/var.ts';
import { fail as failProject, noProblems } from '../project/errors.ts';
import { fieldOf, textField } from '../project/fields.ts';
import { parsePackages, type PackageSpec } from '../project/settings/packages.ts';
import { renderYaml } from '../project/settings/render-yaml.ts';
import { toData, toValue } from '../project/to-data.ts';
import { readYaml } from '../project/yaml/read-yaml.ts';
import { chooseVersion } from './choose-version.ts';
import { addPackage } from './add-package.ts';
import { fail } from './errors.ts';
import type { Narrator } from './narrator.ts';
import { findProject, readVars } from './open-project.ts';
import { hashOfPackages, renderLock, type LockEntry } from './package-lock.ts';
import type { Invocation } from './parse-invocation.ts';
import { isInside, readTar, type TarFile } from './read-tar.ts';
import type { TransformEffects } from './transform-effects.ts';

interface Installation {
  readonly effects: TransformEffects;
  readonly narrator: Narrator;
  readonly folder: string;
  /** dbt_packages. */
  readonly into: string;
  readonly invocation: Invocation;
  readonly installed: Map<string, LockEntry>;
  /** Conditions on packages of the hub, by their name there. */
  readonly conditions: Map<string, string[]>;
  counter: number;
}

interface Wanted {
  readonly spec: PackageSpec;
  /** Folder that a local path is from. */
  readonly from: string;
}

const HUB = 'https://hub.getdbt.com/';

/** @throws COMMAND_PACKAGE (user) when a package cannot be had; what was installed before it stays. */
export async function installPackages(
  invocation: Invocation,
  effects: TransformEffects,
  narrator: Narrator,
): Promise<number> {
  const folder = await findProject(invocation, effects);
  const project = await readText(effects, join(folder, 'dbt_project.yml'));
  if (project === undefined)
    throw failProject('PROJECT_FILE', { reason: `there is no dbt_project.yml in '${folder}'` });
  if (invocation.given.has('add_package')) await addPackage(invocation, folder, effects.files, narrator);
  const isLock = invocation.given.get('lock') === true;
  const place =
    textField(readYaml(project, 'dbt_project.yml', noProblems()).value, 'packages-install-path') ?? 'dbt_packages';
  const run: Installation = {
    effects,
    narrator,
    folder,
    into: isLock ? `${resolve(folder, place)}.locking` : resolve(folder, place),
    invocation,
    installed: new Map(),
    conditions: new Map(),
    counter: 0,
  };
  const { specs, items } = await readWanted(run, folder);
  if (specs.length === 0) {
    narrator.warn('No packages were found in packages.yml');
    return 0;
  }
  const hash = hashOfPackages(items);
  const locked = isLock || invocation.given.get('upgrade') === true ? undefined : await readLock(run, hash);
  try {
    await effects.files.makeFolder(run.into);
    await installAll(run, specs, locked);
  } finally {
    if (isLock) await effects.removeFolder(run.into);
  }
  if (locked === undefined) {
    const path = join(folder, 'package-lock.yml');
    await effects.files.replaceFile(path, renderLock([...run.installed.values()], hash));
    if (isLock) narrator.say(`Wrote ${path}`);
  }
  return 0;
}

/** With the packages that they need. */
async function installAll(
  run: Installation,
  specs: readonly PackageSpec[],
  locked: readonly PackageSpec[] | undefined,
): Promise<void> {
  const { folder } = run;
  const queue: Wanted[] = (locked ?? specs).map((spec) => ({ spec, from: folder }));
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const name = await install(run, next);
    if (name === undefined || locked !== undefined) continue;
    // Local packages of a local package are beside where it lies, not where it is linked to.
    const at = next.spec.kind === 'local' ? resolve(next.from, next.spec.path) : join(run.into, name);
    queue.push(...(await readWanted(run, at)).specs.map((spec) => ({ spec, from: at })));
  }
}

async function readText({ files }: Pick<TransformEffects, 'files'>, path: string): Promise<string | undefined> {
  return (await files.stat(path)) === undefined ? undefined : Buffer.from(await files.readFile(path)).toString('utf8');
}

/** packages.yml, rendered, and dependencies.yml. */
async function readWanted(
  { effects, invocation }: Installation,
  folder: string,
): Promise<{ readonly specs: readonly PackageSpec[]; readonly items: readonly JsonObject[] }> {
  const specs: PackageSpec[] = [];
  const items: JsonObject[] = [];
  for (const name of ['packages.yml', 'dependencies.yml']) {
    const text = await readText(effects, join(folder, name));
    if (text === undefined) continue;
    const problems = noProblems();
    const yaml = readYaml(text, name, problems);
    const given = invocation.given.get('vars');
    const vars = toValue(readVars(typeof given === 'string' ? given : undefined));
    const context = new Map([
      ...BASE_NAMES,
      ['env_var', makeEnvVar({ environment: effects.environment, allowsSecrets: true })] as const,
      ['var', makeVar({ find: (key) => fieldOf(vars, key), isRequired: true })] as const,
    ]);
    const value =
      name === 'packages.yml'
        ? renderYaml(yaml.value, { context, options: {}, problems, placeOf: yaml.placeOf })
        : yaml.value;
    specs.push(...parsePackages(yaml, value, problems));
    const [error] = problems.errors;
    if (error !== undefined) throw error;
    const data = toData(fieldOf(value, 'packages') ?? null);
    if (Array.isArray(data)) items.push(...data.filter((item) => isJsonObject(item)));
  }
  return { specs, items };
}

/** Undefined when there is none, or it is of other packages. */
async function readLock({ effects, folder }: Installation, hash: string): Promise<readonly PackageSpec[] | undefined> {
  const text = await readText(effects, join(folder, 'package-lock.yml'));
  if (text === undefined) return undefined;
  const yaml = readYaml(text, 'package-lock.yml', noProblems());
  return textField(yaml.value, 'sha1_hash') === hash ? parsePackages(yaml, yaml.value, noProblems()) : undefined;
}

/** @returns the name of the project that was installed; undefined when it was before. */
async function install(run: Installation, { spec, from }: Wanted): Promise<string | undefined> {
  switch (spec.kind) {
    case 'local':
      return installLocal(run, spec, from);
    case 'git':
      return installGit(run, spec);
    case 'tarball':
      return installTar(run, spec, spec.url);
    case 'hub':
      return installHub(run, spec);
    case 'private':
      throw refuse(
        `the private package ${spec.name}`,
        'private packages are of dbt Cloud; name its repository with git:',
      );
  }
}

function refuse(what: string, reason: string): Error {
  return fail('COMMAND_PACKAGE', { reason: `${what} cannot be installed: ${reason}` });
}

async function installLocal(
  run: Installation,
  spec: PackageSpec & { kind: 'local' },
  from: string,
): Promise<string | undefined> {
  const folder = resolve(from, spec.path);
  const name = await nameOf(run, folder, `the local package ${spec.path}`);
  if (run.installed.has(name)) return undefined;
  const to = join(run.into, name);
  if (folder !== to) {
    await run.effects.removeFolder(to);
    await run.effects.packages.link(folder, to);
  }
  const path = from === run.folder ? spec.path : relative(run.folder, folder);
  return done(run, name, { kind: 'local', path }, `Installed from <local @ ${path}>`);
}

async function installGit(run: Installation, spec: PackageSpec & { kind: 'git' }): Promise<string | undefined> {
  const { url, revision = 'HEAD', subdirectory } = spec;
  const what = `the package ${url}`;
  if (url.startsWith('-') || revision.startsWith('-'))
    throw refuse(what, 'an address or revision does not begin with -');
  if (subdirectory !== undefined && !isInside(subdirectory))
    throw refuse(what, `the subdirectory ${subdirectory} leads out of it`);
  const temporary = await makeTemporary(run);
  try {
    const git = (args: readonly string[], at: string): Promise<string> =>
      run.effects.packages
        .git(args, at)
        .catch((error: unknown) => Promise.reject(refuse(what, `git ${args[0]}: ${errorText(error)}`)));
    await git(['clone', '--quiet', '--no-checkout', '--', url, temporary], run.into);
    await git(['checkout', '--quiet', '--detach', await revisionIn(run, temporary, revision, what)], temporary);
    const commit = (await git(['rev-parse', 'HEAD'], temporary)).trim();
    if (revision === 'HEAD') run.narrator.warn(`The package ${url} has no revision: what is installed may change.`);
    await run.effects.removeFolder(join(temporary, '.git'));
    const source = subdirectory === undefined ? temporary : join(temporary, subdirectory);
    const name = await nameOf(run, source, what);
    if (run.installed.has(name)) return undefined;
    await moveTo(run, source, name);
    return await done(run, name, { ...spec, revision: commit }, `Installed from ${url} (revision ${revision})`);
  } finally {
    await run.effects.removeFolder(temporary);
  }
}

/** A branch is known as origin/branch to a clone; a tag or a commit as itself. */
async function revisionIn({ effects }: Installation, folder: string, revision: string, what: string): Promise<string> {
  for (const name of [`origin/${revision}`, revision]) {
    const found = await effects.packages
      .git(['rev-parse', '--verify', '--quiet', `${name}^{commit}`], folder)
      .catch(() => '');
    if (found.trim() !== '') return found.trim();
  }
  throw refuse(what, `it has no revision ${revision}`);
}

async function installHub(run: Installation, spec: PackageSpec & { kind: 'hub' }): Promise<string | undefined> {
  const what = `the package ${spec.name}`;
  if (!/^[\w.-]+\/[\w.-]+$/.test(spec.name)) throw refuse(what, 'a package of the hub is named owner/name');
  const conditions = [...(run.conditions.get(spec.name) ?? []), ...spec.versions];
  run.conditions.set(spec.name, conditions);
  const hub = run.effects.environment['DBT_PACKAGE_HUB_URL'] ?? HUB;
  const url = `${hub.replace(/\/?$/, '/')}api/v1/${spec.name}.json`;
  const index = await fetchBytes(run, what, url);
  const parsed: unknown = parseJson(Buffer.from(index).toString('utf8'), 100);
  const versions =
    isJsonObject(parsed as JsonObject) && isJsonObject((parsed as JsonObject)['versions'] ?? null)
      ? ((parsed as JsonObject)['versions'] as JsonObject)
      : {};
  const version = chooseVersion(Object.keys(versions), conditions, spec.prerelease);
  if (version === undefined)
    throw refuse(
      what,
      `no version meets ${conditions.join(', ')}; the hub has ${Object.keys(versions).slice(-5).join(', ')}`,
    );
  const chosen = versions[version];
  const downloads = isJsonObject(chosen ?? null) ? (chosen as JsonObject)['downloads'] : undefined;
  const tarball = isJsonObject(downloads ?? null) ? (downloads as JsonObject)['tarball'] : undefined;
  if (typeof tarball !== 'string') throw refuse(what, 'the hub names no archive of it');
  const before = [...run.installed].find(([, entry]) => entry.spec.kind === 'hub' && entry.spec.name === spec.name);
  if (before !== undefined && before[1].spec.kind === 'hub' && before[1].spec.versions[0] === version) return undefined;
  if (before !== undefined) run.installed.delete(before[0]);
  return installTar(run, { ...spec, versions: [version] }, tarball);
}

async function installTar(run: Installation, spec: PackageSpec, url: string): Promise<string | undefined> {
  const what = `the package ${spec.kind === 'hub' ? spec.name : url}`;
  const packed = await fetchBytes(run, what, url);
  const files = unpack(packed);
  if (files === undefined) throw refuse(what, `${url} is no tar archive that is gzipped, or is too large`);
  const temporary = await makeTemporary(run);
  try {
    for (const { path, content } of files) {
      const to = join(temporary, path);
      await run.effects.files.makeFolder(dirname(to));
      await run.effects.files.replaceFile(to, content);
    }
    // Archives of repositories have one folder at the top.
    const [top = ''] = files[0]?.path.split('/') ?? [];
    const source = files.every(({ path }) => path.startsWith(`${top}/`)) ? join(temporary, top) : temporary;
    const name = await nameOf(run, source, what);
    if (run.installed.has(name)) return undefined;
    await moveTo(run, source, name);
    return await done(
      run,
      name,
      spec,
      `Installed from ${spec.kind === 'hub' ? `version ${spec.versions.join(', ')}` : url}`,
    );
  } finally {
    await run.effects.removeFolder(temporary);
  }
}

function unpack(packed: Uint8Array): readonly TarFile[] | undefined {
  try {
    return readTar(gunzipSync(packed, { maxOutputLength: PACKAGE_BYTES_MAX }));
  } catch {
    return undefined;
  }
}

async function fetchBytes({ effects }: Installation, what: string, url: string): Promise<Uint8Array> {
  try {
    return await effects.packages.fetch(url);
  } catch (error) {
    throw refuse(
      what,
      `${url} cannot be reached (${errorText(error)}); put the package into dbt_packages/ yourself, or name its repository with git:`,
    );
  }
}

async function makeTemporary(run: Installation): Promise<string> {
  const path = join(run.into, `.installing-${++run.counter}`);
  await run.effects.removeFolder(path);
  await run.effects.files.makeFolder(path);
  return path;
}

async function moveTo({ effects, into }: Installation, source: string, name: string): Promise<void> {
  await effects.removeFolder(join(into, name));
  await effects.files.rename(source, join(into, name));
}

async function nameOf({ effects }: Installation, folder: string, what: string): Promise<string> {
  const text = await readText(effects, join(folder, 'dbt_project.yml'));
  if (text === undefined) throw refuse(what, `there is no dbt_project.yml in ${basename(folder)}`);
  const name = textField(readYaml(text, 'dbt_project.yml', noProblems()).value, 'name');
  if (name === undefined || !/^\w+$/.test(name)) throw refuse(what, 'its dbt_project.yml has no usable name');
  return name;
}

async function done(
  { installed, narrator }: Installation,
  name: string,
  spec: PackageSpec,
  text: string,
): Promise<string> {
  installed.set(name, { name, spec });
  narrator.say(`Installing ${name}`);
  narrator.say(`  ${text}`);
  return name;
}
