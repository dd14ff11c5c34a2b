// Takes the end of IP addresses away: 198.51.100.7 becomes 198.51.x.x. Runs after everything that looks addresses up.
// Texts that are no whole address are treated as enrich 3.9.0 treats them, except where that would keep an address.
import type { AnonymiseIpConfig } from '../../config/enrichments/anonymise-ip.ts';
import { IP_CACHE_ENTRIES_MAX, IP_CHARACTERS_MAX } from '../../kernel/limits.ts';
import type { Enrichment } from '../enrichment.ts';
import type { SelfDescribing } from '../event-draft.ts';
import { GenerationCache } from '../generation-cache.ts';
import { columnIndex } from '../row.ts';
import { HTTP_HEADER } from './headers.ts';
import { parseIpAddress, renderIpAddress, withoutPort } from './ip-address.ts';
import { ownText } from './own-text.ts';

const USER_IPADDRESS = columnIndex('user_ipaddress');

export function createAnonymiseIp(config: AnonymiseIpConfig): Enrichment {
  const recent = new GenerationCache<string>(IP_CACHE_ENTRIES_MAX);
  return {
    name: 'anonymiseIp',
    apply({ row, derived }) {
      const address = row[USER_IPADDRESS] ?? '';
      let masked = recent.get(address);
      if (masked === undefined) {
        masked = maskIp(address, config);
        if (address.length <= IP_CHARACTERS_MAX) recent.set(ownText(address), masked);
      }
      row[USER_IPADDRESS] = masked;
      for (const entity of derived) if (entity.schema === HTTP_HEADER) maskHeader(entity, config);
    },
  };
}

const MASK = 'x';

/** @returns the address with its last octets (IPv4) or segments (IPv6) masked, without port and zone. */
export function maskIp(text: string, { octets, segments }: Pick<AnonymiseIpConfig, 'octets' | 'segments'>): string {
  const bare = withoutPort(text);
  const address = parseIpAddress(text);
  if (address?.version === 6) return maskParts(renderIpAddress(address).split(':'), 8 - segments, 8).join(':');
  if (address !== undefined) return mappedPrefix(bare) + maskParts(address.parts, 4 - octets, 4).join('.');
  const pieces = bare.split('.');
  if (pieces.length > 1) return maskParts(pieces, 4 - octets, pieces.length).join('.');
  // A broken address may be short, so that all of it would stand before what is masked: two segments are kept at most.
  const groups = bare.split(':');
  return groups.length > 1 ? maskParts(groups, Math.min(8 - segments, 2), 8).join(':') : bare;
}

function mappedPrefix(bare: string): string {
  if (!bare.includes(':')) return '';
  return bare.includes('.') ? bare.slice(0, bare.lastIndexOf(':') + 1) : '::ffff:';
}

function maskParts(parts: readonly (string | number)[], keptCount: number, count: number): readonly string[] {
  return Array.from({ length: count }, (_, at) => (at < keptCount && at < parts.length ? String(parts[at]) : MASK));
}

/** X-Forwarded-For, Forwarded, X-Real-IP, True-Client-IP, CF-Connecting-IPv6, X-Azure-ClientIP, X-Envoy-External-Address. */
const ADDRESS_HEADER = /forwarded|ip(?:v[46])?$|-addr(?:ess)?$/i;
const ADDRESS = /[\da-f:.]{3,}/gi;

/** Headers that proxies write carry the address again. */
function maskHeader(entity: SelfDescribing, config: AnonymiseIpConfig): void {
  const { name, value } = entity.data as { readonly name: string; readonly value: string };
  if (!ADDRESS_HEADER.test(name)) return;
  const masked = value.replaceAll(ADDRESS, (run) => (parseIpAddress(run) === undefined ? run : maskIp(run, config)));
  entity.data = { name, value: masked };
}
