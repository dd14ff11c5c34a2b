// A manifest as text, node by node, so that what did not change is neither made nor read twice: the cache keeps it, and
// target/manifest.json is put together from it.
import type { Manifest } from './manifest.ts';

/** Everything but the metadata, as UTF-8. */
export interface ManifestText {
  /** `"id":{…}` of each node, in the order of the manifest. */
  readonly nodes: readonly Uint8Array[];
  /** Members of the manifest beside nodes and metadata, each as `"name":{…}`, by name. */
  readonly sections: ReadonlyMap<string, Uint8Array>;
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
export function joinText({ nodes, sections }: ManifestText, metadata: Manifest['metadata']): Buffer {
  const parts = [OPEN, memberText('metadata', metadata), NODES];
  for (const [index, node] of nodes.entries()) parts.push(...(index === 0 ? [node] : [COMMA, node]));
  parts.push(CLOSE);
  for (const section of sections.values()) parts.push(COMMA, section);
  return Buffer.concat([...parts, CLOSE]);
}

const [OPEN, NODES, COMMA, CLOSE] = ['{', ',"nodes":{', ',', '}'].map((text) => Buffer.from(text)) as [
  Buffer,
  Buffer,
  Buffer,
  Buffer,
];

/** A line for each section and node; no line end can stand in JSON. */
export function linesOfText({ nodes, sections }: ManifestText): readonly Uint8Array[] {
  return [...sections.values(), new Uint8Array(), ...nodes];
}

/** @param lines as `linesOfText` made them. */
export function textOfLines(lines: readonly Buffer[]): ManifestText {
  const end = lines.findIndex((line) => line.length === 0);
  const sections = lines.slice(0, end).map((line) => [line.toString('utf8', 1, line.indexOf('"', 1)), line] as const);
  return { nodes: lines.slice(end + 1), sections: new Map(sections) };
}

function memberText(name: string, value: unknown): Uint8Array {
  return Buffer.from(`${JSON.stringify(name)}:${JSON.stringify(value)}`);
}
