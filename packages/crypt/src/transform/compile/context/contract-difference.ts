// What a model gives against what its contract promises, as a table.

type NamedType = readonly [string, string];

export function contractDifference(promised: readonly NamedType[], given: readonly NamedType[]): string {
  const types = new Map(given);
  const names = new Set(promised.map(([name]) => name));
  const rows = promised.flatMap(([name, type]): (readonly string[])[] => {
    const actual = types.get(name);
    if (actual === undefined) return [[name, '', type, 'missing in definition']];
    return actual === type ? [] : [[name, actual, type, 'data type mismatch']];
  });
  for (const [name, type] of given) if (!names.has(name)) rows.push([name, type, '', 'missing in contract']);
  const cells = [['column_name', 'definition_type', 'contract_type', 'mismatch_reason'], ...rows];
  const widths = [0, 1, 2, 3].map((i) => Math.max(...cells.map((row) => (row[i] ?? '').length)));
  const lines = cells.map((row) => `| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`);
  lines.splice(1, 0, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`);
  return `the model does not keep its contract: its columns and their types are others\n\n${lines.join('\n')}`;
}
