import { connectWarehouse } from '../adapters/local-socket/warehouse-client.ts';
import type { WarehouseSession } from '../contracts/warehouse.ts';
import { isCryptError } from '../kernel/crypt-error.ts';
import type { Query } from '../serve/portal/portal-options.ts';
import { fail } from './errors.ts';

const PAGE_ROWS_MAX = 500;
const PAGE_MS_MAX = 5_000;

/** Asks the warehouse process, and connects again when that was started anew. */
export class WarehouseReader {
  readonly #path: string;
  #session: WarehouseSession | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  readonly query: Query = async (sql, params) => {
    this.#session ??= await connectWarehouse(this.#path, { actor: 'role:portal', purpose: 'pages' });
    if (this.#session === undefined) throw fail('CLI_WAREHOUSE_AWAY', {});
    try {
      return await this.#session.query(sql, params, { rowsMax: PAGE_ROWS_MAX, deadlineMs: PAGE_MS_MAX });
    } catch (error) {
      if (isCryptError(error, 'SOCKET_CLOSED')) this.#session = undefined;
      throw error;
    }
  };

  async close(): Promise<void> {
    await this.#session?.close();
  }
}
