// Rows that were expected against rows that came, without regard to their order: what a unit test says when it fails.

export type CellRow = readonly string[];

/** Undefined when both have the same rows, as often. */
export function compareRows(
  names: readonly string[],
  expected: readonly CellRow[],
  actual: readonly CellRow[],
): string | undefined {
  const rest = [...actual];
  const same: CellRow[] = [];
  const missing: CellRow[] = [];
  for (const row of expected) {
    const at = rest.findIndex((other) => distance(row, other) === 0);
    if (at === -1) missing.push(row);
    else same.push(...rest.splice(at, 1));
  }
  if (missing.length === 0 && rest.length === 0) return undefined;
  const lines: CellRow[] = [['@@', ...names], ...same.map((row) => ['', ...row])];
  for (const row of missing) {
    const at = nearestRow(row, rest);
    const [other] = at === undefined ? [] : rest.splice(at, 1);
    if (other === undefined) lines.push(['---', ...row]);
    else lines.push(['→', ...row.map((cell, i) => (cell === other[i] ? cell : `${cell}→${other[i] ?? ''}`))]);
  }
  for (const row of rest) lines.push(['+++', ...row]);
  return `actual differs from expected:\n\n${alignColumns(lines)}`;
}

function distance(one: CellRow, other: CellRow): number {
  return one.reduce((sum, cell, i) => sum + (cell === other[i] ? 0 : 1), 0);
}

/** The row that shares most cells; none when none is shared. */
function nearestRow(row: CellRow, rows: readonly CellRow[]): number | undefined {
  let best: { readonly at: number; readonly far: number } | undefined;
  for (const [at, other] of rows.entries()) {
    const far = distance(row, other);
    if (far < row.length && (best === undefined || far < best.far)) best = { at, far };
  }
  return best?.at;
}

function alignColumns(lines: readonly CellRow[]): string {
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join(' , ')
        .trimEnd(),
    )
    .join('\n');
}
