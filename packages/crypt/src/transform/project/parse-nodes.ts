// Files and properties of a project to nodes, sources and resources, whose references are not resolved yet.
import { fail, renderPlace } from './errors.ts';
import { remember } from './cache/remembering.ts';
import type { RenderCache } from './cache/render-cache.ts';
import type { ParseContext } from './context/parse-context.ts';
import type { SourceFile } from './files/source-file.ts';
import type { FileChecksum, ResourceType } from './manifest.ts';
import { makeNode, type MadeNode, type NodeMaker } from './nodes/made-node.ts';
import { makeOperations, makeWork, makeWorks } from './nodes/make-works.ts';
import { openNameRules } from './nodes/relation-names.ts';
import { renderFindings } from './nodes/render-findings.ts';
import { textField } from './fields.ts';
import type { NodeWork } from './node-work.ts';
import type { ParseWorld } from './parse-world.ts';
import { testsKey } from './properties/columns.ts';
import { makeResources, type MadeResource } from './properties/make-resource.ts';
import { makeSources, type MadeSource } from './properties/make-source.ts';
import { overrideSources } from './properties/override-sources.ts';
import { readNodeProperties, type NodeProperties } from './properties/node-properties.ts';
import { readPropertyFile, type PropertyElement, type PropertyKey } from './properties/property-file.ts';
import { makeTest, type TestRequest } from './tests/make-test.ts';
import { openTemplateStore } from './tests/template-store.ts';
import { quoteOf } from './context/relation.ts';
import { versionText } from './to-data.ts';

export interface ParsedParts {
  readonly nodes: readonly MadeNode[];
  readonly sources: readonly MadeSource[];
  readonly resources: readonly MadeResource[];
  readonly macroProperties: readonly PropertyElement[];
}

export interface NodeInputs {
  readonly files: readonly SourceFile[];
  readonly world: ParseWorld;
  readonly contextOf: (packageName: string) => ParseContext;
  readonly cache: RenderCache | undefined;
}

interface Drafted {
  readonly work: NodeWork;
  readonly checksum: FileChecksum;
  readonly file: SourceFile;
}

const TYPE_OF_KEY: Readonly<Partial<Record<PropertyKey, ResourceType>>> = {
  models: 'model',
  seeds: 'seed',
  snapshots: 'snapshot',
  analyses: 'analysis',
  data_tests: 'test',
};

export function parseNodes({ files, world, contextOf, cache }: NodeInputs): ParsedParts {
  const maker = openMaker({ files, world, contextOf, cache });
  const drafts = files.flatMap((file) => draftsOf(file, world));
  for (const { work } of drafts)
    remember(
      cache,
      [work.uniqueId, work.originalPath, work.code],
      work.findings,
      world,
      () => renderFindings(work, work.code, contextOf(work.packageName), world) === 'rendered',
    );
  const elements = files.filter(({ kind }) => kind === 'properties').flatMap((file) => readPropertyFile(file, world));
  drafts.push(...elements.flatMap((element) => snapshotOf(element, world, contextOf)));
  const properties = elements.flatMap((element) =>
    element.key in TYPE_OF_KEY ? readNodeProperties(element, world) : [],
  );
  const isOn = (draft: Drafted): boolean => makeDraft(draft, undefined, maker).isEnabled;
  const matched = matchProperties(drafts, properties, isOn, world);
  const nodes = drafts.map((draft) => makeDraft(draft, matched.get(draft), maker));
  for (const operation of makeOperations(world)) {
    renderFindings(operation, operation.code, contextOf(operation.packageName), world);
    nodes.push(
      makeNode(
        operation,
        { checksum: { name: 'none', checksum: '' }, tags: [operation.hook], extra: { index: operation.index } },
        maker,
      ),
    );
  }
  const sources = overrideSources(elements, world).flatMap((element) => makeSources(element, world));
  const requests = [
    ...properties.flatMap((node) => testsOfNode(node, world)),
    ...sources.flatMap(({ tests }) => tests),
  ];
  for (const request of requests) {
    const test = makeTest(request, maker);
    if (test !== undefined) nodes.push(test);
  }
  const resources = elements.flatMap((element) => makeResources(element, contextOf(element.file.packageName), world));
  return { nodes, sources, resources, macroProperties: elements.filter(({ key }) => key === 'macros') };
}

/** Nodes of single files again, with their properties; without what else properties files make. */
export function remakeNodes({ files, world, contextOf, cache }: NodeInputs): readonly MadeNode[] {
  const maker = openMaker({ files, world, contextOf, cache });
  const drafts = files.flatMap((file) => draftsOf(file, world));
  for (const { work } of drafts) renderFindings(work, work.code, contextOf(work.packageName), world);
  const named = new Set(drafts.map(({ work }) => `${work.type} ${work.name}`));
  const properties = files
    .filter(({ kind }) => kind === 'properties')
    .flatMap((file) => readPropertyFile(file, world))
    .flatMap((element) => (element.key in TYPE_OF_KEY ? readNodeProperties(element, world) : []))
    .filter(({ element, fileNames }) => fileNames.some((name) => named.has(`${TYPE_OF_KEY[element.key]} ${name}`)));
  const isOn = (draft: Drafted): boolean => makeDraft(draft, undefined, maker).isEnabled;
  const matched = matchProperties(drafts, properties, isOn, world);
  return drafts.map((draft) => makeDraft(draft, matched.get(draft), maker));
}

function openMaker({ world, contextOf, cache }: NodeInputs): NodeMaker {
  return { world, contextOf, names: openNameRules(world, contextOf), templates: openTemplateStore(), cache };
}

function draftsOf(file: SourceFile, world: ParseWorld): Drafted[] {
  const checksum =
    file.checksum === undefined ? { name: 'path', checksum: file.path } : { name: 'sha256', checksum: file.checksum };
  return makeWorks(file, world).map((work) => ({ work, checksum, file }));
}

/** A snapshot that a properties file defines by its `relation`. */
function snapshotOf(element: PropertyElement, world: ParseWorld, contextOf: NodeInputs['contextOf']): Drafted[] {
  const relation = element.key === 'snapshots' ? textField(element.unrendered, 'relation') : undefined;
  if (relation === undefined) return [];
  const { file, name } = element;
  const folders = file.relativePath.split('/').slice(0, -1);
  const path = `${file.relativePath}/${name}.sql`;
  const parts = {
    type: 'snapshot' as const,
    packageName: file.packageName,
    path,
    originalPath: file.path,
    shownPath: file.shownPath,
    name,
  };
  const work = makeWork(
    { ...parts, fqn: [file.packageName, ...folders, name], code: `select * from {{ ${relation} }}` },
    world,
  );
  renderFindings(
    work,
    work.code,
    contextOf(work.packageName),
    world,
    element.yaml.placeOf([...element.path, 'relation']),
  );
  return [{ work, checksum: { name: 'sha256', checksum: file.checksum ?? '' }, file }];
}

/** Which properties belong to which file: those of the same package first. */
function matchProperties(
  drafts: readonly Drafted[],
  properties: readonly NodeProperties[],
  isOn: (draft: Drafted) => boolean,
  world: ParseWorld,
): Map<Drafted, NodeProperties> {
  const byName = new Map<string, Drafted[]>();
  for (const draft of drafts) {
    const key = `${draft.work.type} ${draft.work.name}`;
    byName.set(key, [...(byName.get(key) ?? []), draft]);
  }
  const matched = new Map<Drafted, NodeProperties>();
  for (const node of properties) {
    const found =
      node.fileNames
        .map((name) => byName.get(`${TYPE_OF_KEY[node.element.key]} ${name}`) ?? [])
        .find((list) => list.length > 0) ?? [];
    const own = found.filter(({ work }) => work.packageName === node.element.file.packageName);
    const others = found.filter((draft) => !own.includes(draft));
    // As in dbt properties of a node that is off are those of one of its name that is on, of another package.
    const standIn = others.length === 0 || own.some(isOn) ? undefined : others.find(isOn);
    const chosen = standIn !== undefined ? [standIn] : own.length > 0 ? own : found.slice(0, 1);
    if (chosen.length === 0) warnUnused(node, byName, world);
    for (const draft of chosen) {
      const before = matched.get(draft);
      if (before === undefined) matched.set(draft, node);
      else tellTwice(node, before, world);
    }
  }
  return matched;
}

function warnUnused(
  { element, name }: NodeProperties,
  byName: ReadonlyMap<string, unknown>,
  { problems }: ParseWorld,
): void {
  const other = (['model', 'seed', 'snapshot'] as const).find((type) => byName.has(`${type} ${name}`));
  const type = TYPE_OF_KEY[element.key] ?? '';
  const reason =
    other === undefined
      ? `there is no ${type} '${name}' for these properties`
      : `'${name}' is a ${other}, and its properties stand below '${element.key}'`;
  problems.warnings.push(fail('PROJECT_UNUSED', { reason, place: element.yaml.placeOf(element.path) }));
}

function tellTwice({ element, name }: NodeProperties, before: NodeProperties, { problems }: ParseWorld): void {
  const first = renderPlace(before.element.yaml.placeOf(before.element.path)).replace(/: $/, '');
  problems.errors.push(
    fail('PROJECT_DUPLICATE', {
      reason: `'${name}' has properties twice, first at ${first}`,
      place: element.yaml.placeOf(element.path),
    }),
  );
}

function makeDraft(
  { work, checksum, file }: Drafted,
  properties: NodeProperties | undefined,
  maker: NodeMaker,
): MadeNode {
  const version = versionText(properties?.version);
  const renamed =
    properties === undefined || version === undefined ? work : versioned(work, properties.name, version, maker.world);
  const extra = work.type === 'seed' ? { root_path: file.folder } : {};
  return makeNode(renamed, { checksum, properties, extra }, maker);
}

/** A file of a version is a node of the versioned model. */
function versioned(work: NodeWork, name: string, version: string, world: ParseWorld): NodeWork {
  const made = makeWork(
    { ...work, name, fqn: [...work.fqn.slice(0, -1), name, `v${version}`] },
    world,
    `model.${work.packageName}.${name}.v${version}`,
  );
  return { ...made, findings: work.findings };
}

function testsOfNode(node: NodeProperties, world: ParseWorld): TestRequest[] {
  const { element } = node;
  if (element.key === 'analyses' || element.key === 'data_tests') return [];
  const shared = { element, version: node.version };
  const quote = quoteOf(world.profile.type);
  const ofColumns = node.columns.flatMap((column) =>
    column.tests.map((definition, index): TestRequest => {
      const columnName = (column.quote ?? node.quotesColumns) ? quote + column.name + quote : column.name;
      return {
        ...shared,
        definition,
        path: [...column.path, testsKey(column.value), index],
        columnName,
        tags: column.tags,
      };
    }),
  );
  const own = node.tests.map((definition, index): TestRequest => ({
    ...shared,
    definition,
    path: [...node.testsPath, index],
    columnName: null,
    tags: [],
  }));
  return [...ofColumns, ...own];
}
