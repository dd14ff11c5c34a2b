/** A row for each exported limit: its value, and the comment above it. */
export function renderLimits(source: string, values: Readonly<Record<string, unknown>>): string {
  const rows: string[] = [];
  let comment = '';
  for (const line of source.split('\n')) {
    const text = /^(?:\/\*\*| \*) ?(.*?)(?: ?\*\/)?$/.exec(line)?.[1];
    const name = /^export const (\w+)/.exec(line)?.[1];
    if (line.startsWith('/**')) comment = text ?? '';
    else if (line.startsWith(' *')) comment = `${comment} ${text ?? ''}`.trim();
    else if (name !== undefined) {
      if (comment === '') throw new Error(`the limit ${name} has no reason`);
      rows.push(`| \`${name}\` | ${Number(values[name]).toLocaleString('en-US')} | ${comment} |`);
      comment = '';
    }
  }
  const head =
    '# Limits\n\nMade from `kernel/limits.ts` by `npm run docs`. The unit is the last word of the name before MAX.\n';
  return `${head}\n| limit | value | why |\n| --- | --- | --- |\n${rows.join('\n')}\n`;
}
