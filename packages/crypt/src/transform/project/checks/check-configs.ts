// Configuration that nothing asks for: keys of config(), of `config:` and of dbt_project.yml, and folders there that no node is in.
import { nearest } from '../../../kernel/did-you-mean.ts';
import type { Dict, Value } from '../../jinja/values/value.ts';
import { SECTION } from '../config/node-config.ts';
import { fail, type Place } from '../errors.ts';
import { dictField, isDict, textEntries } from '../fields.ts';
import { configPlace } from '../graph/reference-place.ts';
import type { MacroIndex } from '../macros/macro-index.ts';
import type { ParsedParts } from '../parse-nodes.ts';
import type { ParseWorld } from '../parse-world.ts';
import type { PropertyElement } from '../properties/property-file.ts';
import { CONFIG_KEYS, type ConfigKey } from '../settings/project-settings.ts';
import { CONFIG_NAMES } from './known-keys.ts';

/** Keys that were looked at, each told of once: what one node says, a hundred say. */
interface Seen {
  readonly world: ParseWorld;
  readonly keys: Map<string, boolean>;
}

export function checkConfigs(parts: ParsedParts, world: ParseWorld): void {
  const seen: Seen = { world, keys: new Map() };
  checkProject(parts, seen);
  checkEach(parts.nodes, seen);
}

/** The same without dbt_project.yml, for nodes of files that were edited. */
export function checkNodeConfigs(nodes: ParsedParts['nodes'], world: ParseWorld): void {
  checkEach(nodes, { world, keys: new Map() });
}

function checkEach(nodes: ParsedParts['nodes'], seen: Seen): void {
  const elements = new Set<PropertyElement>();
  for (const { work, properties, test } of nodes) {
    if (work.packageName !== seen.world.root.name || test !== undefined) continue;
    for (const key of work.findings.calls.keys()) tellKey(seen, key, work.type, () => configPlace(work, key));
    if (properties !== undefined && !elements.has(properties.element)) {
      elements.add(properties.element);
      checkElementConfig(properties.element, work.type, seen);
    }
  }
}

function checkElementConfig({ value, yaml, path }: PropertyElement, type: string, seen: Seen): void {
  for (const [key] of textEntries(dictField(value, 'config')))
    tellKey(seen, key, type, () => yaml.placeOf([...path, 'config', key]));
}

function tellKey({ world, keys }: Seen, key: string, type: string, placeOf: () => Place): void {
  if (CONFIG_NAMES.has(key) || keys.has(key)) return;
  const isNamed = isNamedByMacro(key, world.index);
  keys.set(key, isNamed);
  if (isNamed) return;
  const near = nearest(key, [...CONFIG_NAMES]);
  const reason = `'${key}' is no configuration of a ${type.replaceAll('_', ' ')}, and no macro asks for it`;
  const advice = near === undefined ? "what is your own stands below 'meta:'" : `did you mean '${near}'?`;
  world.problems.warnings.push(fail('PROJECT_CONFIG', { reason, place: placeOf(), advice, isSilentInDbt: true }));
}

/** A key that a macro names is the macro's matter: `config.get('location')`. */
function isNamedByMacro(key: string, index: MacroIndex): boolean {
  for (const { text } of index.all.values()) if (text.includes(`'${key}'`) || text.includes(`"${key}"`)) return true;
  return false;
}

function checkProject(parts: ParsedParts, seen: Seen): void {
  const { settings } = seen.world.root;
  const used = new Set<Dict>();
  for (const { work } of parts.nodes) markPath(settings.configs[SECTION[work.type] ?? 'models'], work.fqn, used);
  for (const { source } of parts.sources) markPath(settings.configs.sources, source.fqn, used);
  for (const { resource } of parts.resources) {
    const section = SECTION[resource.resource_type];
    const { fqn } = resource as { readonly fqn?: readonly string[] };
    if (section !== undefined && fqn !== undefined) markPath(settings.configs[section], fqn, used);
  }
  for (const key of CONFIG_KEYS) checkLevel(settings.configs[key], [sectionName(key, seen.world)], used, seen);
}

/** As the file calls it: `tests` is the older name, and some have a dash. */
function sectionName(key: ConfigKey, { root }: ParseWorld): string {
  if (root.settings.keys.has(key)) return key;
  return key === 'data_tests' ? 'tests' : key.replace('_', '-');
}

function markPath(configs: Dict, fqn: readonly string[], used: Set<Dict>): void {
  let level: Value = configs;
  for (const part of fqn) {
    const below: Value | undefined = isDict(level) ? level.values.get(part) : undefined;
    if (!isDict(below)) return;
    used.add(below);
    level = below;
  }
}

function checkLevel(level: Dict, path: readonly string[], used: Set<Dict>, seen: Seen): void {
  const { problems, root } = seen.world;
  for (const [key, value] of textEntries(level)) {
    const at = [...path, key];
    const place = (): Place => root.settings.placeOf(at);
    if (key.startsWith('+') || !isDict(value)) {
      tellKey(seen, key.replace(/^\+\s*/, ''), singular(path[0] ?? ''), place);
      continue;
    }
    if (used.has(value)) {
      checkLevel(value, at, used, seen);
      continue;
    }
    const isConfig = CONFIG_NAMES.has(key);
    const siblings = [...textEntries(level)].flatMap(([name, other]) =>
      isDict(other) && used.has(other) ? [name] : [],
    );
    const near = nearest(key, siblings);
    const advice = isConfig
      ? `a configuration that is a mapping is written '+${key}'`
      : near === undefined
        ? 'correct the name of the package or folder, or remove it'
        : `did you mean '${near}'?`;
    const reason = `no ${singular(path[0] ?? '')} is in '${at.slice(1).join('.')}': this configuration means nothing`;
    problems.warnings.push(
      fail('PROJECT_UNUSED', { reason, place: place(), advice, event: 'UnusedResourceConfigPath' }),
    );
  }
}

/** `saved-queries` → `saved query` */
function singular(section: string): string {
  return section.replace(/ies$/, 'y').replace(/s$/, '').replaceAll(/[-_]/g, ' ');
}
