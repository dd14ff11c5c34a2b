// Statements and transactions.
import { isCryptError } from '../../../kernel/crypt-error.ts';
import type { EngineResult, EngineValue, StatementPlace } from '../../../contracts/sql-engine.ts';
import type { TemplatePlace } from '../../errors.ts';
import { bind, textArgument } from '../../jinja/values/bind.ts';
import { textOf } from '../../jinja/values/repr.ts';
import { isTrue } from '../../jinja/values/truth.ts';
import { isKind, tuple, type Arguments, type CallSite, type Value } from '../../jinja/values/value.ts';
import { fail } from '../errors.ts';
import type { NodeRun } from '../node-run.ts';
import { rowItems } from '../result-table.ts';
import { offsetOf, placeInTemplate, type Traced } from '../trace.ts';
import type { AdapterMethod } from './adapter-method.ts';
import { callerPlace, projectPlace } from './caller-place.ts';
import { makeResponse, tableOfResult, type AdapterResponse } from './results.ts';

/** Runs statements of a template. @throws RUN_DATABASE with the place in the model, or in the macro that sent them. */
export async function runStatement(
  run: NodeRun,
  sql: string,
  isFetched: boolean,
  site: CallSite,
  parameters?: readonly EngineValue[],
): Promise<EngineResult> {
  run.world.voice.log(sql, false);
  const here = callerPlace(run.world, site);
  try {
    return await run.session.run(
      sql,
      parameters === undefined ? { fetches: isFetched } : { fetches: isFetched, parameters },
    );
  } catch (error) {
    throw placeError(run, error, sql, here);
  }
}

export function placeError(run: NodeRun, error: unknown, sql: string, here: TemplatePlace | undefined): unknown {
  if (!isCryptError(error) || error.code !== 'SQL_FAILED') return error;
  const { reason, at } = error.params as unknown as { reason: string; at?: StatementPlace };
  const place = (at === undefined ? undefined : (placeInModel(run, sql, at) ?? placeInRendered(run, sql, at))) ?? here;
  return fail('RUN_DATABASE', { reason: run.world.mask(reason), place }, error);
}

/** When what the engine complains of is in the node's own code. */
function placeInModel(
  { compiledCode, segments, world }: NodeRun,
  sql: string,
  at: StatementPlace,
): TemplatePlace | undefined {
  return compiledCode === null ? undefined : placeInCode({ code: compiledCode, segments }, world, sql, at);
}

/** In what a macro gave to a hook. Of the hook's own text nothing is known of its place in a file. */
function placeInRendered(
  { rendered, world, node }: NodeRun,
  sql: string,
  at: StatementPlace,
): TemplatePlace | undefined {
  const place = rendered === undefined ? undefined : placeInCode(rendered, world, sql, at);
  return place?.template === node?.original_file_path ? undefined : place;
}

function placeInCode(
  { code, segments }: Traced,
  world: NodeRun['world'],
  sql: string,
  at: StatementPlace,
): TemplatePlace | undefined {
  const trimmed = code.trim();
  const start = sql.indexOf(trimmed);
  const offset = offsetOf(sql, at.line, at.column) - start;
  if (start === -1 || offset < 0 || offset > trimmed.length) return undefined;
  const place = placeInTemplate(segments, offset + code.indexOf(trimmed));
  return place === undefined ? undefined : projectPlace(world, place);
}

export async function beginOnce({ session }: NodeRun): Promise<void> {
  if (!session.isInTransaction()) await session.begin();
}

async function execute(run: NodeRun, args: Arguments, site: CallSite): Promise<Value> {
  const [sql, begins, fetches] = bind(args, 'execute', ['sql', 'auto_begin', 'fetch', 'limit'], 1);
  if (begins !== undefined && isTrue(begins)) await beginOnce(run);
  const isFetched = fetches !== undefined && isTrue(fetches);
  const result = await runStatement(run, textArgument(sql, 'execute'), isFetched, site);
  const table = tableOfResult(isFetched ? result : { ...result, columns: [], rows: [] }, run.world.voice.print);
  return tuple([makeResponse(responseTo(result)), table]);
}

function responseTo({ message, rowsAffected }: EngineResult): AdapterResponse {
  return { _message: message, code: null, rows_affected: rowsAffected ?? null };
}

async function addQuery(run: NodeRun, args: Arguments, site: CallSite): Promise<Value> {
  const [sql, begins, bindings] = bind(args, 'add_query', ['sql', 'auto_begin', 'bindings', 'abridge_sql_log'], 1);
  if (begins === undefined || isTrue(begins)) await beginOnce(run);
  const values = bindings === undefined || bindings === null ? undefined : rowItems(bindings).map(toEngineValue);
  await runStatement(run, textArgument(sql, 'add_query'), false, site, values);
  return tuple([null, null]);
}

function toEngineValue(value: Value): EngineValue {
  if (
    value === null ||
    typeof value === 'boolean' ||
    typeof value === 'number' ||
    typeof value === 'bigint' ||
    typeof value === 'string'
  )
    return value;
  if (isKind(value, 'float')) return { kind: 'float', value: value.value };
  // Decimals, dates and times are texts that the engine converts to the column's type.
  return textOf(value);
}

export const STATEMENT_METHODS: readonly (readonly [string, AdapterMethod])[] = [
  ['execute', execute],
  ['add_query', addQuery],
  [
    'commit',
    async ({ session }) => {
      if (session.isInTransaction()) await session.commit();
      return '';
    },
  ],
  ['begin', async (run) => (await beginOnce(run), '')],
  [
    'rollback',
    async ({ session }) => {
      if (session.isInTransaction()) await session.rollback();
      return '';
    },
  ],
  [
    'commit_if_has_connection',
    async ({ session }) => {
      if (session.isInTransaction()) await session.commit();
      return null;
    },
  ],
  ['date_function', () => 'now()'],
  ['is_cancelable', () => true],
  ['debug_query', async (run, _, site) => (await runStatement(run, 'select 1 as id', false, site), null)],
  ['get_binding_char', () => '?'],
];
