// Databases in MaxMind's format, made for a test: a tree of 24-bit records, the data, the metadata.
// Source: the MaxMind DB file format specification, version 2.0.
import { parseIpAddress } from '../../src/enrich/enrichments/ip-address.ts';

export type MmdbValue = string | number | boolean | readonly MmdbValue[] | { readonly [key: string]: MmdbValue };

/** @param networks records by network: `81.2.69.0/24`, `2a02::/16`. IPv4 lies below ::/96 where `ipVersion` is 6. */
export function makeMmdb(
  networks: Readonly<Record<string, MmdbValue>>,
  { type = 'GeoLite2-City', ipVersion = 6 }: { readonly type?: string; readonly ipVersion?: 4 | 6 } = {},
): Buffer {
  const root: Node = [undefined, undefined];
  const pieces: Buffer[] = [];
  let dataBytes = 0;
  for (const [network, record] of Object.entries(networks)) {
    insert(root, networkBits(network, ipVersion), { offset: dataBytes });
    const piece = encode(record);
    pieces.push(piece);
    dataBytes += piece.length;
  }
  const nodes = number(root);
  const metadata = encode({
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: 1_700_000_000,
    database_type: type,
    description: { en: 'made for a test' },
    ip_version: ipVersion,
    languages: ['en'],
    node_count: nodes.length,
    record_size: 24,
  });
  const marker = Buffer.from('\u{ab}\u{cd}\u{ef}MaxMind.com', 'latin1');
  return Buffer.concat([renderTree(nodes), Buffer.alloc(16), ...pieces, marker, metadata]);
}

interface Leaf {
  readonly offset: number;
}
type Node = [Node | Leaf | undefined, Node | Leaf | undefined];

function networkBits(network: string, ipVersion: 4 | 6): readonly (0 | 1)[] {
  const [address = '', length = ''] = network.split('/');
  const parsed = parseIpAddress(address);
  if (parsed === undefined) throw new Error(`${network} is no network`);
  const width = parsed.version === 4 ? 8 : 16;
  const bits = parsed.parts
    .flatMap((part) => part.toString(2).padStart(width, '0').split(''))
    .map((bit): 0 | 1 => (bit === '1' ? 1 : 0))
    .slice(0, Number(length));
  const above = parsed.version === 4 && ipVersion === 6 ? 96 : 0;
  return [...Array.from({ length: above }, (): 0 => 0), ...bits];
}

function insert(root: Node, bits: readonly (0 | 1)[], leaf: Leaf): void {
  let node = root;
  for (const bit of bits.slice(0, -1)) {
    let next = node[bit];
    if (!Array.isArray(next)) node[bit] = next = [undefined, undefined];
    node = next;
  }
  node[bits.at(-1) ?? 0] = leaf;
}

function number(root: Node): readonly Node[] {
  const nodes = [root];
  for (const node of nodes) for (const child of node) if (Array.isArray(child)) nodes.push(child);
  return nodes;
}

function renderTree(nodes: readonly Node[]): Buffer {
  const tree = Buffer.alloc(nodes.length * 6);
  const index = new Map(nodes.map((node, at) => [node, at]));
  for (const [at, node] of nodes.entries()) {
    for (const [side, child] of node.entries()) {
      const isLeaf = child !== undefined && !Array.isArray(child);
      const value = isLeaf ? nodes.length + 16 + child.offset : ((child && index.get(child)) ?? nodes.length);
      tree.writeUIntBE(value, at * 6 + side * 3, 3);
    }
  }
  return tree;
}

const STRING = 2;
const DOUBLE = 3;
const UINT32 = 6;
const MAP = 7;
const ARRAY = 11;
const BOOLEAN = 14;

function encode(value: MmdbValue): Buffer {
  if (typeof value === 'string') return Buffer.concat([control(STRING, Buffer.byteLength(value)), Buffer.from(value)]);
  if (typeof value === 'boolean') return control(BOOLEAN, value ? 1 : 0);
  if (typeof value === 'number') {
    const isWhole = Number.isInteger(value) && value >= 0;
    const bytes = Buffer.alloc(isWhole ? 4 : 8);
    if (isWhole) bytes.writeUInt32BE(value);
    else bytes.writeDoubleBE(value);
    return Buffer.concat([control(isWhole ? UINT32 : DOUBLE, bytes.length), bytes]);
  }
  if (Array.isArray(value)) return Buffer.concat([control(ARRAY, value.length), ...value.map(encode)]);
  const entries = Object.entries(value);
  return Buffer.concat([
    control(MAP, entries.length),
    ...entries.flatMap(([key, member]) => [encode(key), encode(member)]),
  ]);
}

/** Types above 7 are written in a byte of their own. */
function control(type: number, size: number): Buffer {
  const top = type > 7 ? 0 : type << 5;
  const sized =
    size < 29 ? [top | size] : size < 285 ? [top | 29, size - 29] : [top | 30, (size - 285) >> 8, (size - 285) & 0xff];
  const [first = 0, ...more] = sized;
  return Buffer.from([first, ...(type > 7 ? [type - 7] : []), ...more]);
}
