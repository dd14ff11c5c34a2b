/** An identifier, safe whatever it contains: DuckDB doubles quotes within quotes. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A string literal. For values that DuckDB does not accept as parameters (paths of table functions). */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
