// The models of a running platform as an engine of this process. Each session is a connection of its own, so that a process
// that dies takes its sessions along.
import type { EngineColumn, EngineRelation, EngineResult, SqlEngine, SqlSession } from '../../contracts/sql-engine.ts';
import { isJsonObject, textAt, type Json } from '../../kernel/parse-json.ts';
import { decodeValue, encodeValue } from './engine-value-json.ts';
import { fail } from './errors.ts';
import { connectLineClient, revive, type LineClient } from './line-client.ts';

const PEER = 'the warehouse';

/** Undefined when no warehouse listens at `path`. */
export async function connectEngine(path: string): Promise<SqlEngine | undefined> {
  const client = await connectLineClient(path, PEER);
  if (client === undefined) return undefined;
  const about = await client.ask('engine.about', {});
  client.close();
  const { type, version } = isJsonObject(about)
    ? { type: textAt(about, 'type'), version: textAt(about, 'version') }
    : { type: '', version: '' };
  return { type, version, session: () => openSession(path), close: async () => undefined };
}

/** @throws SOCKET_CLOSED (transient) when the warehouse has gone. */
async function openSession(path: string): Promise<SqlSession> {
  const client = await connectLineClient(path, PEER);
  if (client === undefined) throw fail('SOCKET_CLOSED', { peer: PEER });
  const { ended, session } = await nameSession(client);
  let isOpen = false;
  const call = async (method: string, ...values: readonly unknown[]): Promise<Json> => {
    const answer = await client.ask('engine.call', { session, method, arguments: values });
    if (!isJsonObject(answer)) throw fail('SOCKET_CLOSED', { peer: PEER });
    isOpen = answer['isOpen'] === true;
    if (isJsonObject(answer['error'])) throw revive(answer['error']);
    return answer['value'] ?? null;
  };
  return {
    async run(sql, statement = {}) {
      const { parameters, fetches } = statement;
      const asked = {
        ...(parameters === undefined ? {} : { parameters: parameters.map(encodeValue) }),
        fetches: fetches === true,
      };
      return readResult(await call('run', sql, asked));
    },
    isInTransaction: () => isOpen,
    begin: async () => void (await call('begin')),
    commit: async () => void (await call('commit')),
    rollback: async () => void (await call('rollback')),
    listSchemas: async (database) => (await call('listSchemas', database)) as readonly string[],
    listRelations: async (database, schema) =>
      (await call('listRelations', database, schema)) as unknown as readonly EngineRelation[],
    findRelation: async (database, schema, name) =>
      ((await call('findRelation', database, schema, name)) ?? undefined) as EngineRelation | undefined,
    columnsOf: async (relation) =>
      ((await call('columnsOf', relation)) ?? undefined) as unknown as readonly EngineColumn[] | undefined,
    columnsOfQuery: async (select) => (await call('columnsOfQuery', select)) as unknown as readonly EngineColumn[],
    append: async (relation, columns, types, rows) => void (await call('append', relation, columns, types, rows)),
    // When the connection is gone, so is what ran.
    cancel: () => void client.ask('engine.cancel', { session }).catch(() => undefined),
    async close() {
      try {
        await client.ask('engine.close', { session });
        await ended;
      } catch {
        // The server closes the sessions of a connection that is gone.
      } finally {
        client.close();
      }
    },
  };
}

/** `ended` resolves when the server has closed the session. */
async function nameSession(
  client: LineClient,
): Promise<{ readonly session: string; readonly ended: Promise<unknown> }> {
  let ended: Promise<unknown> | undefined;
  const session = await new Promise<string>((resolve, reject) => {
    const heard = (value: Json): void => resolve(isJsonObject(value) ? textAt(value, 'session') : '');
    ended = client.ask('engine.session', {}, undefined, heard);
    ended.catch(reject);
  });
  return { session, ended: Promise.resolve(ended) };
}

function readResult(json: Json): EngineResult {
  const { columns, rows, message, rowsAffected } = json as unknown as {
    columns: EngineResult['columns'];
    rows: readonly (readonly Json[])[];
    message: string;
    rowsAffected: number | null;
  };
  return { columns, rows: rows.map((row) => row.map(decodeValue)), message, rowsAffected: rowsAffected ?? undefined };
}
