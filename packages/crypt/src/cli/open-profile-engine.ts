// The warehouse that a profile of dbt names.
import { isAbsolute, resolve } from 'node:path';
import { openDuckdbEngine, type AttachedDatabase } from '../adapters/duckdb/transform/duckdb-engine.ts';
import type { SqlEngine } from '../contracts/sql-engine.ts';
import { isJsonObject, textAt, type Json, type JsonObject } from '../kernel/parse-json.ts';
import { nearest } from '../kernel/did-you-mean.ts';
import { fail } from '../transform/command/errors.ts';
import type { Profile } from '../transform/project/settings/profile.ts';
import { toData } from '../transform/project/to-data.ts';

/**
 * @param projectFolder what paths of the profile are relative to, as in dbt.
 * @throws COMMAND_UNSUPPORTED (user) for an engine that there is no adapter of.
 */
export async function openProfileEngine(profile: Profile, projectFolder: string): Promise<SqlEngine> {
  if (profile.type !== 'duckdb') {
    const { name, targetName, type } = profile;
    const near = nearest(type, ['duckdb']);
    const reason =
      near === undefined
        ? `The target '${targetName}' of the profile '${name}' is of type ${type}, and only duckdb is here today.`
        : `The target '${targetName}' of the profile '${name}' is of type ${type}, which there is not; did you mean duckdb?`;
    throw fail('COMMAND_UNSUPPORTED', { reason });
  }
  const credentials = toData(profile.credentials);
  const fields: JsonObject = isJsonObject(credentials) ? credentials : {};
  const path = textAt(fields, 'path', ':memory:');
  return openDuckdbEngine({
    path: placed(path, projectFolder),
    database: profile.database,
    attach: listAt(fields, 'attach').flatMap((entry) => attached(entry, projectFolder)),
    extensions: listAt(fields, 'extensions').flatMap((entry) =>
      typeof entry === 'string' ? [entry] : isJsonObject(entry) ? [textAt(entry, 'name')] : [],
    ),
    settings: settingsOf(fields['settings']),
  });
}

/** Absolute; undefined when the profile names no DuckDB file of this machine. */
export function profileFile(profile: Profile, projectFolder: string): string | undefined {
  const credentials = toData(profile.credentials);
  const path = placed(isJsonObject(credentials) ? textAt(credentials, 'path', ':memory:') : ':memory:', projectFolder);
  return profile.type === 'duckdb' && isAbsolute(path) ? path : undefined;
}

/** A file beside the project; `:memory:`, `md:` and addresses are as they are. */
function placed(path: string, folder: string): string {
  return path === ':memory:' || /^[a-z0-9]+:/i.test(path) || isAbsolute(path) ? path : resolve(folder, path);
}

function listAt(fields: JsonObject, name: string): readonly Json[] {
  const value = fields[name];
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

function attached(entry: Json, folder: string): readonly AttachedDatabase[] {
  if (!isJsonObject(entry)) return [];
  const alias = textAt(entry, 'alias');
  const type = textAt(entry, 'type');
  return [
    {
      path: placed(textAt(entry, 'path'), folder),
      ...(alias === '' ? {} : { alias }),
      ...(type === '' ? {} : { type }),
      isReadOnly: entry['read_only'] === true,
    },
  ];
}

function settingsOf(value: Json | undefined): Readonly<Record<string, string | number | boolean>> {
  if (!isJsonObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, setting]) =>
      typeof setting === 'string' || typeof setting === 'number' || typeof setting === 'boolean'
        ? [[name, setting]]
        : [],
    ),
  );
}
