import { resolve } from 'node:path';
import { readProject } from '../../config/read-config.ts';
import { schemaUri } from '../../contracts/schema-key.ts';
import { EXIT_CODE, isCryptError, systemCode } from '../../kernel/crypt-error.ts';
import { nearest } from '../../kernel/did-you-mean.ts';
import { isJsonObject, parseJson, type Json } from '../../kernel/parse-json.ts';
import type { KnownSchema } from '../../schemas/find-schema.ts';
import { SchemaBook } from '../../schemas/schema-book.ts';
import { compareUris } from '../../schemas/schema-lock.ts';
import type { Arguments, CliContext, Command } from '../context.ts';
import { fail } from '../errors.ts';
import { openSchemas, type SchemaSources } from '../open-schemas.ts';
import { renderTable } from '../render-table.ts';

export const schemas: Command = async (context, args) => {
  const [verb = '', uri, path] = args.words;
  const project = await readProject(resolve(context.folder, args.project ?? '.'), context.files, context.environment);
  const sources = await openSchemas(project, context);
  if (verb === 'list') return list(sources, context, args);
  if (verb === 'show' && uri !== undefined) return show(sources, uri, context, args);
  if (verb === 'try' && uri !== undefined && path !== undefined) return tryData(sources, { uri, path }, context, args);
  throw fail('CLI_OPTION', { command: 'schemas', reason: 'say list, show <schema> or try <schema> <file>' });
};

interface Listed {
  readonly uri: string;
  /** The first source that has it. */
  readonly source: string;
}

async function listAll({ project, builtIn, registries }: SchemaSources): Promise<readonly Listed[]> {
  const found = new Map(project.list().map((uri) => [uri, project.name]));
  for (const source of [builtIn, ...registries]) {
    for (const key of await source.list()) {
      const uri = schemaUri(key);
      if (!found.has(uri)) found.set(uri, source.name);
    }
  }
  return [...found]
    .map(([uri, source]) => ({ uri, source }))
    .toSorted((left, right) => compareUris(left.uri, right.uri));
}

async function list(sources: SchemaSources, context: CliContext, args: Arguments): Promise<number> {
  const listed = await listAll(sources);
  if (args.json) context.out(`${JSON.stringify(listed)}\n`);
  else {
    const rows = listed.map(({ uri, source }) => [uri, source]);
    context.out(`${renderTable(['schema', 'from'], rows)}\n${listed.length} schemas\n`);
  }
  return 0;
}

/** @throws SCHEMA_MISSING, SCHEMA_BROKEN (user), SCHEMA_UNAVAILABLE (transient) */
async function findKnown(
  sources: SchemaSources,
  uri: string,
  { clock, interrupted }: CliContext,
): Promise<KnownSchema> {
  const book = new SchemaBook({ sources: sources.all, clock });
  await book.load([uri], interrupted);
  const entry = book.lookup(uri);
  if (entry.state === 'known') return entry.schema;
  if (entry.state === 'broken') throw fail('SCHEMA_BROKEN', { uri, reason: entry.reason });
  if (entry.state === 'unavailable') throw fail('SCHEMA_UNAVAILABLE', { uri, reason: entry.reason });
  if (entry.state === 'unloaded') throw fail('SCHEMA_UNAVAILABLE', { uri, reason: 'it was interrupted' });
  const near = nearest(
    uri,
    (await listAll(sources)).map((listed) => listed.uri),
  );
  throw fail('SCHEMA_MISSING', { uri, near: near ?? null });
}

async function show(sources: SchemaSources, uri: string, context: CliContext, args: Arguments): Promise<number> {
  const { document } = await findKnown(sources, uri, context);
  context.out(`${args.json ? JSON.stringify(document) : JSON.stringify(document, null, 2)}\n`);
  return 0;
}

async function tryData(
  sources: SchemaSources,
  { uri, path }: { readonly uri: string; readonly path: string },
  context: CliContext,
  args: Arguments,
): Promise<number> {
  const given = await readData(path, context);
  const schema = await findKnown(sources, uri, context);
  const data = isJsonObject(given) && given['schema'] === uri && given['data'] !== undefined ? given['data'] : given;
  const mismatches = schema.validWith.validate(data);
  const judgedBy = schemaUri(schema.validWith.key);
  if (args.json) context.out(`${JSON.stringify({ uri, judgedBy, mismatches })}\n`);
  else if (mismatches.length === 0) context.out(`It obeys ${judgedBy}.\n`);
  else {
    const rows = mismatches.map(({ path: at, keyword, message }) => [at === '' ? '/' : at, keyword, message]);
    context.out(`${renderTable(['path', 'keyword', 'what is there'], rows)}\nIt does not obey ${judgedBy}.\n`);
  }
  return mismatches.length === 0 ? 0 : EXIT_CODE.data;
}

async function readData(path: string, context: CliContext): Promise<Json> {
  try {
    if (path === '-') return parseJson(await context.readInput());
    return parseJson(Buffer.from(await context.files.readFile(resolve(context.folder, path))).toString('utf8'));
  } catch (error) {
    const reason = isCryptError(error, 'JSON_REFUSED') ? String(error.params['reason']) : systemCode(error);
    if (reason === undefined) throw error;
    throw fail('SCHEMA_TRY_INPUT', { path, reason }, error);
  }
}
