// IP addresses as requests carry them: bare, with a port, in brackets, with a zone, IPv4 within IPv6. No names: looking
// one up would ask the network about a person.
import { isIPv4, isIPv6 } from 'node:net';
import { IP_CHARACTERS_MAX } from '../../kernel/limits.ts';

export interface IpAddress {
  readonly version: 4 | 6;
  /** Four octets, or eight groups of 16 bits. */
  readonly parts: readonly number[];
}

/** Undefined for what is no address, such as `unknown`. An IPv4 address mapped into IPv6 is IPv4. */
export function parseIpAddress(text: string): IpAddress | undefined {
  if (text.length > IP_CHARACTERS_MAX) return undefined;
  const bare = withoutPort(text);
  if (isIPv4(bare)) return { version: 4, parts: toOctets(bare) };
  if (!isIPv6(bare)) return undefined;
  const groups = toGroups(bare);
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xff_ff;
  if (!isMapped) return { version: 6, parts: groups };
  return { version: 4, parts: groups.slice(6).flatMap((group) => [group >> 8, group & 0xff]) };
}

/** An address that databases can know something about; undefined for all other texts. */
export function parseGlobalAddress(text: string): IpAddress | undefined {
  const address = parseIpAddress(text);
  return address !== undefined && isGlobal(address) ? address : undefined;
}

/** `1.2.3.4:80` and `[2001:db8::1%eth0]:80` without port, brackets and zone; any other text as it is. */
export function withoutPort(text: string): string {
  const inner = /^\[([^\]]*)\](?::\d*)?$/.exec(text)?.[1] ?? /^([\d.]+):\d*$/.exec(text)?.[1] ?? text;
  const zone = inner.indexOf('%');
  return zone === -1 ? inner : inner.slice(0, zone);
}

function toOctets(text: string): readonly number[] {
  return text.split('.').map(Number);
}

function toGroups(text: string): readonly number[] {
  const [left = '', right] = text.split('::');
  const head = halfGroups(left);
  const tail = halfGroups(right ?? '');
  return [...head, ...Array.from({ length: 8 - head.length - tail.length }, () => 0), ...tail];
}

function halfGroups(text: string): readonly number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (!group.includes('.')) return [Number.parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = toOctets(group);
    return [(a << 8) | b, (c << 8) | d];
  });
}

export function renderIpAddress({ version, parts }: IpAddress): string {
  return version === 4 ? parts.join('.') : parts.map((group) => group.toString(16)).join(':');
}

/** First octets, the bits of them that count, and what they stand for. Source: IANA special-purpose address registries. */
const SPECIAL_V4: readonly (readonly [a: number, b: number, c: number, bits: number])[] = [
  [0, 0, 0, 8],
  [10, 0, 0, 8],
  [100, 64, 0, 10],
  [127, 0, 0, 8],
  [169, 254, 0, 16],
  [172, 16, 0, 12],
  [192, 0, 0, 24],
  [192, 0, 2, 24],
  [192, 168, 0, 16],
  [198, 18, 0, 15],
  [198, 51, 100, 24],
  [203, 0, 113, 24],
  [224, 0, 0, 3],
];

/** Whether somebody on the internet can have the address: private, local, documentation and multicast ones are nowhere. */
function isGlobal({ version, parts }: IpAddress): boolean {
  const [first = 0, second = 0, third = 0] = parts;
  if (version === 4) {
    const top = (first << 16) | (second << 8) | third;
    return !SPECIAL_V4.some(([a, b, c, bits]) => (top ^ ((a << 16) | (b << 8) | c)) >> (24 - bits) === 0);
  }
  // Of IPv6 only 2000::/3 is given out; 2001:db8::/32 and 3fff::/20 in it are for documentation.
  const isDocumentation = (first === 0x20_01 && second === 0x0d_b8) || (first === 0x3f_ff && second < 0x10_00);
  return first >> 13 === 1 && !isDocumentation;
}
