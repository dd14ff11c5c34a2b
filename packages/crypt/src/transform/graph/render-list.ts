// What `ls` prints, a line a node.
import type { Member, Members } from './members.ts';
import { fieldOf } from './selectable-manifest.ts';

export type ListOutput = 'selector' | 'name' | 'path' | 'json';

const FIRST = ['name', 'resource_type', 'package_name', 'original_file_path', 'unique_id', 'alias', 'source_name'];

/** Fields of `--output json` without `--output-keys`, in the order in which dbt writes those of the kind. */
const USUAL: Readonly<Record<string, readonly string[]>> = {
  node: [...FIRST, 'config', 'tags', 'depends_on'],
  source: [...FIRST, 'tags', 'config'],
  exposure: [...FIRST, 'tags', 'config', 'depends_on'],
  metric: [...FIRST, 'tags', 'config', 'depends_on'],
  semantic_model: [...FIRST, 'depends_on', 'config'],
  unit_test: [...FIRST, 'depends_on', 'config'],
  saved_query: [...FIRST, 'config', 'depends_on', 'tags'],
};

/**
 * Lines of `ls` for nodes in this order, without line ends.
 *
 * @param keys of `--output-keys`, in their order; `config.materialized` reaches inside. Only for json.
 */
export function renderList(
  ids: readonly string[],
  members: Members,
  output: ListOutput,
  keys: readonly string[] = [],
): readonly string[] {
  return ids.flatMap((id) => {
    const number = members.numbers.get(id);
    const member = number === undefined ? undefined : members.list[number];
    return member === undefined ? [] : [RENDERERS[output](member, keys)];
  });
}

const RENDERERS: Readonly<Record<ListOutput, (member: Member, keys: readonly string[]) => string>> = {
  selector: selectorOf,
  name: searchName,
  path: ({ node }) => node.original_file_path ?? '',
  json: (member, keys) => pythonJson(keys.length === 0 ? usualFields(member) : chosenFields(member, keys)),
};

/** A criterion that selects this node. Of a versioned unit test dbt's does not: its name has no version there. */
function selectorOf({ kind, node, fqn }: Member): string {
  const { package_name: packageName, name } = node;
  if (kind === 'node' || kind === 'function') return fqn.join('.');
  if (kind === 'source') return `source:${packageName}.${node.source_name ?? ''}.${name}`;
  const version = kind === 'unit_test' && hasVersion(node.version) ? `_v${node.version}` : '';
  return `${kind}:${packageName}.${name}${version}`;
}

function searchName({ kind, node }: Member): string {
  if (kind === 'source') return `${node.source_name ?? ''}.${node.name}`;
  return node.resource_type === 'model' && hasVersion(node.version) ? `${node.name}.v${node.version}` : node.name;
}

function hasVersion(version: string | number | null | undefined): version is string | number {
  return version !== null && version !== undefined;
}

function usualFields({ kind, node }: Member): readonly (readonly [string, unknown])[] {
  const fields = new Map<string, unknown>(Object.entries(node));
  return (USUAL[kind] ?? USUAL['node'] ?? [])
    .filter((key) => fields.has(key))
    .map((key) => [key, fields.get(key)] as const);
}

/** A key that is not there is left out; one inside that is null too. */
function chosenFields({ node }: Member, keys: readonly string[]): readonly (readonly [string, unknown])[] {
  return keys.flatMap((key): readonly (readonly [string, unknown])[] => {
    if (!key.includes('.')) return Object.hasOwn(node, key) ? [[key, fieldOf(node, key)]] : [];
    const value = key.split('.').reduce<unknown>(fieldOf, node);
    return value === undefined || value === null ? [] : [[key, value]];
  });
}

/** JSON as Python writes it: spaces after commas and colons, nothing but ASCII. */
function pythonJson(fields: readonly (readonly [string, unknown])[]): string {
  return `{${fields.map(([key, value]) => `${pythonText(key)}: ${pythonValue(value)}`).join(', ')}}`;
}

function pythonValue(value: unknown): string {
  if (typeof value === 'string') return pythonText(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  if (Array.isArray(value)) return `[${value.map(pythonValue).join(', ')}]`;
  return pythonJson(Object.entries(value));
}

function pythonText(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
}
