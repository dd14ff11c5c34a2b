// Where an IP address is, and whose: geo_* and ip_* from databases in MaxMind's format. Runs before anonymiseIp.
import type { IpLookupsConfig } from '../../config/enrichments/ip-lookups.ts';
import type { Files } from '../../kernel/effects.ts';
import { IP_CACHE_ENTRIES_MAX } from '../../kernel/limits.ts';
import { isJsonObject, textAt, type Json, type JsonObject } from '../../kernel/parse-json.ts';
import type { Enrichment } from '../enrichment.ts';
import { GenerationCache } from '../generation-cache.ts';
import { columnIndex } from '../row.ts';
import { setCells, toCells, type Cells } from './cells.ts';
import { packageFile, projectFile, refuseFile, type DataFile } from './data-file.ts';
import { openMmdb, type Mmdb } from './mmdb-file.ts';
import { ownText } from './own-text.ts';

export interface IpDatabases {
  readonly geo: Mmdb;
  readonly isp: Mmdb | undefined;
  readonly domain: Mmdb | undefined;
  readonly connectionType: Mmdb | undefined;
}

/** Countries by who an address is registered to; IPv4 and IPv6 in one file of 7.8 MB. */
const COUNTRY_FILE = '@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb';

/**
 * @param projectFolder what the files of the configuration are relative to.
 * @throws ENRICH_FILE_REFUSED (user)
 */
export async function openIpLookups(config: IpLookupsConfig, files: Files, projectFolder: string): Promise<Enrichment> {
  const open = async (name: 'geoFile' | 'ispFile' | 'domainFile' | 'connectionTypeFile', type: RegExp) => {
    const path = config[name];
    return path === null
      ? undefined
      : openAs(files, projectFile(projectFolder, path, `enrichments.ipLookups.${name}`), type);
  };
  return createIpLookups({
    geo:
      (await open('geoFile', /city|country|location|enterprise/i)) ??
      (await openMmdb(files, packageFile(COUNTRY_FILE))),
    isp: await open('ispFile', /isp/i),
    domain: await open('domainFile', /domain/i),
    connectionType: await open('connectionTypeFile', /connection/i),
  });
}

/** MaxMind's names of all kinds. A database of none of them is taken as it is: others name theirs as they like. */
const KNOWN_TYPE = /^Geo(?:IP|Lite)2-/;

async function openAs(files: Files, file: DataFile, type: RegExp): Promise<Mmdb> {
  const mmdb = await openMmdb(files, file);
  if (KNOWN_TYPE.test(mmdb.type) && !type.test(mmdb.type)) throw refuseFile(file, `it is a ${mmdb.type} database`);
  return mmdb;
}

const USER_IPADDRESS = columnIndex('user_ipaddress');

export function createIpLookups(databases: IpDatabases): Enrichment {
  const recent = new GenerationCache<Cells>(IP_CACHE_ENTRIES_MAX);
  return {
    name: 'ipLookups',
    apply({ row }) {
      const address = row[USER_IPADDRESS] ?? '';
      if (address === '') return;
      let cells = recent.get(address);
      if (cells === undefined) {
        cells = lookUp(databases, address);
        recent.set(ownText(address), cells);
      }
      setCells(row, cells);
    },
  };
}

function lookUp(databases: IpDatabases, address: string): Cells {
  const isp = databases.isp?.lookUp(address) ?? {};
  return toCells({
    ...readPlace(databases.geo.lookUp(address) ?? {}),
    ip_isp: textAt(isp, 'isp'),
    ip_organization: textAt(isp, 'organization'),
    ip_domain: textAt(databases.domain?.lookUp(address) ?? {}, 'domain'),
    ip_netspeed: textAt(databases.connectionType?.lookUp(address) ?? {}, 'connection_type'),
  });
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
