// Who may read: this machine, under a name that no page of somebody else can have. Against pages that a developer has open
// beside the tests (their scripts reach loopback too), and against DNS rebinding.
import { isIP } from 'node:net';

/** Names that resolve to this machine alone, or never outside a network: RFC 6761, RFC 6762. */
const LOCAL_ENDINGS = ['.localhost', '.test', '.local'];

/** True for an address of loopback, and for `localhost`. @param host without a port; IPv6 with or without brackets. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[|\]$/g, '');
  if (name === 'localhost' || name === '::1') return true;
  return isIP(name) === 4 && name.startsWith('127.');
}

/** True when the Host header, with or without a port, names this machine. */
export function isLocalHost(header: string | null): boolean {
  const name = /^(\[[\da-f:.]+\]|[\w.-]+)(?::\d{1,5})?$/i.exec(header ?? '')?.[1];
  return name !== undefined && isLocalName(name);
}

/** True when scripts of the page that sent this Origin header may read the answer. */
export function isLocalOrigin(origin: string): boolean {
  return /^https?:\/\/[^\s/,]+$/.test(origin) && URL.canParse(origin) && isLocalName(new URL(origin).hostname);
}

function isLocalName(name: string): boolean {
  return isLoopback(name) || LOCAL_ENDINGS.some((ending) => name.toLowerCase().endsWith(ending));
}
