// A manifest as text in lines, so that what did not change is neither made nor read twice: the cache keeps it, and
// target/manifest.json is it with the metadata before it.
//
//   {"nodes":{
//   "model.shop.a":{…},        a line for each node, in the order of the manifest
//   "model.shop.b":{…}
//   },
//   "sources":{…},             a line for each other part
//   "macros":{…}
//   }
import { parseJson } from '../../kernel/parse-json.ts';
import type { Manifest } from './manifest.ts';

/** UTF-8 of everything but the metadata. No line end can stand inside JSON. */
export type ManifestText = Buffer;

const LINE_END = 10;
const COMMA = 44;

export function textOfManifest(manifest: Manifest): ManifestText {
  const parts = Object.entries(manifest).filter(([name]) => name !== 'nodes' && name !== 'metadata');
  return Buffer.from(`{"nodes":{\n${linesOf(Object.entries(manifest.nodes))}\n},\n${linesOf(parts)}\n}`);
}

function linesOf(members: readonly (readonly [string, unknown])[]): string {
  return members.map(memberText).join(',\n');
}

/** What stands in place of nodes and parts of the text. */
export interface TextChanges {
  readonly nodes: ReadonlyMap<string, unknown>;
  readonly parts: Readonly<Partial<Manifest>>;
}

export const NO_CHANGES: TextChanges = { nodes: new Map(), parts: {} };

export function readText(text: ManifestText, metadata: Manifest['metadata']): Manifest {
  const parts = parseJson(text.toString('utf8'), Infinity) as unknown as Omit<Manifest, 'metadata'>;
  return { metadata, ...parts };
}

/** The whole as JSON. @param ids of all nodes, in their order; asked for when one changed. */
export function joinText(
  text: ManifestText,
  metadata: Manifest['metadata'],
  { nodes, parts }: TextChanges,
  ids: () => Iterable<string>,
): Buffer {
  const pieces: Uint8Array[] = [Buffer.from(`{${memberText(['metadata', metadata])},\n`)];
  // Behind its opening brace, which the metadata bring.
  let done = 1;
  let from = 0;
  const nextLine = (): void => void (from = text.indexOf(LINE_END, from) + 1);
  const replaceLine = (member: readonly [string, unknown]): void => {
    const end = text.indexOf(LINE_END, from);
    pieces.push(text.subarray(done, from), Buffer.from(memberText(member)));
    // The comma behind it stays.
    done = text[end - 1] === COMMA ? end - 1 : end;
  };
  const others = new Map(Object.entries(parts));
  if (nodes.size > 0 || others.size > 0) {
    nextLine();
    for (const id of ids()) {
      if (nodes.has(id)) replaceLine([id, nodes.get(id)]);
      nextLine();
    }
  }
  for (nextLine(); others.size > 0 && text.indexOf(LINE_END, from) !== -1; nextLine()) {
    const name = text.toString('utf8', from + 1, text.indexOf('"', from + 1));
    if (others.has(name)) replaceLine([name, others.get(name)]);
    others.delete(name);
  }
  return Buffer.concat([...pieces, text.subarray(done)]);
}

function memberText([name, value]: readonly [string, unknown]): string {
  return `${JSON.stringify(name)}:${JSON.stringify(value)}`;
}
