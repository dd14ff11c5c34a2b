import { isIP } from 'node:net';
import type { RequestHead } from './read-head.ts';
import { normaliseIp, type NetworkList } from './network-list.ts';

/** Entries of X-Forwarded-For that are walked; a chain of proxies has a few. */
const HOPS_MAX = 32;

/** Address of the socket's other end in one spelling; empty when it has gone. */
export function peerIp(remoteAddress: string | undefined): string {
  if (remoteAddress === undefined) return '';
  // The common case, without a parse: libuv writes IPv4 peers dotted.
  return isIP(remoteAddress) === 4 ? remoteAddress : (normaliseIp(remoteAddress) ?? '');
}

/**
 * Who sent the request. X-Forwarded-For is read from its right end, where our own proxies wrote: the first address
 * that is no trusted proxy is the client; anything left of it was sent by the client and proves nothing. An entry that
 * is no address ends the walk at the last believed one.
 */
export function clientIp(peer: string, forwardedFor: string | null, trusted: NetworkList): string {
  if (forwardedFor === null || trusted.empty || !trusted.has(peer)) return peer;
  let believed = peer;
  let end = forwardedFor.length;
  for (let hop = 0; end > 0 && hop < HOPS_MAX; hop++) {
    const comma = forwardedFor.lastIndexOf(',', end - 1);
    const address = normaliseIp(withoutPort(forwardedFor.slice(comma + 1, end).trim()));
    if (address === undefined) return believed;
    believed = address;
    if (!trusted.has(address)) return believed;
    end = comma;
  }
  return believed;
}

/**
 * Whether the sender may read internal pages. A proxy on this machine makes every peer loopback, so a request that
 * was forwarded counts as the client's own only when the proxy is trusted and the client it names is allowed.
 */
export function mayReadInternals(peer: string, head: RequestHead, allowed: NetworkList, trusted: NetworkList): boolean {
  if (!allowed.has(peer)) return false;
  if (!head.forwarded) return true;
  return head.forwardedFor !== null && trusted.has(peer) && allowed.has(clientIp(peer, head.forwardedFor, trusted));
}

function withoutPort(text: string): string {
  if (text.startsWith('[')) {
    const close = text.indexOf(']');
    return close === -1 ? text : text.slice(1, close);
  }
  const colon = text.indexOf(':');
  return colon !== -1 && colon === text.lastIndexOf(':') ? text.slice(0, colon) : text;
}
