// A project to its manifest.
import { canonicalJson } from '../../kernel/canonical-json.ts';
import type { Json } from '../../kernel/parse-json.ts';
import { modules } from '../jinja/modules/modules.ts';
import { dictOf } from '../jinja/values/dict.ts';
import type { Dict, Value } from '../jinja/values/value.ts';
import type { CryptError } from '../../kernel/crypt-error.ts';
import { assembleManifest } from './assemble-manifest.ts';
import { readCacheFile, writeCacheFile } from './cache/cache-file.ts';
import { openRenderCache, type RenderCache } from './cache/render-cache.ts';
import { lazily } from './cache/lazily.ts';
import { decodeWhole, encodeWhole, type Whole } from './cache/whole-cache.ts';
import { worldKey } from './cache/world-key.ts';
import { checkConfigs } from './checks/check-configs.ts';
import { checkNodes } from './checks/check-nodes.ts';
import { checkShadows } from './checks/check-shadows.ts';
import { openParseContext, type ParseContext } from './context/parse-context.ts';
import { countResources, type ResourceCounts } from './count-resources.ts';
import { DBT_VERSION } from './dbt-version.ts';
import { noProblems, type Place } from './errors.ts';
import { textEntries } from './fields.ts';
import { findFiles, isMacroFile } from './files/find-files.ts';
import { openProjectFiles, type LocatedFile, type ProjectFiles } from './files/project-files.ts';
import { placedText, type SourceFile } from './files/source-file.ts';
import { splitBlocks } from './files/split-blocks.ts';
import { dispatchWorld } from './macros/dispatch.ts';
import { knownMacros } from './macros/known-macros.ts';
import { indexMacros, type MacroIndex } from './macros/macro-index.ts';
import type { Manifest, ManifestDoc } from './manifest.ts';
import { NO_CHANGES, textOfManifest, type ManifestText, type TextChanges } from './manifest-text.ts';
import { parseMacros } from './parse-macros.ts';
import type { MadeNode } from './nodes/made-node.ts';
import { parseNodes } from './parse-nodes.ts';
import { FLAGS, type ParseWorld, type Session } from './parse-world.ts';
import type { Project } from './read-project.ts';
import { findEdits, planSplice, spliceEdits } from './splice-edits.ts';
import { md5 } from './tests/test-name.ts';
import { toValue } from './to-data.ts';

export interface ParseOptions {
  readonly invocationId: string;
  /** Milliseconds since 1970 UTC. */
  readonly startedMs: number;
  /** Flags of the command, by name in upper case: `FULL_REFRESH`, `WHICH`. */
  readonly flags?: { readonly [name: string]: Json };
  /** Version of this program: what another one kept is not taken. */
  readonly program?: string;
  /** Absolute; made when it is not there. Without one nothing is remembered. */
  readonly cacheFolder?: string;
}

export interface Parsed {
  readonly manifest: Manifest;
  /** In the order in which they were found; nothing may run when there is one. */
  readonly errors: readonly CryptError[];
  readonly warnings: readonly CryptError[];
  readonly metadata: Manifest['metadata'];
  /** The manifest as text, where that is known. */
  readonly text?: ManifestText;
  /** And what differs from it. */
  readonly changes: TextChanges;
  readonly counts: ResourceCounts;
  /** Macros of all packages, for the run. */
  readonly macros: MacroIndex;
  /** What templates read of a node, where plain data would lose the difference of 1 and 1.0. */
  readonly valuesOf: (uniqueId: string) => NodeValues | undefined;
}

/** A parse of everything, with what a cache keeps of it. */
interface ParsedFiles {
  readonly parsed: Parsed;
  readonly values: ReadonlyMap<string, NodeValues>;
  readonly outsideReads: ReadonlyMap<string, string | undefined>;
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
  const { question, problems } = project;
  const { cacheFolder, startedMs } = options;
  const located = await locateFiles(project);
  if (cacheFolder === undefined) {
    const all = openProjectFiles(question.files, located, undefined, startedMs, problems);
    return parseFiles(project, all.read(isAny), options, undefined).parsed;
  }
  const pathOf = (name: string): string => `${cacheFolder}/${name}-cache.json`;
  const known = (await readCacheFile(question.files, pathOf('files')))?.content['files'];
  const files = openProjectFiles(question.files, located, known, startedMs, problems);
  if (files.stamps !== undefined) await writeCacheFile(question.files, pathOf('files'), { files: files.stamps });
  const world = worldKey(project, files.sums, options.program ?? '');
  const outside = { ...question.environment, [FLAGS]: flagsKey(options) };
  const stored = await readCacheFile(question.files, pathOf('manifest'));
  const before = decodeWhole(stored, world, outside, metadataOf(project, options));
  const quick = before === undefined ? undefined : parseEdits(project, before, files, options);
  if (quick !== undefined) return quick;
  const renders = (await readCacheFile(question.files, pathOf('render')))?.content['renders'];
  const cache = openRenderCache(world, renders, outside);
  const { parsed, values, outsideReads, isVolatile } = parseFiles(project, files.read(isAny), options, cache);
  await writeCacheFile(question.files, pathOf('render'), { renders: cache.entries() });
  const { errors, warnings } = problems;
  const { manifest, counts } = parsed;
  const kept =
    errors.length > 0 || isVolatile
      ? undefined
      : encodeWhole(world, { values, warnings, counts, files: files.sums }, outsideReads);
  if (kept === undefined) return parsed;
  const text = textOfManifest(manifest);
  await writeCacheFile(question.files, pathOf('manifest'), { whole: kept }, text);
  return { ...parsed, text };
}

/**
 * The last manifest with the nodes of the few files that changed; undefined when everything has to be parsed. The cache
 * stays as it was: the next edits are again told from there.
 */
function parseEdits(project: Project, before: Whole, files: ProjectFiles, options: ParseOptions): Parsed | undefined {
  const edits = project.problems.errors.length > 0 ? undefined : findEdits(before.files, files.sums);
  if (edits === undefined) return undefined;
  const macroFiles = files.read(isMacroFile);
  const { metadata, warnings, counts, text, valuesOf: valuesBefore } = before;
  const same = { errors: [], metadata, warnings, counts, text };
  if (edits.length === 0) {
    const index = lazily(() => knownIndex(project, before.manifest, macroFiles));
    return {
      ...same,
      changes: NO_CHANGES,
      get manifest() {
        return before.manifest;
      },
      get macros() {
        return index();
      },
      valuesOf: valuesBefore,
    };
  }
  const splice = planSplice(before.manifest, edits);
  if (splice === undefined) return undefined;
  const needed = files.read(splice.isNeeded);
  const isTold = (file: SourceFile): boolean =>
    before.warnings.some(({ params }) => (params as { place?: Place }).place?.file === file.shownPath);
  // What was warned of may be mended.
  if (needed.some(isTold)) return undefined;
  const macros = knownIndex(project, before.manifest, macroFiles);
  const opened = openWorld({ ...project, problems: noProblems() }, macros, options);
  const spliced = spliceEdits(before.manifest, splice, { files: needed, ...opened });
  if (spliced === undefined) return undefined;
  const { nodes, sections, made } = spliced;
  const manifest = {
    ...before.manifest,
    ...sections,
    nodes: { ...before.manifest.nodes, ...Object.fromEntries(nodes) },
  };
  const values = valuesOf(made);
  return {
    ...same,
    changes: { nodes, parts: sections },
    manifest,
    macros,
    valuesOf: (id) => values.get(id) ?? valuesBefore(id),
  };
}

function isAny(): boolean {
  return true;
}

function knownIndex({ root, internalNames }: Project, { macros }: Manifest, files: readonly SourceFile[]): MacroIndex {
  // Each was the first of its name, or it would not be in the manifest.
  return indexMacros(knownMacros(Object.values(macros), files), root.name, internalNames, () => undefined);
}

async function locateFiles({ question, packages }: Project): Promise<readonly LocatedFile[]> {
  const located: LocatedFile[] = [];
  for (const { name, folder, shownFolder, settings, isInternal } of packages.values()) {
    const all = await findFiles(question.files, folder, settings.paths);
    const wanted = isInternal ? all.filter(isMacroFile) : all;
    located.push(...wanted.map((found) => ({ ...found, packageName: name, folder, shownFolder })));
  }
  return located;
}

interface OpenWorld {
  readonly world: ParseWorld;
  readonly contextOf: (packageName: string) => ParseContext;
}

function openWorld(project: Project, index: MacroIndex, options: ParseOptions): OpenWorld {
  const { root, problems, profile } = project;
  const session: Session = { work: undefined, outsideReads: new Map() };
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
    flagsKey: flagsKey(options),
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
  return { world, contextOf };
}

function parseFiles(
  project: Project,
  files: readonly SourceFile[],
  options: ParseOptions,
  cache: RenderCache | undefined,
): ParsedFiles {
  const { problems, root, internalNames } = project;
  const index = parseMacros({ files, rootName: root.name, internalNames, problems });
  const { world, contextOf } = openWorld(project, index, options);
  const parts = parseNodes({ files, world, contextOf, cache });
  const groups = parts.resources.flatMap(({ resource }) => (resource.resource_type === 'group' ? [resource.name] : []));
  checkNodes({ ...parts, groups }, world);
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
  const values = valuesOf(parts.nodes);
  const { errors, warnings } = problems;
  const counts = countResources(manifest);
  const valuesOfId: Parsed['valuesOf'] = (id) => values.get(id);
  return {
    parsed: { manifest, metadata, changes: NO_CHANGES, counts, errors, warnings, macros: index, valuesOf: valuesOfId },
    values,
    outsideReads: world.session.outsideReads,
    isVolatile,
  };
}

function valuesOf(nodes: readonly MadeNode[]): ReadonlyMap<string, NodeValues> {
  return new Map(
    nodes.map(({ work, config, test, isEnabled }) => {
      // A test whose model is missing is disabled, whatever its configuration says.
      const settled =
        (config.get('enabled') !== false) === isEnabled ? config : [...config, ['enabled', isEnabled] as const];
      return [work.uniqueId, { config: dictOf(settled), kwargs: test?.kwargs ?? null }];
    }),
  );
}

const DEFAULT_FLAGS: Readonly<Record<string, Json>> = {
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

function flagsKey({ flags }: ParseOptions): string {
  return canonicalJson(flags ?? {});
}

function flagsOf({ root }: Project, { flags }: ParseOptions): Dict {
  const ofProject = [...textEntries(root.settings.flags)].map(([key, value]): [string, Value] => [
    key.toUpperCase(),
    value,
  ]);
  const given = Object.entries({ ...DEFAULT_FLAGS, ...flags }).map(([key, value]): [string, Value] => [
    key,
    toValue(value),
  ]);
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
