// Exposures, groups, unit tests, metrics, semantic models and saved queries: kept as the files say them.
import { renderSync } from '../../jinja/render.ts';
import { parseTemplate } from '../../jinja/syntax/parse-template.ts';
import { isCryptError } from '../../../kernel/crypt-error.ts';
import { nodeConfig } from '../config/node-config.ts';
import type { Config, ReadonlyConfig } from '../config/config-map.ts';
import type { ParseContext } from '../context/parse-context.ts';
import { nearest } from '../../../kernel/did-you-mean.ts';
import { fail } from '../errors.ts';
import { dictField, fieldOf, listField, textEntries, textField, textsOf } from '../fields.ts';
import type { Json } from '../../../kernel/parse-json.ts';
import type { JsonObject, ManifestResource } from '../manifest.ts';
import { makeWork } from '../nodes/make-works.ts';
import { PARSE_OPTIONS } from '../nodes/render-findings.ts';
import type { Findings } from '../node-work.ts';
import type { ParseWorld } from '../parse-world.ts';
import { placed } from '../settings/render-yaml.ts';
import { mapToObject, toData, toObject, toValue } from '../to-data.ts';
import type { Dict, Value } from '../../jinja/values/value.ts';
import type { PropertyElement } from './property-file.ts';
import { metricFields, savedQueryFields, semanticModelFields } from './semantic-fields.ts';

type ResourceKind = ManifestResource['resource_type'];

const KINDS: Readonly<Partial<Record<PropertyElement['key'], ResourceKind>>> = {
  exposures: 'exposure',
  groups: 'group',
  unit_tests: 'unit_test',
  semantic_models: 'semantic_model',
  metrics: 'metric',
  saved_queries: 'saved_query',
};

export interface MadeResource {
  readonly resource: ManifestResource;
  readonly element: PropertyElement;
  readonly findings: Findings;
  readonly isEnabled: boolean;
}

/** What an element stands for: itself, and the metrics that a semantic model asks for by `create_metric`. */
export function makeResources(
  element: PropertyElement,
  context: ParseContext,
  world: ParseWorld,
): readonly MadeResource[] {
  const made = makeResource(element, context, world);
  if (made === undefined) return [];
  if (element.key !== 'semantic_models') return [made];
  const metrics = measureMetrics(element, made).flatMap((metric) => makeResource(metric, context, world) ?? []);
  return [made, ...metrics];
}

/** A simple metric for each measure that wants one, with the model's meta. */
function measureMetrics(element: PropertyElement, { resource, isEnabled }: MadeResource): readonly PropertyElement[] {
  const meta = toValue(resource.config?.['meta'] ?? {});
  return listField(element.value, 'measures').flatMap((measure) => {
    const name = textField(measure, 'name');
    if (name === undefined || fieldOf(measure, 'create_metric') !== true) return [];
    const value = dictOf({
      name,
      label: textField(measure, 'label') ?? name,
      type: 'simple',
      type_params: dictOf({ measure: name, expr: fieldOf(measure, 'expr') ?? name }),
      description: textField(measure, 'description') ?? `Metric created from measure ${name}`,
      config: dictOf({ enabled: isEnabled, meta }),
    });
    return [{ ...element, key: 'metrics', name, value, unrendered: value } as const];
  });
}

function dictOf(fields: Readonly<Record<string, Value>>): Dict {
  return { kind: 'dict', values: new Map(Object.entries(fields)), keys: undefined };
}

/** Undefined for an element of another kind. */
function makeResource(element: PropertyElement, context: ParseContext, world: ParseWorld): MadeResource | undefined {
  const kind = KINDS[element.key];
  if (kind === undefined) return undefined;
  const { value, file, name } = element;
  const { packageName } = file;
  const folders = file.relativePath.split('/').slice(0, -1);
  const model = textField(value, 'model') ?? '';
  const fqn = [packageName, ...folders, ...(kind === 'unit_test' ? [model] : []), name];
  const config = configOf(element, kind, fqn, world);
  const parts = {
    type: kind,
    packageName,
    path: file.relativePath,
    originalPath: file.path,
    shownPath: file.shownPath,
    name,
    fqn,
    code: '',
  };
  checkResource(element, world);
  const work = makeWork(parts, world, kind === 'unit_test' ? `unit_test.${packageName}.${model}.${name}` : undefined);
  for (const reference of referencesOf(element, kind))
    findReferences(reference, element, context, world, () => (world.session.work = work));
  if (kind === 'unit_test') work.findings.refs.unshift({ name: model, package: null, version: null });
  const own = Object.fromEntries(
    [...textEntries(value)].filter(([key]) => !KEPT_ELSEWHERE.has(key)).map(([key, item]) => [key, toData(item)]),
  );
  const base = {
    name,
    resource_type: kind,
    package_name: packageName,
    path: file.relativePath,
    original_file_path: file.path,
    unique_id: work.uniqueId,
  };
  const resource: ManifestResource = {
    ...base,
    ...OWN_DEFAULTS[kind],
    ...own,
    ...shapeOf(kind, own, element, config, work.findings, fqn, world),
  };
  return { resource, element, findings: work.findings, isEnabled: kind === 'group' || config.get('enabled') !== false };
}

const EXPOSURE_TYPES = ['dashboard', 'notebook', 'analysis', 'ml', 'application'];

/** What dbt cannot do without. */
function checkResource(element: PropertyElement, { problems }: ParseWorld): void {
  const { name, value, yaml, path } = element;
  const refuse = (reason: string, key: string, advice?: string): void =>
    void problems.errors.push(fail('PROJECT_PROPERTY', { reason, place: yaml.placeOf([...path, key]), advice }));
  if (element.key === 'unit_tests')
    for (const key of ['model', 'given', 'expect'])
      if (fieldOf(value, key) === undefined) refuse(`the unit test '${name}' has no '${key}'`, key);
  const type = textField(value, 'type');
  if (element.key === 'exposures' && (type === undefined || !EXPOSURE_TYPES.includes(type))) {
    const near = type === undefined ? undefined : nearest(type, EXPOSURE_TYPES);
    const advice = near === undefined ? undefined : `did you mean '${near}'?`;
    refuse(`'type' of the exposure '${name}' is one of ${EXPOSURE_TYPES.join(', ')}`, 'type', advice);
  }
  const owner = fieldOf(value, 'owner');
  const isOwned = element.key === 'exposures' || element.key === 'groups';
  if (isOwned && textField(owner, 'name') === undefined && textField(owner, 'email') === undefined)
    refuse(`the ${element.key.replace(/s$/, '')} '${name}' has no owner with a name or an email`, 'owner');
}

/** Fields that are there even when the file does not have them. */
const OWN_DEFAULTS: Readonly<Record<ResourceKind, JsonObject>> = {
  exposure: { description: '', label: null, maturity: null, url: null, unrendered_config: {} },
  group: { description: null },
  unit_test: { description: '', version: null, versions: null },
  metric: { description: '', label: null, time_granularity: null, unrendered_config: {} },
  semantic_model: { description: null, label: null, defaults: null, primary_entity: null, unrendered_config: {} },
  saved_query: { description: null, label: null, unrendered_config: {} },
};

function shapeOf(
  kind: ResourceKind,
  own: JsonObject,
  { value }: PropertyElement,
  config: ReadonlyConfig,
  { refs, sources, metrics }: Findings,
  fqn: readonly string[],
  { invocation, profile }: ParseWorld,
): Partial<ManifestResource> {
  if (kind === 'group')
    return { config: { meta: toObject(fieldOf(dictField(value, 'config'), 'meta') ?? fieldOf(value, 'meta')) } };
  const ordered = kind === 'exposure' ? new Map(config).set('tags', tagsOf(kind, config)) : config;
  const base = { fqn, config: mapToObject(ordered), created_at: invocation.startedMs / 1000 };
  if (kind === 'unit_test') {
    const overrides = toObject(fieldOf(value, 'overrides'));
    return {
      ...base,
      schema: profile.schema,
      given: (Array.isArray(own['given']) ? own['given'] : []).map(fixtureOf),
      expect: fixtureOf(own['expect'] ?? {}),
      overrides:
        fieldOf(value, 'overrides') === undefined ? null : { macros: {}, vars: {}, env_vars: {}, ...overrides },
    };
  }
  const meta = toObject(config.get('meta'));
  const tags = tagsOf(kind, config);
  const group = (config.get('group') as string | null | undefined) ?? null;
  if (kind === 'semantic_model') return { ...base, ...semanticModelFields(own, meta), refs, group };
  if (kind === 'saved_query') return { ...base, ...savedQueryFields(own, base.config, profile), refs, tags, group };
  const described = { ...base, refs, meta, tags, sources, metrics };
  if (kind === 'exposure')
    return { ...described, owner: { email: null, name: null, ...toObject(fieldOf(value, 'owner')) } };
  return { ...described, ...metricFields(own), group };
}

/** Tags of exposures and saved queries are in the order of their names, each once. */
function tagsOf(kind: ResourceKind, config: ReadonlyConfig): string[] {
  const tags = textsOf(config.get('tags'));
  return kind === 'metric' ? tags : [...new Set(tags)].toSorted();
}

function fixtureOf(data: Json): JsonObject {
  const given = typeof data === 'object' && data !== null && !Array.isArray(data) ? (data as JsonObject) : {};
  return { fixture: null, format: 'dict', ...given };
}

const KEPT_ELSEWHERE = new Set(['name', 'config', 'tags', 'meta', 'group', 'enabled', 'depends_on']);

function configOf(
  { value, file }: PropertyElement,
  type: ResourceKind,
  fqn: readonly string[],
  world: ParseWorld,
): ReadonlyConfig {
  const properties: Config = new Map(textEntries(dictField(value, 'config')));
  for (const key of ['tags', 'meta', 'group', 'enabled']) {
    const beside = fieldOf(value, key);
    if (beside !== undefined && !properties.has(key)) properties.set(key, beside);
  }
  const own = world.packages.get(file.packageName)?.settings ?? world.root.settings;
  return nodeConfig({ type, fqn, own, root: world.root.settings, aliases: {}, properties });
}

/** Texts such as `ref('orders')`. */
function referencesOf({ value }: PropertyElement, kind: ResourceKind): readonly string[] {
  if (kind === 'exposure') return textsOf(fieldOf(value, 'depends_on'));
  if (kind === 'semantic_model') return textsOf(fieldOf(value, 'model'));
  if (kind === 'unit_test')
    return listField(value, 'given').flatMap((given) =>
      textsOf(fieldOf(given, 'input')).filter((input) => input.trim() !== 'this'),
    );
  return [];
}

function findReferences(
  text: string,
  element: PropertyElement,
  context: ParseContext,
  world: ParseWorld,
  begin: () => unknown,
): void {
  try {
    begin();
    renderSync(
      parseTemplate(text.includes('{{') ? text : `{{ ${text} }}`, element.file.shownPath),
      context,
      PARSE_OPTIONS,
    );
  } catch (error) {
    if (!isCryptError(error)) throw error;
    world.problems.errors.push(placed(error, element.yaml.placeOf(element.path)));
  } finally {
    world.session.work = undefined;
  }
}
