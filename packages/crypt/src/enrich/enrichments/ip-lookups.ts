// Where an IP address is, and whose: geo_* and ip_* from databases in MaxMind's format. Runs before anonymiseIp.
import type { IpLookupsConfig } from '../../config/enrichments/ip-lookups.ts';
import type { Files } from '../../kernel/effects.ts';
import { IP_CACHE_ENTRIES_MAX, IP_CHARACTERS_MAX } from '../../kernel/limits.ts';
import { isJsonObject, textAt, type Json, type JsonObject } from '../../kernel/parse-json.ts';
import type { Enrichment } from '../enrichment.ts';
import { GenerationCache } from '../generation-cache.ts';
import { columnIndex } from '../row.ts';
import { setCells, toCells, type Cells } from './cells.ts';
import { packageFile, projectFile } from './data-file.ts';
import { parseGlobalAddress } from './ip-address.ts';
import { openMmdb, type Mmdb } from './mmdb-file.ts';
import { ownText } from './own-text.ts';

export interface IpDatabases {
  readonly geo: Mmdb;
  readonly isp: Mmdb | undefined;
  readonly domain: Mmdb | undefined;
  readonly connectionType: Mmdb | undefined;
}

/** Countries by who an address is registered to; IPv4 and IPv6 in one file of 7.8 MB. */
const countryFile = (): string =>
  import.meta.resolve('@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb');

/**
 * @param projectFolder what the files of the configuration are relative to.
 * @throws ENRICH_FILE_REFUSED (user)
 */
export async function openIpLookups(config: IpLookupsConfig, files: Files, projectFolder: string): Promise<Enrichment> {
  const open = async (name: 'ispFile' | 'domainFile' | 'connectionTypeFile', type: RegExp) => {
    const path = config[name];
    return path === null ? undefined : openMmdb(files, ownFile(name, path), type);
  };
  const ownFile = (name: string, path: string) => projectFile(projectFolder, path, `enrichments.ipLookups.${name}`);
  const geoFile = config.geoFile === null ? packageFile(countryFile) : ownFile('geoFile', config.geoFile);
  return createIpLookups({
    geo: await openMmdb(files, geoFile, /city|country|enterprise/i),
    isp: await open('ispFile', /isp/i),
    domain: await open('domainFile', /domain/i),
    connectionType: await open('connectionTypeFile', /connection/i),
  });
}

const USER_IPADDRESS = columnIndex('user_ipaddress');

export function createIpLookups(databases: IpDatabases): Enrichment {
  const recent = new GenerationCache<Cells>(IP_CACHE_ENTRIES_MAX);
  return {
    name: 'ipLookups',
    apply({ row }) {
      const address = row[USER_IPADDRESS] ?? '';
      if (address === '' || address.length > IP_CHARACTERS_MAX) return;
      let cells = recent.get(address);
      if (cells === undefined) {
        cells = lookUp(databases, address);
        recent.set(ownText(address), cells);
      }
      setCells(row, cells);
    },
  };
}

function lookUp({ geo, isp, domain, connectionType }: IpDatabases, text: string): Cells {
  const address = parseGlobalAddress(text);
  if (address === undefined) return [];
  const provider = isp?.lookUp(address) ?? {};
  return [
    ...toCells(readPlace(geo.lookUp(address) ?? {})),
    ...toCells({
      ip_isp: textAt(provider, 'isp'),
      ip_organization: textAt(provider, 'organization'),
      ip_domain: textAt(domain?.lookUp(address) ?? {}, 'domain'),
      ip_netspeed: textAt(connectionType?.lookUp(address) ?? {}, 'connection_type'),
    }),
  ];
}

/** MaxMind's nested records, and the flat ones of ip-location-db: `country_code`, `state1`, `postcode`. */
function readPlace(record: JsonObject): Record<string, string | undefined> {
  const subdivisions = record['subdivisions'];
  // From the largest to the smallest; Snowplow takes the smallest too.
  const region = toObject(Array.isArray(subdivisions) ? (subdivisions as readonly Json[]).at(-1) : undefined);
  const location = member(record, 'location');
  const country = textAt(member(record, 'country'), 'iso_code') || textAt(record, 'country_code');
  return {
    geo_country: /^[A-Z]{2}$/.test(country) ? country : undefined,
    geo_region: textAt(region, 'iso_code'),
    geo_region_name: englishName(region) || textAt(record, 'state1'),
    geo_city: englishName(member(record, 'city')) || textAt(record, 'city'),
    geo_zipcode: textAt(member(record, 'postal'), 'code') || textAt(record, 'postcode'),
    geo_latitude: degrees(location['latitude'] ?? record['latitude'], 90),
    geo_longitude: degrees(location['longitude'] ?? record['longitude'], 180),
    geo_timezone: textAt(location, 'time_zone') || textAt(record, 'timezone'),
  };
}

function member(object: JsonObject, key: string): JsonObject {
  return toObject(object[key]);
}

function toObject(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function englishName(place: JsonObject): string {
  return textAt(member(place, 'names'), 'en');
}

function degrees(value: Json | undefined, max: number): string | undefined {
  return typeof value === 'number' && Math.abs(value) <= max ? String(value) : undefined;
}
