// A project to its manifest.
import type { Json } from '../../kernel/parse-json.ts';
import { modules } from '../jinja/modules/modules.ts';
import { dictOf } from '../jinja/values/dict.ts';
import type { Dict, Value } from '../jinja/values/value.ts';
import type { CryptError } from '../../kernel/crypt-error.ts';
import { assembleManifest } from './assemble-manifest.ts';
import { openParseContext, type ParseContext } from './context/parse-context.ts';
import { textEntries } from './fields.ts';
import { findFiles } from './files/find-files.ts';
import { readSourceFiles, type SourceFile } from './files/source-file.ts';
import { splitBlocks } from './files/split-blocks.ts';
import { adapterTypesOf } from './macros/dispatch.ts';
import type { MacroIndex } from './macros/macro-index.ts';
import type { Manifest, ManifestDoc } from './manifest.ts';
import { renderFindings } from './nodes/render-findings.ts';
import { parseMacros } from './parse-macros.ts';
import { parseNodes, type ParsedParts, type Render } from './parse-nodes.ts';
import type { ParseWorld } from './parse-world.ts';
import type { Project } from './read-project.ts';
import { md5 } from './tests/test-name.ts';
import { toValue } from './to-data.ts';

export interface ParseOptions {
  readonly invocationId: string;
  /** Milliseconds since 1970 UTC. */
  readonly startedMs: number;
  /** Flags of the command, by name in upper case: `FULL_REFRESH`, `WHICH`. */
  readonly flags?: { readonly [name: string]: Json };
}

export interface Parsed {
  readonly manifest: Manifest;
  /** In the order in which they were found; nothing may run when there is one. */
  readonly errors: readonly CryptError[];
  readonly warnings: readonly CryptError[];
  /** Macros of all packages, for the run. */
  readonly macros: MacroIndex;
  /** By unique id: what templates read, where plain data would lose the difference of 1 and 1.0. */
  readonly values: ReadonlyMap<string, NodeValues>;
}

export interface NodeValues {
  readonly config: Dict;
  /** Arguments of a generic test. */
  readonly kwargs: Value;
}

export async function parseProject(project: Project, options: ParseOptions): Promise<Parsed> {
  const files = await readAllFiles(project);
  return parseFiles(project, files, options);
}

export async function readAllFiles(project: Project): Promise<readonly SourceFile[]> {
  const { question, packages, problems } = project;
  const found: SourceFile[] = [];
  for (const { name, folder, shownFolder, settings, isInternal } of packages.values()) {
    const all = await findFiles(question.files, folder, settings.paths);
    const wanted = isInternal ? all.filter(({ kind }) => kind === 'macro' || kind === 'generic test') : all;
    found.push(...(await readSourceFiles(question.files, { packageName: name, folder, shownFolder }, wanted, problems)));
  }
  return found;
}

export function parseFiles(project: Project, files: readonly SourceFile[], options: ParseOptions, render?: (world: ParseWorld) => Render): Parsed {
  const { root, internalNames, problems, profile } = project;
  const index = parseMacros({ files, rootName: root.name, internalNames, problems });
  const world: ParseWorld = {
    root,
    packages: project.packages,
    profile,
    index,
    dispatch: { settings: root.settings.dispatch, adapterTypes: adapterTypesOf(profile.type) },
    environment: project.question.environment,
    givenVars: project.givenVars,
    invocation: { id: options.invocationId, startedMs: options.startedMs, flags: flagsOf(project, options) },
    problems,
    session: { work: undefined, environmentReads: new Map() },
    modules: modules({ nowMs: () => options.startedMs }),
  };
  const contexts = new Map<string, ParseContext>();
  const contextOf = (packageName: string): ParseContext => {
    const known = contexts.get(packageName);
    if (known !== undefined) return known;
    const made = openParseContext(world, project.packages.get(packageName) ?? root);
    contexts.set(packageName, made);
    return made;
  };
  const plainly: Render = (work, _file, context) => void renderFindings(work, work.code, context, world);
  const parts = parseNodes({ files, world, contextOf, render: render?.(world) ?? plainly });
  const docs = files.filter(({ kind }) => kind === 'docs').flatMap((file) => docsOf(file, world));
  const metadata = metadataOf(project, options);
  const manifest = assembleManifest({ parts, docs, world, contextOf, selectors: project.selectors, metadata });
  return { manifest, errors: problems.errors, warnings: problems.warnings, macros: index, values: valuesOf(parts) };
}

function valuesOf({ nodes }: ParsedParts): ReadonlyMap<string, NodeValues> {
  return new Map(nodes.map(({ work, config, test }) => [work.uniqueId, { config: dictOf(config), kwargs: test?.kwargs ?? null }]));
}

const FLAGS: Readonly<Record<string, Json>> = {
  FULL_REFRESH: false, STORE_FAILURES: false, EMPTY: false, WHICH: 'parse', USE_COLORS: false, VERSION_CHECK: true, FAIL_FAST: false,
  PRINT: true, INDIRECT_SELECTION: 'eager', WARN_ERROR: null, CACHE_SELECTED_ONLY: false, INTROSPECT: true, DEFER: false,
};

function flagsOf({ root }: Project, { flags }: ParseOptions): Dict {
  const ofProject = [...textEntries(root.settings.flags)].map(([key, value]): [string, Value] => [key.toUpperCase(), value]);
  const given = Object.entries({ ...FLAGS, ...flags }).map(([key, value]): [string, Value] => [key, toValue(value)]);
  return dictOf([...given, ...ofProject.filter(([key]) => flags === undefined || !Object.hasOwn(flags, key))]);
}

function docsOf(file: SourceFile, { problems }: ParseWorld): ManifestDoc[] {
  return splitBlocks(file.text, 'docs', file.shownPath, problems).map(({ name, inside }) => ({
    name, resource_type: 'doc', package_name: file.packageName, path: file.relativePath, original_file_path: file.path,
    unique_id: `doc.${file.packageName}.${name}`, block_contents: inside.trim(),
  }));
}

function metadataOf({ root, profile, question }: Project, { invocationId, startedMs }: ParseOptions): Manifest['metadata'] {
  const prefix = 'DBT_ENV_CUSTOM_ENV_';
  const env = Object.entries(question.environment).filter(([name, value]) => name.startsWith(prefix) && value !== undefined);
  return {
    dbt_schema_version: 'https://schemas.getdbt.com/dbt/manifest/v12.json',
    dbt_version: '1.11.14',
    generated_at: new Date(startedMs).toISOString(),
    invocation_id: invocationId,
    project_name: root.name,
    project_id: md5(root.name),
    adapter_type: profile.type,
    env: Object.fromEntries(env.map(([name, value]) => [name.slice(prefix.length), value ?? ''])),
  };
}

