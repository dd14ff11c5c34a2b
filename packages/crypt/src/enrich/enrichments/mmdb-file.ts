// Databases in MaxMind's format (mmdb), MaxMind's own and others': looked up by address, whole in memory.
import { Reader, type Response } from 'mmdb-lib';
import type { Files } from '../../kernel/effects.ts';
import { isJsonObject, type Json, type JsonObject } from '../../kernel/parse-json.ts';
import { readDataFile, refuseFile, type DataFile } from './data-file.ts';
import { renderIpAddress, type IpAddress } from './ip-address.ts';

export interface Mmdb {
  /** What the file has for an address. */
  readonly lookUp: (address: IpAddress) => JsonObject | undefined;
}

/** MaxMind's own names of all kinds. A database of none of them is taken as it is: others name theirs as they like. */
const KNOWN_TYPE = /^Geo(?:IP|Lite)2-/;

/**
 * @param type of the databases of MaxMind's that have what is looked for.
 * @throws ENRICH_FILE_REFUSED (user) when it is missing, cut off, no database, or one of another kind.
 */
export async function openMmdb(files: Files, file: DataFile, type: RegExp): Promise<Mmdb> {
  const bytes = await readDataFile(files, file);
  const reader = openReader(bytes, file);
  const { databaseType } = reader.metadata;
  if (KNOWN_TYPE.test(databaseType) && !type.test(databaseType)) {
    throw refuseFile(file, `it is a ${databaseType} database`);
  }
  return {
    lookUp(address) {
      // mmdb-lib would take the first bits of an IPv6 address for an IPv4 one.
      if (address.version === 6 && reader.metadata.ipVersion === 4) return undefined;
      return readRecord(reader, renderIpAddress(address));
    },
  };
}

/** The tree is followed by 16 zero bytes and the data, and the description of the file is at its end. */
const SEPARATOR_BYTES = 16;

function openReader(bytes: Buffer, file: DataFile): Reader<Response> {
  let reader: Reader<Response>;
  try {
    reader = new Reader(bytes);
  } catch (error) {
    throw refuseFile(file, 'it is not a whole mmdb database', error);
  }
  const { searchTreeSize, nodeCount, ipVersion, databaseType } = reader.metadata;
  const separator = bytes.subarray(searchTreeSize, searchTreeSize + SEPARATOR_BYTES);
  const isWhole = nodeCount > 0 && separator.length === SEPARATOR_BYTES && separator.every((byte) => byte === 0);
  if (!isWhole || typeof databaseType !== 'string' || (ipVersion !== 4 && ipVersion !== 6)) {
    throw refuseFile(file, 'it is not a whole mmdb database');
  }
  return reader;
}

/** A damaged record costs its address what the database knows, never the event. */
function readRecord(reader: Reader<Response>, address: string): JsonObject | undefined {
  try {
    const record = reader.get(address) as Json | undefined;
    return isJsonObject(record) ? record : undefined;
  } catch {
    return undefined;
  }
}
