// Which network an IP address belongs to (its autonomous system), as an entity. Runs before anonymiseIp.
import type { AsnLookupsConfig } from '../../config/enrichments/asn-lookups.ts';
import type { Files } from '../../kernel/effects.ts';
import { IP_CACHE_ENTRIES_MAX, IP_CHARACTERS_MAX } from '../../kernel/limits.ts';
import { textAt, type JsonObject } from '../../kernel/parse-json.ts';
import { cleanText } from '../clean-text.ts';
import type { Enrichment } from '../enrichment.ts';
import { GenerationCache } from '../generation-cache.ts';
import { columnIndex } from '../row.ts';
import { projectFile } from './data-file.ts';
import { parseGlobalAddress } from './ip-address.ts';
import { openMmdb, type Mmdb } from './mmdb-file.ts';
import { ownText } from './own-text.ts';

const ASN = 'iglu:com.snowplowanalytics.snowplow/asn/jsonschema/1-0-0';

/**
 * @param ispFile of ipLookups: taken when there is no file of its own, as it has the same numbers.
 * @returns undefined without either.
 * @throws ENRICH_FILE_REFUSED (user)
 */
export async function openAsnLookups(
  config: AsnLookupsConfig,
  ispFile: string | null,
  files: Files,
  projectFolder: string,
): Promise<Enrichment | undefined> {
  const path = config.file ?? ispFile;
  if (path === null) return undefined;
  const field = config.file === null ? 'enrichments.ipLookups.ispFile' : 'enrichments.asnLookups.file';
  return createAsnLookups(await openMmdb(files, projectFile(projectFolder, path, field), /asn|isp/i));
}

const USER_IPADDRESS = columnIndex('user_ipaddress');

export function createAsnLookups(asn: Mmdb): Enrichment {
  const recent = new GenerationCache<JsonObject | null>(IP_CACHE_ENTRIES_MAX);
  return {
    name: 'asnLookups',
    apply({ row, derived }) {
      const address = row[USER_IPADDRESS] ?? '';
      if (address === '' || address.length > IP_CHARACTERS_MAX) return;
      let network = recent.get(address);
      if (network === undefined) {
        const parsed = parseGlobalAddress(address);
        network = readNetwork((parsed && asn.lookUp(parsed)) ?? {});
        recent.set(ownText(address), network);
      }
      if (network !== null) derived.push({ schema: ASN, data: network });
    },
  };
}

/** The schema's largest; numbers are of 32 bits, but none above this one is given out. */
const NUMBER_MAX = 2_147_483_647;

function readNetwork(record: JsonObject): JsonObject | null {
  const number = record['autonomous_system_number'];
  if (typeof number !== 'number' || !Number.isInteger(number) || number < 0 || number > NUMBER_MAX) return null;
  const organization = cleanText(textAt(record, 'autonomous_system_organization'));
  return organization === '' ? { number } : { number, organization };
}
