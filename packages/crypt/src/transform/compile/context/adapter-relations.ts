// Relations and schemas of the engine. Nothing is cached: what a template is told is what is there.
import type { EngineRelation } from '../../../contracts/sql-engine.ts';
import { bind, textArgument } from '../../jinja/values/bind.ts';
import { dictOf } from '../../jinja/values/dict.ts';
import { raised } from '../../jinja/values/raise.ts';
import { textOf } from '../../jinja/values/repr.ts';
import { NO_NAMED, type Arguments, type CallSite, type Eventual, type Value } from '../../jinja/values/value.ts';
import type { NodeRun } from '../node-run.ts';
import { makeRelation, relationOf, type RelationData } from '../relation.ts';
import { callNamed, type AdapterMethod } from './adapter-method.ts';
import { relationBase } from './references.ts';

export function foundRelation(run: NodeRun, { database, schema, name, type }: EngineRelation): Value {
  // All is quoted: the engine said how the names are written.
  const quoted = { database: true, schema: true, identifier: true };
  return makeRelation({ ...relationBase(run.world), quoted, database, schema, identifier: name, type });
}

async function getRelation(run: NodeRun, args: Arguments): Promise<Value> {
  const [database, schema, identifier] = bind(args, 'get_relation', ['database', 'schema', 'identifier'], 3);
  if (schema === null || identifier === null || schema === undefined || identifier === undefined) return null;
  const found = await run.session.findRelation(databaseOf(run, database), textOf(schema), textOf(identifier));
  return found === undefined ? null : foundRelation(run, found);
}

function databaseOf({ world }: NodeRun, database: Value | undefined): string {
  return database === null || database === undefined ? world.profile.database : textOf(database);
}

async function listRelations(run: NodeRun, args: Arguments): Promise<Value> {
  const [database, schema] = bind(args, 'list_relations', ['database', 'schema'], 2);
  const found = await run.session.listRelations(databaseOf(run, database), textOf(schema ?? null));
  return found.map((relation) => foundRelation(run, relation));
}

async function listOf(run: NodeRun, args: Arguments): Promise<Value> {
  const relation = relationArgument(args, 'list_relations_without_caching', 'schema_relation');
  const found = await run.session.listRelations(
    databaseOf(run, relation.database),
    relation.schema ?? run.world.profile.schema,
  );
  return found.map((each) => foundRelation(run, each));
}

export function relationArgument(args: Arguments, callee: string, name: string): RelationData {
  const value = args.positional[0] ?? args.named.get(name);
  const relation = relationOf(value);
  if (relation !== undefined) return relation;
  throw raised('JINJA_TYPE', `${callee}() takes a relation, not ${textOf(value ?? null)}`);
}

/** A method that is the macro of the same name. */
function byMacro(name: string, parameters: readonly string[]): AdapterMethod {
  return (run, args, site) => {
    const values = bind(args, name, parameters, parameters.length);
    const result = callNamed(
      run,
      name,
      values.map((value) => value ?? null),
      site,
    );
    return result instanceof Promise ? result.then(() => '') : '';
  };
}

function dropRelation(run: NodeRun, args: Arguments, site: CallSite): Eventual<Value> {
  const given = args.positional[0] ?? args.named.get('relation') ?? null;
  const relation = relationOf(given);
  if (relation === undefined) throw raised('JINJA_TYPE', 'drop_relation() takes a relation');
  if (relation.type === null)
    throw raised('JINJA_VALUE', `the relation ${textOf(given)} cannot be dropped: it has no type`);
  return byMacro('drop_relation', ['relation'])(run, { positional: [given], named: NO_NAMED }, site);
}

function schemaRelation(run: NodeRun, args: Arguments, name: string): Value {
  const relation = relationArgument(args, name, 'relation');
  const plain = {
    ...relation,
    database: relation.database ?? run.world.profile.database,
    identifier: null,
    type: null,
  };
  return makeRelation({ ...plain, included: { ...relation.included, identifier: false } });
}

function createSchema(run: NodeRun, args: Arguments, site: CallSite): Eventual<Value> {
  return byMacro('create_schema', ['relation'])(
    run,
    { positional: [schemaRelation(run, args, 'create_schema')], named: NO_NAMED },
    site,
  );
}

function dropSchema(run: NodeRun, args: Arguments, site: CallSite): Eventual<Value> {
  return byMacro('drop_schema', ['relation'])(
    run,
    { positional: [schemaRelation(run, args, 'drop_schema')], named: NO_NAMED },
    site,
  );
}

async function hasSchema(run: NodeRun, args: Arguments): Promise<Value> {
  const [database, schema] = bind(args, 'check_schema_exists', ['database', 'schema'], 2);
  const wanted = textOf(schema ?? null).toLowerCase();
  return (await run.session.listSchemas(databaseOf(run, database))).some((name) => name.toLowerCase() === wanted);
}

function quoteAsConfigured(run: NodeRun, args: Arguments): Value {
  const [identifier, key] = bind(args, 'quote_as_configured', ['identifier', 'quote_key'], 2);
  const { quoted, quote = '"' } = relationBase(run.world);
  const part = textArgument(key, 'quote_as_configured');
  const isQuoted = part === 'database' || part === 'schema' || part === 'identifier' ? (quoted?.[part] ?? true) : true;
  return isQuoted ? quote + textOf(identifier ?? null) + quote : textOf(identifier ?? null);
}

function quoteSeedColumn(run: NodeRun, args: Arguments): Value {
  const [column, isQuoted] = bind(args, 'quote_seed_column', ['column', 'quote_config'], 1);
  const name = textOf(column ?? null);
  // Without a setting names are quoted too: case does not matter to DuckDB, and a header may be any word.
  return isQuoted === false ? name : quoteName(run, name);
}

function quoteName(run: NodeRun, name: string): string {
  const { quote = '"' } = relationBase(run.world);
  return quote + name + quote;
}

const unnoticed: AdapterMethod = () => '';

export const RELATION_METHODS: readonly (readonly [string, AdapterMethod])[] = [
  ['get_relation', getRelation],
  ['list_relations', listRelations],
  ['list_relations_without_caching', listOf],
  [
    'already_exists',
    async (run, args) => {
      const [schema, name] = bind(args, 'already_exists', ['schema', 'name'], 2);
      return (
        (await run.session.findRelation(run.world.profile.database, textOf(schema ?? null), textOf(name ?? null))) !==
        undefined
      );
    },
  ],
  ['drop_relation', dropRelation],
  ['truncate_relation', byMacro('truncate_relation', ['relation'])],
  ['rename_relation', byMacro('rename_relation', ['from_relation', 'to_relation'])],
  ['create_schema', createSchema],
  ['drop_schema', dropSchema],
  ['check_schema_exists', hasSchema],
  [
    'list_schemas',
    async (run, args) => [
      ...(await run.session.listSchemas(databaseOf(run, bind(args, 'list_schemas', ['database'])[0]))),
    ],
  ],
  ['verify_database', () => ''],
  ['cache_added', unnoticed],
  ['cache_dropped', unnoticed],
  ['cache_renamed', unnoticed],
  ['quote', (run, args) => quoteName(run, textOf(bind(args, 'quote', ['identifier'], 1)[0] ?? null))],
  ['quote_as_configured', quoteAsConfigured],
  ['quote_seed_column', quoteSeedColumn],
  ['standardize_grants_dict', () => dictOf([])],
];
