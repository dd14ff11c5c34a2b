// Loaded into every process before its own code (NODE_OPTIONS=--import …). Orders are files `<role>.order` in
// CRYPT_KILL_FOLDER, with {window, nth, after}: the nth time the process comes to that window it takes the order,
// writes down that it did, and ends itself with SIGKILL: before the call, or a moment after it has begun.
import { existsSync, readFileSync, renameSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import { ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';

interface Order {
  readonly window: string;
  readonly nth: number;
  /** Microseconds between the beginning of the call and the end of the process; -1 ends before the call. */
  readonly afterMicros: number;
}

const folder = process.env['CRYPT_KILL_FOLDER'];
const role = (process.argv[1] ?? '').endsWith('role.js') ? (process.argv[2] ?? '') : '';

/** A write that has a record of log:columns in it. */
function isColumn(bytes: unknown): boolean {
  return role === 'enricher' && bytes instanceof Uint8Array && Buffer.from(bytes).includes('"versions":["');
}

if (folder !== undefined && role !== '') {
  let seen = 0;
  /** Ends the process when the order for this window has come due. */
  const reach = (window: string): ((begun: () => void) => void) | undefined => {
    const path = join(folder, `${role}.order`);
    if (!existsSync(path)) {
      seen = 0;
      return undefined;
    }
    const order = JSON.parse(readFileSync(path, 'utf8')) as Order;
    if (order.window !== window || ++seen < order.nth) return undefined;
    renameSync(path, join(folder, `${role}.done`));
    if (order.afterMicros < 0) process.kill(process.pid, 'SIGKILL');
    return (begin) => {
      begin();
      const end = process.hrtime.bigint() + BigInt(order.afterMicros) * 1000n;
      while (process.hrtime.bigint() < end);
      process.kill(process.pid, 'SIGKILL');
    };
  };
  const wrap = (target: object, name: string, windowOf: (args: readonly unknown[]) => string | undefined): void => {
    const methods = target as Record<string, (...args: unknown[]) => unknown>;
    const original = methods[name];
    if (original === undefined) throw new Error(`there is no ${name} to wrap`);
    methods[name] = function wrapped(this: unknown, ...args: unknown[]) {
      const window = windowOf(args);
      const end = window === undefined ? undefined : reach(window);
      if (end !== undefined) end(() => void original.apply(this, args));
      return original.apply(this, args);
    };
  };
  const handle = await fs.open(process.execPath, 'r');
  const handlePrototype = Object.getPrototypeOf(handle) as object;
  await handle.close();
  wrap(handlePrototype, 'write', ([bytes]) => (isColumn(bytes) ? 'column append' : 'append'));
  wrap(handlePrototype, 'datasync', () => 'fsync');
  wrap(ServerResponse.prototype, 'end', () => 'reply');
  if (role === 'warehouse') {
    const duckdb = createRequire(import.meta.url)('@duckdb/node-api') as { DuckDBConnection: { prototype: object } };
    wrap(duckdb.DuckDBConnection.prototype, 'run', ([sql]) => {
      const text = String(sql).trimStart();
      if (text.startsWith('COMMIT')) return 'load commit';
      if (text.startsWith('CREATE OR REPLACE VIEW landing."events"')) return 'new column';
      if (text.startsWith('CREATE') || text.startsWith('ALTER')) return 'DDL';
      return text.startsWith('CHECKPOINT') ? 'checkpoint' : undefined;
    });
  }
}
