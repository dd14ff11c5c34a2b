// Lists of networks, and addresses in one spelling: an IPv4 address that came through an IPv6 socket
// (`::ffff:192.0.2.1`) is the same address, and must match the same rules.
import { BlockList, isIP, SocketAddress } from 'node:net';
import { fail } from './errors.ts';

export interface NetworkList {
  readonly empty: boolean;
  /** `address` is as `normaliseIp` returns it. */
  has(address: string): boolean;
}

const MAPPED = '::ffff:';

/** @throws COLLECTOR_CONFIG_NETWORK (user). */
export function parseNetworks(networks: readonly string[], field: string): NetworkList {
  const list = new BlockList();
  for (const network of networks) addNetwork(list, network, field);
  return {
    empty: networks.length === 0,
    has: (address) => {
      const version = isIP(address);
      return version !== 0 && list.check(address, version === 4 ? 'ipv4' : 'ipv6');
    },
  };
}

/** The one spelling of an address: IPv4 dotted, IPv6 compressed in lower case; undefined when it is none. */
export function normaliseIp(text: string): string | undefined {
  const version = isIP(text);
  if (version === 4) return text;
  if (version === 0 || text.includes('%')) return undefined;
  const address = new SocketAddress({ address: text, family: 'ipv6' }).address;
  return address.startsWith(MAPPED) && isIP(address.slice(MAPPED.length)) === 4
    ? address.slice(MAPPED.length)
    : address;
}

function addNetwork(list: BlockList, network: string, field: string): void {
  const slash = network.indexOf('/');
  const text = slash === -1 ? network : network.slice(0, slash);
  const address = normaliseIp(text);
  if (address === undefined)
    throw fail('COLLECTOR_CONFIG_NETWORK', { field, value: network, reason: 'it has no address' });
  const bits = isIP(address) === 4 ? 32 : 128;
  // A prefix of a mapped address counts from the start of the IPv6 form.
  const mappedBits = isIP(text) === 6 && bits === 32 ? 96 : 0;
  const prefix = slash === -1 ? bits : parsePrefix(network.slice(slash + 1)) - mappedBits;
  if (!(prefix >= 0 && prefix <= bits)) {
    const reason = `the prefix is not between ${mappedBits} and ${bits + mappedBits}`;
    throw fail('COLLECTOR_CONFIG_NETWORK', { field, value: network, reason });
  }
  list.addSubnet(address, prefix, bits === 32 ? 'ipv4' : 'ipv6');
}

function parsePrefix(text: string): number {
  return /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
}
