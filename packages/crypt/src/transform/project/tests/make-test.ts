// Generic tests of properties files to nodes.
import { nearest } from '../../../kernel/did-you-mean.ts';
import { isCryptError } from '../../../kernel/crypt-error.ts';
import { renderNative, renderSync } from '../../jinja/render.ts';
import { MacroReturn } from '../../jinja/run/macro.ts';
import { hasTags, parseTemplate } from '../../jinja/syntax/parse-template.ts';
import { dictOf } from '../../jinja/values/dict.ts';
import { reprOf } from '../../jinja/values/repr.ts';
import { orElse, type Dict, type Value } from '../../jinja/values/value.ts';
import { remember } from '../cache/remembering.ts';
import { encodeValue } from '../cache/value-code.ts';
import { addCall, type Config } from '../config/config-map.ts';
import type { ParseContext } from '../context/parse-context.ts';
import { fail } from '../errors.ts';
import { fieldOf, textsOf } from '../fields.ts';
import type { TestMetadata } from '../manifest.ts';
import { resolveMacro } from '../macros/find-macro.ts';
import { makeNode, type MadeNode, type NodeMaker, type TestParts } from '../nodes/made-node.ts';
import { makeWork } from '../nodes/make-works.ts';
import { PARSE_OPTIONS } from '../nodes/render-findings.ts';
import type { NodeWork } from '../node-work.ts';
import type { PropertyElement } from '../properties/property-file.ts';
import { placed } from '../settings/render-yaml.ts';
import { toData, versionText } from '../to-data.ts';
import type { YamlPath } from '../yaml/read-yaml.ts';
import { isPlain, renderTestArguments, TEST_ARGUMENTS, testMacroName } from './test-arguments.ts';
import { parseTestDefinition, type TestDefinition } from './test-definition.ts';
import { testHash, testName } from './test-name.ts';

/** What is to be tested, and where that was written. */
export interface TestRequest {
  readonly element: PropertyElement;
  readonly definition: Value;
  readonly path: YamlPath;
  readonly columnName: string | null;
  readonly tags: readonly string[];
  /** A table of a source, instead of a node. */
  readonly table?: string;
  readonly version?: Value;
}

/** Undefined when it cannot be: the problem is in the world's. */
export function makeTest(request: TestRequest, maker: NodeMaker): MadeNode | undefined {
  const { element } = request;
  try {
    return build(request, maker);
  } catch (error) {
    if (!isCryptError(error)) throw error;
    maker.world.problems.errors.push(placed(error, element.yaml.placeOf(request.path)));
    return undefined;
  } finally {
    maker.world.session.work = undefined;
  }
}

function build(request: TestRequest, maker: NodeMaker): MadeNode {
  const { world, contextOf } = maker;
  const { element } = request;
  const { packageName } = element.file;
  const hasArguments = fieldOf(world.root.settings.flags, 'require_generic_test_arguments_property') !== false;
  const definition = parseTestDefinition(request.definition, request.columnName, hasArguments);
  const { name, namespace } = definition;
  const kwargs = dictOf([...(definition.args.values as Map<string, Value>), ['model', modelTemplate(request)]]);
  const names = testName(testPrefix(request, definition), targetName(request), kwargs);
  const full = definition.customName ?? names.full;
  const short = definition.customName ?? names.short;
  const context = contextOf(packageName);
  const config = renderConfig(definition.config, context);
  if (short !== full && !config.has('alias')) config.set('alias', short);
  const code = rawCode(definition, config);
  const work = testWork(request, maker, { full, short, code, hash: testHash(full, namespace, name, kwargs) });
  const macro = resolveMacro(world.index, namespace ?? packageName, `test_${name}`);
  if (macro !== undefined) work.findings.macros.add(macro.uniqueId);
  else if (!STANDARD.has(name)) warnMissing(request, definition, maker);
  const where = resolveMacro(world.index, packageName, 'get_where_subquery');
  const isQuick =
    STANDARD_QUICK.has(name) &&
    [macro, where].every((of) => of === undefined || world.index.internalPackages.has(of.packageName)) &&
    isPlain(definition.args);
  if (isQuick) {
    addTarget(request, work);
    if (name === 'accepted_values' && where !== undefined) work.findings.macros.add(where.uniqueId);
  } else {
    const key = ['test', packageName, code, encodeValueText(kwargs)];
    remember(maker.cache, key, work.findings, world, () => (renderTest(work, kwargs, context, maker), true));
  }
  const metadata: TestMetadata = { name, kwargs: toData(kwargs) as TestMetadata['kwargs'], namespace };
  const test: TestParts = {
    metadata,
    kwargs,
    columnName: request.columnName,
    fileKeyName: fileKeyName(request),
    description: definition.description,
    attachedNode: null,
    placeOf: () => element.yaml.placeOf(request.path),
    hasBareArguments: hasArguments && definition.hasBareArguments,
    hasConfigBeside: definition.hasConfigBeside,
  };
  const tags = [...new Set([...request.tags, ...textsOf(config.get('tags'))])].toSorted();
  return makeNode(
    work,
    { checksum: { name: 'none', checksum: '' }, calls: isQuick ? config : allCalls(config, work), test, tags },
    maker,
  );
}

/** The properties' configuration, what the macro's config() said, and the properties' again, as it stands after the call. */
function allCalls(config: Config, { findings }: NodeWork): Config {
  const calls: Config = new Map(config);
  addCall(calls, findings.calls);
  addCall(calls, config);
  return calls;
}

/** As text that tells all arguments apart. */
function encodeValueText(kwargs: Dict): string {
  return JSON.stringify(encodeValue(kwargs) ?? reprOf(kwargs));
}

/** Tests that every engine has. */
const STANDARD = new Set(['unique', 'not_null', 'accepted_values', 'relationships']);
/** Their macros refer to nothing but what they test. */
const STANDARD_QUICK = new Set(['unique', 'not_null', 'accepted_values']);

function modelTemplate({ element, table, version }: TestRequest): string {
  if (table !== undefined) return `{{ get_where_subquery(source('${element.name}', '${table}')) }}`;
  const text = versionText(version);
  return `{{ get_where_subquery(ref('${element.name}'${text === undefined ? '' : `, version='${text}'`})) }}`;
}

function targetName({ element, table, version }: TestRequest): string {
  if (table !== undefined) return `${element.name}_${table}`;
  const text = versionText(version);
  return text === undefined ? element.name : `${element.name}_v${text}`;
}

function testPrefix({ table }: TestRequest, { name, namespace }: TestDefinition): string {
  const test = table === undefined ? name : `source_${name}`;
  return namespace === null ? test : `${namespace}_${test}`;
}

function fileKeyName({ element }: TestRequest): string {
  return `${element.key}.${element.name}`;
}

interface Written {
  readonly full: string;
  readonly short: string;
  readonly code: string;
  readonly hash: string;
}

function testWork({ element }: TestRequest, { world }: NodeMaker, { full, short, code, hash }: Written): NodeWork {
  const { packageName, path: originalPath, shownPath } = element.file;
  const folders = originalPath.split('/').slice(1, -1);
  const fqn = [packageName, ...folders, full];
  // As the compiled file is called: dbt puts it below the name of the properties file.
  const parts = {
    type: 'test' as const,
    packageName,
    path: `${short}.sql`,
    originalPath,
    shownPath,
    name: full,
    fqn,
    code,
  };
  return makeWork(parts, world, `test.${packageName}.${full}.${hash}`);
}

function addTarget({ element, table, version }: TestRequest, { findings }: NodeWork): void {
  if (table !== undefined) findings.sources.push([element.name, table]);
  else
    findings.refs.push({
      name: element.name,
      package: null,
      version: typeof version === 'number' ? version : (versionText(version) ?? null),
    });
}

function renderConfig(config: Config, context: ParseContext): Config {
  const rendered: Config = new Map();
  for (const [key, value] of config) {
    const result =
      typeof value === 'string' && hasTags(value)
        ? renderNative(parseTemplate(value, key), context, PARSE_OPTIONS)
        : value;
    if (result !== null) rendered.set(key, result);
  }
  return rendered;
}

/** The test's template: a call of its macro, and its configuration. */
function rawCode({ name, namespace }: TestDefinition, config: Config): string {
  const settings = [...config].map(
    ([key, value]) =>
      `${key}=${typeof value === 'string' ? `"${value.replaceAll('"', String.raw`\"`)}"` : reprOf(value)}`,
  );
  const call = `{{ ${testMacroName(name, namespace)}(**${TEST_ARGUMENTS}) }}`;
  return settings.length === 0 ? call : `${call}{{ config(${settings.join(',')}) }}`;
}

/** What a test sees of these while it is parsed is dbt's own, whatever macro of the name a project has; a run takes the macro. */
const STANDARD_CALLS = new Set(['ref', 'source', 'config']);

function renderTest(work: NodeWork, kwargs: Dict, context: ParseContext, { world, templates }: NodeMaker): void {
  world.session.work = work;
  const builtIn = (key: string): Value | undefined => (STANDARD_CALLS.has(key) ? context.fixed(key) : undefined);
  const get = (key: string): Value | undefined => orElse(builtIn(key), context.get(key));
  const render = (template: string): Value =>
    hasTags(template) ? renderNative(templates(template), { ...context, get }, PARSE_OPTIONS) : template;
  const names = new Map<string, Value>([[TEST_ARGUMENTS, renderTestArguments(kwargs, render)]]);
  const { name, namespace } = nameOfCall(work.code);
  // What the test is configured with has been read; the macro alone may refer to more.
  const call = templates(`{{ ${testMacroName(name, namespace)}(**${TEST_ARGUMENTS}) }}`);
  try {
    renderSync(
      call,
      { ...context, get: (key) => orElse(names.get(key), orElse(get(key), testMacro(key, context))) },
      PARSE_OPTIONS,
    );
  } catch (error) {
    if (!(error instanceof MacroReturn)) throw error;
  }
}

function nameOfCall(code: string): { readonly name: string; readonly namespace: string | null } {
  const found = /^\{\{ (?:(\w+)\.)?test_(\w+)\(/.exec(code);
  return { namespace: found?.[1] ?? null, name: found?.[2] ?? '' };
}

/** A test's macro may be of any package, as properties files name macros. */
function testMacro(name: string, { namespace }: ParseContext): Value | undefined {
  return name.startsWith('test_') ? resolveMacro(namespace.index, namespace.packageName, name)?.call : undefined;
}

function warnMissing({ element, path }: TestRequest, { name, namespace }: TestDefinition, { world }: NodeMaker): void {
  const known = [...world.index.all.values()]
    .filter((macro) => macro.name.startsWith('test_'))
    .map((macro) => macro.name.slice(5));
  const near = nearest(name, [...known, ...STANDARD]);
  const advice = near === undefined ? undefined : `did you mean '${near}'?`;
  const reason = `there is no test '${namespace === null ? name : `${namespace}.${name}`}'`;
  world.problems.warnings.push(
    fail('PROJECT_TEST', { reason, place: element.yaml.placeOf(path), advice, isSilentInDbt: true }),
  );
}
