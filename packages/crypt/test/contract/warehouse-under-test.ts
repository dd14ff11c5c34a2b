import type { TestContext } from 'node:test';
import type { QueryResult, Value, Warehouse, WarehouseSession } from '../../src/contracts/warehouse.ts';
import { tempFolder } from '../support/temp-folder.ts';

/**
 * What an adapter may differ in, by name.
 *
 *   interrupts       a running statement ends within a second of its deadline or its cancellation
 *   writes           a session that is not read-only takes statements that change
 *   hostileNames     tables and columns may have any name
 *   timestampsBC     timestamps reach back before the year 1
 */
export type WarehouseCapability = 'interrupts' | 'writes' | 'hostileNames' | 'timestampsBC';

/** An adapter, and how its engine is spoken to. */
export interface WarehouseUnderTest {
  readonly name: string;
  readonly capabilities: ReadonlySet<WarehouseCapability>;
  /** Opens the warehouse that lies in `folder`, making it at first. */
  open(folder: string): Promise<Warehouse>;
  /** A landing table as statements name it. */
  tableName(table: string): string;
  /** The element of an array at an index that counts from 0, for more dots behind it. */
  element(array: string, index: number): string;
  /** Statements of its dialect that change something, or act outside of the session. `file` may be written to. */
  changes(table: string, file: string): readonly string[];
  /** A statement that runs for minutes. */
  readonly endless: string;
  /** A statement that returns 0, 1, … count-1. */
  numbers(count: number): string;
}

/** A warehouse in a folder of its own, closed when the test ends. */
export async function openFor(
  t: TestContext,
  adapter: WarehouseUnderTest,
): Promise<{ warehouse: Warehouse; folder: string }> {
  const folder = await tempFolder(t);
  const warehouse = await adapter.open(folder);
  t.after(() => warehouse.close());
  return { warehouse, folder };
}

export const LIMITS = { rowsMax: 10_000, deadlineMs: 30_000 };

export function reader(warehouse: Warehouse): Promise<WarehouseSession> {
  return warehouse.session({ actor: 'role:test', purpose: 'test', readOnly: true });
}

/** Runs one statement in a session of its own. */
export async function ask(
  warehouse: Warehouse,
  sql: string,
  params: readonly Value[] = [],
  readOnly = true,
): Promise<QueryResult> {
  const session = await warehouse.session({ actor: 'role:test', purpose: 'test', readOnly });
  try {
    return await session.query(sql, params, LIMITS);
  } finally {
    await session.close();
  }
}

export async function rowsOf(warehouse: Warehouse, sql: string): Promise<readonly (readonly Value[])[]> {
  return (await ask(warehouse, sql)).rows;
}
