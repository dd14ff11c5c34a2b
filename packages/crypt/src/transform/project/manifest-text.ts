// A manifest as text in lines, so that what did not change is neither made nor read twice: the cache keeps it, and
// target/manifest.json is it with the metadata before it.
//
//   "nodes":{
//   "model.shop.a":{…},        a line for each node, in the order of the manifest
//   "model.shop.b":{…}
//   },
//   "sources":{…},             a line for each other part
//   "macros":{…}
//   }
import type { Manifest } from './manifest.ts';

/** UTF-8, from `"nodes"` to the brace that closes the manifest. No line end can stand inside JSON. */
export type ManifestText = Buffer;

const LINE_END = 10;
const COMMA = 44;

export function textOfManifest(manifest: Manifest): ManifestText {
  const parts = Object.entries(manifest).filter(([name]) => name !== 'nodes' && name !== 'metadata');
  return Buffer.from(`"nodes":{\n${linesOf(Object.entries(manifest.nodes))}\n},\n${linesOf(parts)}\n}`);
}

function linesOf(members: readonly (readonly [string, unknown])[]): string {
  return members.map(memberText).join(',\n');
}

/**
 * The same with other nodes and parts.
 *
 * @param ids of all nodes, in their order. @param nodes by id; those that are not there are left out.
 */
export function changeText(
  text: ManifestText,
  ids: Iterable<string>,
  nodes: ReadonlyMap<string, unknown>,
  parts: Readonly<Partial<Manifest>> = {},
): ManifestText {
  const pieces: Buffer[] = [];
  let done = 0;
  let from = 0;
  const nextLine = (): void => void (from = text.indexOf(LINE_END, from) + 1);
  const replaceLine = (member: readonly [string, unknown]): void => {
    const end = text.indexOf(LINE_END, from);
    pieces.push(text.subarray(done, from), Buffer.from(memberText(member)));
    // The comma behind it stays.
    done = text[end - 1] === COMMA ? end - 1 : end;
  };
  nextLine();
  for (const id of ids) {
    if (nodes.has(id)) replaceLine([id, nodes.get(id)]);
    nextLine();
  }
  const others = new Map(Object.entries(parts));
  for (nextLine(); others.size > 0 && text.indexOf(LINE_END, from) !== -1; nextLine()) {
    const name = text.toString('utf8', from + 1, text.indexOf('"', from + 1));
    if (others.has(name)) replaceLine([name, others.get(name)]);
    others.delete(name);
  }
  return Buffer.concat([...pieces, text.subarray(done)]);
}

/** The whole as JSON. */
export function joinText(text: ManifestText, metadata: Manifest['metadata']): Buffer {
  return Buffer.concat([Buffer.from(`{${memberText(['metadata', metadata])},\n`), text]);
}

function memberText([name, value]: readonly [string, unknown]): string {
  return `${JSON.stringify(name)}:${JSON.stringify(value)}`;
}
