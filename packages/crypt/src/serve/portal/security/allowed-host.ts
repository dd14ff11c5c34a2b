// Against DNS rebinding: a page of somebody else's, whose name suddenly resolves to this machine, sends its own name in
// the Host header. Only names that the operator knows are answered.
import { isIP } from 'node:net';

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

export interface KnownHosts {
  /** Address the portal listens on. */
  readonly host: string;
  readonly hosts: readonly string[];
  readonly publicUrl: string | null;
}

/** True when `header`, the Host header with or without a port, names this portal. */
export function isAllowedHost(header: string | undefined, known: KnownHosts): boolean {
  const name = hostName(header ?? '');
  if (name === undefined) return false;
  if (LOOPBACK.has(name) || name === known.host.toLowerCase()) return true;
  if (known.publicUrl !== null && name === new URL(known.publicUrl).hostname) return true;
  if (known.hosts.some((host) => host.toLowerCase() === name)) return true;
  // A rebound page has a name. Whoever typed an address of this machine reached it on purpose.
  return !LOOPBACK.has(known.host) && isIP(name.replace(/^\[|\]$/g, '')) !== 0;
}

function hostName(header: string): string | undefined {
  return /^(\[[\da-f:.]+\]|[\w.-]+)(?::\d{1,5})?$/i.exec(header)?.[1]?.toLowerCase();
}
