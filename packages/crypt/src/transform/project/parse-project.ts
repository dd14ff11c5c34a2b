// A project to its manifest.
import type { Json } from '../../kernel/parse-json.ts';
import { modules } from '../jinja/modules/modules.ts';
import { dictOf } from '../jinja/values/dict.ts';
import type { Dict, Value } from '../jinja/values/value.ts';
import type { CryptError } from '../../kernel/crypt-error.ts';
import { assembleManifest } from './assemble-manifest.ts';
import { readCacheFile, writeCacheFile } from './cache/cache-file.ts';
import { openRenderCache, type RenderCache } from './cache/render-cache.ts';
import { decodeWhole, encodeWhole, type Stored } from './cache/whole-cache.ts';
import { wholeKey, worldKey } from './cache/world-key.ts';
import { checkConfigs } from './checks/check-configs.ts';
import { checkNodes } from './checks/check-nodes.ts';
import { checkShadows } from './checks/check-shadows.ts';
import { openParseContext, type ParseContext } from './context/parse-context.ts';
import { DBT_VERSION } from './dbt-version.ts';
import { noProblems } from './errors.ts';
import { textEntries } from './fields.ts';
import { findFiles } from './files/find-files.ts';
import { placedText, readSourceFiles, type SourceFile } from './files/source-file.ts';
import { splitBlocks } from './files/split-blocks.ts';
import { dispatchWorld } from './macros/dispatch.ts';
import type { MacroIndex } from './macros/macro-index.ts';
import type { Manifest, ManifestDoc } from './manifest.ts';
import { parseMacros } from './parse-macros.ts';
import { parseNodes, type ParsedParts } from './parse-nodes.ts';
import type { ParseWorld, Session } from './parse-world.ts';
import type { Project } from './read-project.ts';
import { md5 } from './tests/test-name.ts';
import { toValue } from './to-data.ts';

export interface ParseOptions {
  readonly invocationId: string;
  /** Milliseconds since 1970 UTC. */
  readonly startedMs: number;
  /** Flags of the command, by name in upper case: `FULL_REFRESH`, `WHICH`. */
  readonly flags?: { readonly [name: string]: Json };
  /** Absolute; made when it is not there. Without one nothing is remembered. */
  readonly cacheFolder?: string;
}

export interface Parsed {
  readonly manifest: Manifest;
  /** In the order in which they were found; nothing may run when there is one. */
  readonly errors: readonly CryptError[];
  readonly warnings: readonly CryptError[];
  /** Macros of all packages, for the run. Parsed when they are first asked for, if nothing else was. */
  readonly macros: () => MacroIndex;
  /** What templates read of a node, where plain data would lose the difference of 1 and 1.0. */
  readonly valuesOf: (uniqueId: string) => NodeValues | undefined;
}

/** A parse in memory, with what a cache keeps of it. */
export interface ParsedFiles extends Omit<Parsed, 'valuesOf'> {
  readonly values: ReadonlyMap<string, NodeValues>;
  readonly environmentReads: ReadonlyMap<string, string | undefined>;
  /** A node hangs on the time. */
  readonly isVolatile: boolean;
}

export interface NodeValues {
  readonly config: Dict;
  /** Arguments of a generic test. */
  readonly kwargs: Value;
}

/** With a cache folder, what did not change since the last parse is not parsed again. */
export async function parseProject(asRead: Project, options: ParseOptions): Promise<Parsed> {
  // A project may be parsed again: its own problems stay as they were read.
  const project: Project = {
    ...asRead,
    problems: { errors: [...asRead.problems.errors], warnings: [...asRead.problems.warnings] },
  };
  const { question } = project;
  const files = await readAllFiles(project);
  const { cacheFolder } = options;
  if (cacheFolder === undefined) return withoutValues(parseFiles(project, files, options, undefined));
  const world = worldKey(project, files, options.flags ?? {});
  const whole = wholeKey(world, files);
  const [wholePath, rendersPath] = [`${cacheFolder}/manifest-cache.json`, `${cacheFolder}/render-cache.json`];
  const stored = (await readCacheFile(question.files, wholePath))?.['whole'];
  const unchanged = decodeWhole(stored as unknown as Stored | undefined, whole, question.environment);
  const { errors, warnings } = project.problems;
  if (unchanged !== undefined && errors.length === 0) {
    const manifest = { ...unchanged.manifest, metadata: metadataOf(project, options) };
    return {
      manifest,
      errors,
      warnings: unchanged.warnings,
      macros: lazily(() => macrosOf({ ...project, problems: noProblems() }, files)),
      valuesOf: unchanged.valuesOf,
    };
  }
  const renders = (await readCacheFile(question.files, rendersPath))?.['renders'];
  const cache = openRenderCache(world, renders, question.environment);
  const parsed = parseFiles(project, files, options, cache);
  await writeCacheFile(question.files, rendersPath, { renders: cache.entries() });
  const kept =
    errors.length > 0 || parsed.isVolatile
      ? undefined
      : encodeWhole(whole, { ...parsed, warnings }, parsed.environmentReads);
  if (kept !== undefined) await writeCacheFile(question.files, wholePath, { whole: kept });
  return withoutValues(parsed);
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function withoutValues({ manifest, errors, warnings, macros, values }: ParsedFiles): Parsed {
  return { manifest, errors, warnings, macros, valuesOf: (id) => values.get(id) };
}

function macrosOf({ root, internalNames, problems }: Project, files: readonly SourceFile[]): MacroIndex {
  return parseMacros({ files, rootName: root.name, internalNames, problems });
}

export async function readAllFiles(project: Project): Promise<readonly SourceFile[]> {
  const { question, packages, problems } = project;
  const found: SourceFile[] = [];
  for (const { name, folder, shownFolder, settings, isInternal } of packages.values()) {
    const all = await findFiles(question.files, folder, settings.paths);
    const wanted = isInternal ? all.filter(({ kind }) => kind === 'macro' || kind === 'generic test') : all;
    found.push(
      ...(await readSourceFiles(question.files, { packageName: name, folder, shownFolder }, wanted, problems)),
    );
  }
  return found;
}

export function parseFiles(
  project: Project,
  files: readonly SourceFile[],
  options: ParseOptions,
  cache: RenderCache | undefined,
): ParsedFiles {
  const { root, problems, profile } = project;
  const index = macrosOf(project, files);
  const session: Session = { work: undefined, environmentReads: new Map() };
  const nowMs = (): number => {
    if (session.work !== undefined) session.work.findings.isVolatile = true;
    return options.startedMs;
  };
  const world: ParseWorld = {
    root,
    packages: project.packages,
    profile,
    index,
    dispatch: dispatchWorld(root.settings, profile.type),
    environment: project.question.environment,
    givenVars: project.givenVars,
    invocation: { id: options.invocationId, startedMs: options.startedMs, flags: flagsOf(project, options) },
    problems,
    session,
    modules: modules({ nowMs }),
  };
  const contexts = new Map<string, ParseContext>();
  const contextOf = (packageName: string): ParseContext => {
    const known = contexts.get(packageName);
    if (known !== undefined) return known;
    const made = openParseContext(world, project.packages.get(packageName) ?? root);
    contexts.set(packageName, made);
    return made;
  };
  const parts = parseNodes({ files, world, contextOf, cache });
  checkNodes(parts, world);
  checkConfigs(parts, world);
  checkShadows(world);
  const docs = files.filter(({ kind }) => kind === 'docs').flatMap((file) => docsOf(file, world));
  const fixtures = files.filter(({ kind }) => kind === 'fixture');
  const metadata = metadataOf(project, options);
  const manifest = assembleManifest({
    parts,
    fixtures,
    docs,
    world,
    contextOf,
    selectors: project.selectors,
    metadata,
  });
  const isVolatile = parts.nodes.some(({ work }) => work.type !== 'test' && work.findings.isVolatile);
  const { environmentReads } = world.session;
  return {
    manifest,
    errors: problems.errors,
    warnings: problems.warnings,
    macros: () => index,
    values: valuesOf(parts),
    environmentReads,
    isVolatile,
  };
}

function valuesOf({ nodes }: ParsedParts): ReadonlyMap<string, NodeValues> {
  return new Map(
    nodes.map(({ work, config, test }) => [work.uniqueId, { config: dictOf(config), kwargs: test?.kwargs ?? null }]),
  );
}

const FLAGS: Readonly<Record<string, Json>> = {
  FULL_REFRESH: false,
  STORE_FAILURES: false,
  EMPTY: false,
  WHICH: 'parse',
  USE_COLORS: false,
  VERSION_CHECK: true,
  FAIL_FAST: false,
  PRINT: true,
  INDIRECT_SELECTION: 'eager',
  WARN_ERROR: null,
  CACHE_SELECTED_ONLY: false,
  INTROSPECT: true,
  DEFER: false,
};

function flagsOf({ root }: Project, { flags }: ParseOptions): Dict {
  const ofProject = [...textEntries(root.settings.flags)].map(([key, value]): [string, Value] => [
    key.toUpperCase(),
    value,
  ]);
  const given = Object.entries({ ...FLAGS, ...flags }).map(([key, value]): [string, Value] => [key, toValue(value)]);
  return dictOf([...given, ...ofProject.filter(([key]) => flags === undefined || !Object.hasOwn(flags, key))]);
}

function docsOf(file: SourceFile, { problems }: ParseWorld): ManifestDoc[] {
  return splitBlocks(placedText(file), 'docs', file.shownPath, problems).map(({ name, inside }) => ({
    name,
    resource_type: 'doc',
    package_name: file.packageName,
    path: file.relativePath,
    original_file_path: file.path,
    unique_id: `doc.${file.packageName}.${name}`,
    block_contents: inside.trim(),
  }));
}

function metadataOf(
  { root, profile, question }: Project,
  { invocationId, startedMs }: ParseOptions,
): Manifest['metadata'] {
  const prefix = 'DBT_ENV_CUSTOM_ENV_';
  const env = Object.entries(question.environment).filter(
    ([name, value]) => name.startsWith(prefix) && value !== undefined,
  );
  return {
    dbt_schema_version: 'https://schemas.getdbt.com/dbt/manifest/v12.json',
    dbt_version: DBT_VERSION,
    generated_at: new Date(startedMs).toISOString(),
    invocation_id: invocationId,
    project_name: root.name,
    project_id: md5(root.name),
    adapter_type: profile.type,
    env: Object.fromEntries(env.map(([name, value]) => [name.slice(prefix.length), value ?? ''])),
  };
}
