import type { Platform } from './platform.ts';

/** Rows of a statement as soon as there are `count`: what fails is loaded a moment after it is counted. */
export async function awaitedRows(platform: Platform, sql: string, count: number): Promise<readonly unknown[]> {
  const endMs = Date.now() + 20_000;
  for (;;) {
    const rows = await platform.sql(sql);
    if (rows.length >= count || Date.now() > endMs) return rows;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
