// An engine that is opened when it is first asked something: most SQL is compiled without a question, and then needs
// neither the engine nor its file.
import type {
  EngineColumn,
  EngineRelation,
  EngineResult,
  EngineStatement,
  SqlEngine,
  SqlSession,
} from '../../contracts/sql-engine.ts';

export type SessionSource = Pick<SqlEngine, 'session'>;

/** @param open throws what opening throws, at the first question. */
export function lazyEngine(open: () => Promise<SqlEngine>): SessionSource & Pick<SqlEngine, 'close'> {
  let opening: Promise<SqlEngine> | undefined;
  return {
    session: async () => new LazySession(async () => (await (opening ??= open())).session()),
    close: async () => {
      // What could not be opened has been told to who asked.
      const engine = await opening?.catch(() => undefined);
      await engine?.close();
    },
  };
}

class LazySession implements SqlSession {
  readonly #open: () => Promise<SqlSession>;
  #opening: Promise<SqlSession> | undefined;
  #session: SqlSession | undefined;

  constructor(open: () => Promise<SqlSession>) {
    this.#open = open;
  }

  async run(sql: string, statement?: EngineStatement): Promise<EngineResult> {
    return (await this.#get()).run(sql, statement);
  }

  isInTransaction(): boolean {
    return this.#session?.isInTransaction() ?? false;
  }

  async begin(): Promise<void> {
    return (await this.#get()).begin();
  }

  async commit(): Promise<void> {
    return (await this.#get()).commit();
  }

  async rollback(): Promise<void> {
    return (await this.#get()).rollback();
  }

  async listSchemas(database: string): Promise<readonly string[]> {
    return (await this.#get()).listSchemas(database);
  }

  async listRelations(database: string, schema: string): Promise<readonly EngineRelation[]> {
    return (await this.#get()).listRelations(database, schema);
  }

  async findRelation(database: string, schema: string, name: string): Promise<EngineRelation | undefined> {
    return (await this.#get()).findRelation(database, schema, name);
  }

  async columnsOf(relation: string): Promise<readonly EngineColumn[] | undefined> {
    return (await this.#get()).columnsOf(relation);
  }

  async columnsOfQuery(select: string): Promise<readonly EngineColumn[]> {
    return (await this.#get()).columnsOfQuery(select);
  }

  async append(
    relation: string,
    columns: readonly string[],
    types: readonly string[],
    rows: readonly (readonly (string | null)[])[],
  ): Promise<void> {
    return (await this.#get()).append(relation, columns, types, rows);
  }

  cancel(): void {
    this.#session?.cancel();
  }

  async close(): Promise<void> {
    const session = await this.#opening?.catch(() => undefined);
    await session?.close();
  }

  async #get(): Promise<SqlSession> {
    this.#opening ??= this.#open();
    return (this.#session ??= await this.#opening);
  }
}
