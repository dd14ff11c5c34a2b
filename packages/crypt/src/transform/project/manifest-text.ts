// A manifest as text, node by node, so that what did not change is neither made nor read twice: the cache keeps it, and
// target/manifest.json is put together from it.
import type { Manifest } from './manifest.ts';

/** Everything but the metadata. */
export interface ManifestText {
  /** `"id":{…}` of each node, in the order of the manifest. */
  readonly nodes: readonly string[];
  /** Members of the manifest beside nodes and metadata, each as `"name":{…}`, by name. */
  readonly sections: ReadonlyMap<string, string>;
}

export function textOfManifest(manifest: Manifest): ManifestText {
  const nodes = Object.entries(manifest.nodes).map(([id, node]) => memberText(id, node));
  const others = Object.entries(manifest).filter(([name]) => name !== 'nodes' && name !== 'metadata');
  return { nodes, sections: new Map(others.map(([name, part]) => [name, memberText(name, part)])) };
}

/** The same with other nodes and sections in place of those of their names. @param ids of all nodes, in their order. */
export function changeText(
  text: ManifestText,
  ids: Iterable<string>,
  nodes: ReadonlyMap<string, unknown>,
  sections: Readonly<Partial<Manifest>> = {},
): ManifestText {
  if (nodes.size === 0 && Object.keys(sections).length === 0) return text;
  const lines = [...text.nodes];
  let index = 0;
  for (const id of ids) {
    if (nodes.has(id)) lines[index] = memberText(id, nodes.get(id));
    index++;
  }
  const changed = Object.entries(sections).map(([name, part]) => [name, memberText(name, part)] as const);
  return { nodes: lines, sections: new Map([...text.sections, ...changed]) };
}

/** The whole as JSON on one line. */
export function joinText({ nodes, sections }: ManifestText, metadata: Manifest['metadata']): string {
  return `{${memberText('metadata', metadata)},"nodes":{${nodes.join(',')}},${[...sections.values()].join(',')}}`;
}

/** A line for each section and node; no line end can stand in JSON. */
export function linesOfText({ nodes, sections }: ManifestText): readonly string[] {
  return [...sections.values(), '', ...nodes];
}

/** @param lines as `linesOfText` made them. */
export function textOfLines(lines: readonly string[]): ManifestText {
  const end = lines.indexOf('');
  const sections = lines.slice(0, end).map((line): [string, string] => [line.slice(1, line.indexOf('"', 1)), line]);
  return { nodes: lines.slice(end + 1), sections: new Map(sections) };
}

function memberText(name: string, value: unknown): string {
  return `${JSON.stringify(name)}:${JSON.stringify(value)}`;
}
