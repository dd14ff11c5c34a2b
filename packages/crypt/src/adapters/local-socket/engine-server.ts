// An engine's sessions over the socket. `engine.session` stays open as long as its session: when the client goes away, the
// request is aborted, what runs is cancelled and what is open is rolled back. Its first progress names the session; calls
// name it again, and each answer says whether a transaction is open.
//
//   → {"id":1,"op":"engine.session"}                                        ← {"id":1,"progress":{"session":"…"}}
//   → {"id":2,"op":"engine.call","params":{"session":"…","method":"run","arguments":["SELECT 1",{"fetches":true}]}}
//                                                                           ← {"id":2,"result":{"value":…,"isOpen":false}}
import { randomUUID } from 'node:crypto';
import type { EngineStatement, SqlEngine, SqlSession } from '../../contracts/sql-engine.ts';
import { isCryptError } from '../../kernel/crypt-error.ts';
import { isJsonObject, textAt, type Json } from '../../kernel/parse-json.ts';
import { decodeValue, encodeValue } from './engine-value-json.ts';
import { fail } from './errors.ts';
import type { Operation } from './line-server.ts';

interface Served {
  readonly session: SqlSession;
  /** Calls run one after another. */
  tail: Promise<unknown>;
  readonly end: () => void;
}

type Method = (session: SqlSession, values: readonly Json[]) => Promise<unknown>;

const METHODS: Readonly<Record<string, Method>> = {
  run,
  begin: (session) => session.begin(),
  commit: (session) => session.commit(),
  rollback: (session) => session.rollback(),
  listSchemas: (session, [database]) => session.listSchemas(text(database)),
  listRelations: (session, [database, schema]) => session.listRelations(text(database), text(schema)),
  findRelation: (session, [database, schema, name]) => session.findRelation(text(database), text(schema), text(name)),
  columnsOf: (session, [relation]) => session.columnsOf(text(relation)),
  columnsOfQuery: (session, [select]) => session.columnsOfQuery(text(select)),
  append: (session, [relation, columns, types, rows]) =>
    session.append(
      text(relation),
      texts(columns),
      texts(types),
      list(rows).map((row) => list(row).map(textOrNull)),
    ),
};

/** Operations of a line server: `engine.about`, `engine.session`, `engine.call`, `engine.cancel`, `engine.close`. */
export function engineOperations(engine: SqlEngine): Readonly<Record<string, Operation>> {
  const sessions = new Map<string, Served>();
  const find = (id: string): Served => {
    const served = sessions.get(id);
    if (served === undefined) throw fail('SOCKET_REQUEST', { reason: 'there is no such session' });
    return served;
  };
  return {
    'engine.about': async () => ({ type: engine.type, version: engine.version }),
    async 'engine.session'(_params, signal, progress) {
      const session = await engine.session();
      const ended = new AbortController();
      const id = randomUUID();
      const served: Served = { session, tail: Promise.resolve(), end: () => ended.abort() };
      sessions.set(id, served);
      try {
        progress({ session: id });
        await aborted(AbortSignal.any([signal, ended.signal]));
        if (signal.aborted) session.cancel();
      } finally {
        sessions.delete(id);
        await served.tail;
        await session.close();
      }
      return null;
    },
    async 'engine.call'(params) {
      const served = find(textAt(params, 'session'));
      const name = textAt(params, 'method');
      const method = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
      if (method === undefined)
        throw fail('SOCKET_REQUEST', { reason: `sessions have no method ${JSON.stringify(name)}` });
      const values = list(params['arguments']);
      const result = served.tail.then(() => method(served.session, values));
      served.tail = result.catch(() => undefined);
      try {
        return { value: (await result) ?? null, isOpen: served.session.isInTransaction() };
      } catch (error) {
        if (!isCryptError(error)) throw error;
        const { code, kind, message, hint, params: told } = error;
        return { error: { code, kind, message, hint, params: told }, isOpen: served.session.isInTransaction() };
      }
    },
    async 'engine.cancel'(params) {
      find(textAt(params, 'session')).session.cancel();
      return null;
    },
    async 'engine.close'(params) {
      find(textAt(params, 'session')).end();
      return null;
    },
  };
}

async function run(session: SqlSession, [sql, statement]: readonly Json[]): Promise<unknown> {
  const { parameters, fetches } = isJsonObject(statement) ? statement : {};
  const options: EngineStatement = {
    ...(Array.isArray(parameters) ? { parameters: (parameters as readonly Json[]).map(decodeValue) } : {}),
    fetches: fetches === true,
  };
  const { columns, rows, message, rowsAffected } = await session.run(text(sql), options);
  return { columns, rows: rows.map((row) => row.map(encodeValue)), message, rowsAffected: rowsAffected ?? null };
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

function list(value: Json | undefined): readonly Json[] {
  if (Array.isArray(value)) return value as readonly Json[];
  throw fail('SOCKET_REQUEST', { reason: 'a list was expected' });
}

function text(value: Json | undefined): string {
  if (typeof value === 'string') return value;
  throw fail('SOCKET_REQUEST', { reason: 'a text was expected' });
}

function texts(value: Json | undefined): readonly string[] {
  return list(value).map(text);
}

function textOrNull(value: Json): string | null {
  return value === null ? null : text(value);
}
