// profiles.yml: which warehouse, and as whom.
import { nearest } from '../../../kernel/did-you-mean.ts';
import { dictOf } from '../../jinja/values/dict.ts';
import { textOf } from '../../jinja/values/repr.ts';
import type { Dict, Value } from '../../jinja/values/value.ts';
import { fail, type Problems } from '../errors.ts';
import { dictField, fieldOf, textEntries, textField } from '../fields.ts';
import type { YamlFile } from '../yaml/read-yaml.ts';
import { renderYaml, type YamlRendering } from './render-yaml.ts';

export interface Profile {
  readonly name: string;
  readonly targetName: string;
  /** `duckdb`, `bigquery`, … */
  readonly type: string;
  readonly database: string;
  readonly schema: string;
  readonly threads: number;
  /** Everything the target says, rendered; may hold secrets, so it is never written anywhere. */
  readonly credentials: Dict;
  /** What templates see as `target`: no secrets. */
  readonly target: Dict;
}

/** A target that no profiles.yml names. */
export interface OwnTarget {
  readonly name: string;
  readonly type: string;
  readonly database: string;
  readonly schema: string;
  readonly threads: number;
}

export interface ProfileChoice {
  readonly name: string | undefined;
  readonly target: string | undefined;
  readonly threads?: number | undefined;
}

/** Undefined, with the reason in `problems`, when there is no such profile or target. */
export function parseProfile(
  yaml: YamlFile,
  choice: ProfileChoice,
  rendering: Omit<YamlRendering, 'placeOf'>,
): Profile | undefined {
  const { problems } = rendering;
  const complain = (reason: string, path: readonly string[], advice?: string): undefined => {
    problems.errors.push(fail('PROJECT_PROFILE', { reason, place: yaml.placeOf(path), advice }));
    return undefined;
  };
  const { name } = choice;
  if (name === undefined) return complain("the project names no profile; add 'profile' to dbt_project.yml", []);
  const names = [...textEntries(yaml.value)].map(([key]) => key).filter((key) => key !== 'config');
  const profile = dictField(yaml.value, name);
  if (profile === undefined) return complain(`there is no profile '${name}'`, [], guess(name, names));
  const renderedAt = { ...rendering, placeOf: yaml.placeOf };
  const chosen = choice.target ?? renderYaml(fieldOf(profile, 'target') ?? null, renderedAt, [name, 'target']);
  const outputs = dictField(profile, 'outputs');
  if (outputs === undefined) return complain(`the profile '${name}' has no 'outputs'`, [name]);
  const targetName = typeof chosen === 'string' ? chosen : 'default';
  const output = dictField(outputs, targetName);
  if (output === undefined)
    return complain(
      `the profile '${name}' has no target '${targetName}'`,
      [name, 'outputs'],
      guess(
        targetName,
        [...textEntries(outputs)].map(([key]) => key),
      ),
    );
  const credentials = renderYaml(output, renderedAt, [name, 'outputs', targetName]) as Dict;
  const type = textField(credentials, 'type');
  if (type === undefined) return complain(`the target '${targetName}' has no 'type'`, [name, 'outputs', targetName]);
  return describe(name, targetName, type, credentials, choice.threads);
}

/** @param targetName what `--target` says; projects ask for it in templates. */
export function ownProfile(
  name: string,
  own: OwnTarget,
  targetName: string | undefined,
  threads: number | undefined,
): Profile {
  const { type, database, schema } = own;
  const credentials = dictOf([
    ['type', type],
    ['database', database],
    ['schema', schema],
    ['threads', own.threads],
  ]);
  return describe(name, targetName ?? own.name, type, credentials, threads);
}

function guess(name: string, names: readonly string[]): string | undefined {
  const near = nearest(name, names);
  return near === undefined ? undefined : `did you mean '${near}'?`;
}

/** Other names of `database` and `schema`, by adapter. */
const ALIASES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  bigquery: {
    project: 'database',
    dataset: 'schema',
    target_project: 'target_database',
    target_dataset: 'target_schema',
  },
  postgres: { dbname: 'database', pass: 'password' },
  redshift: { dbname: 'database', pass: 'password' },
};

/** What a configuration calls database and schema in the words of the adapter: `project` of BigQuery is a database. */
export function aliasesOf(type: string): Readonly<Record<string, string>> {
  return ALIASES[type] ?? {};
}

function describe(
  name: string,
  targetName: string,
  type: string,
  credentials: Dict,
  threadsChosen: number | undefined,
): Profile {
  const fields = new Map<string, Value>();
  for (const [key, value] of textEntries(credentials)) fields.set(aliasesOf(type)[key] ?? key, value);
  const database = textOf(fields.get('database') ?? databaseOf(type, fields));
  const schema = textOf(fields.get('schema') ?? (type === 'duckdb' ? 'main' : ''));
  const given = threadsChosen ?? fields.get('threads');
  const threads = typeof given === 'number' && given > 0 ? given : 1;
  const shown = new Map<string, Value>(
    SHOWN.flatMap((key): [string, Value][] => (fields.has(key) ? [[key, fields.get(key) ?? null]] : [])),
  );
  for (const [alias, key] of Object.entries(aliasesOf(type)))
    if (shown.has(key) || key === 'database' || key === 'schema')
      shown.set(alias, key === 'database' ? database : key === 'schema' ? schema : (shown.get(key) ?? null));
  for (const [key, value] of [
    ['database', database],
    ['schema', schema],
    ['type', type],
    ['threads', threads],
    ['name', targetName],
    ['target_name', targetName],
    ['profile_name', name],
  ] as const)
    shown.set(key, value);
  return { name, targetName, type, database, schema, threads, credentials, target: dictOf(shown) };
}

/** Fields of a connection that are no secret. */
const SHOWN = [
  'path',
  'host',
  'port',
  'user',
  'role',
  'warehouse',
  'account',
  'location',
  'method',
  'priority',
  'maximum_bytes_billed',
  'execution_project',
  'timeout_seconds',
  'job_execution_timeout_seconds',
  'job_retries',
  'catalog',
  'http_path',
  'extensions',
  'settings',
  'is_ducklake',
  'search_path',
  'sslmode',
];

/** A DuckDB file's database has the name of the file. */
function databaseOf(type: string, fields: ReadonlyMap<string, Value>): string {
  if (type !== 'duckdb') return '';
  const path = fields.get('path');
  if (typeof path !== 'string' || path === ':memory:' || path === '') return 'memory';
  const bare = path.replace(/^md:|^motherduck:/, '').split('?')[0] ?? '';
  return (bare.split('/').at(-1) ?? '').replace(/\.[^.]*$/, '') || 'my_db';
}

/** @param folders that were looked in. */
export function noProfile(problems: Problems, folders: readonly string[], name: string): void {
  const reason = `there is no profiles.yml in ${folders.map((folder) => `'${folder}'`).join(' nor in ')}`;
  const advice = `write one: {${name}: {target: dev, outputs: {dev: {type: duckdb, path: ${name}.duckdb}}}}`;
  problems.errors.push(fail('PROJECT_PROFILE', { reason, advice }));
}
