/**
 * Columns of text padded to their widest cell; numbers to the right. Characters that would steer the terminal (events
 * come from anyone) are shown instead of sent.
 */
export function renderTable(names: readonly string[], cells: readonly (readonly string[])[]): string {
  const header = names.map(visible);
  const rows = cells.map((row) => row.map(visible));
  // Not Math.max(...rows): a call takes no hundred thousand arguments.
  const widths = header.map((name, column) =>
    rows.reduce((width, row) => Math.max(width, displayWidth(row[column] ?? '')), displayWidth(name)),
  );
  const right = header.map(
    (_, column) => rows.length > 0 && rows.every((row) => /^-?[\d.,]*$/.test(row[column] ?? '')),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => pad(cell, widths[column] ?? 0, right[column] ?? false))
      .join('  ')
      .trimEnd();
  return [line(header), line(widths.map((width) => '─'.repeat(width))), ...rows.map(line)].join('\n');
}

/** Controls of ASCII have pictures; the others, and those that turn the direction of text, are written as escapes. */
function visible(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x20) return String.fromCodePoint(0x2400 + code);
    return code === 0x7f ? '␡' : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

function pad(text: string, width: number, right: boolean): string {
  const space = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return right ? space + text : text + space;
}

/** Counts code points: close enough for a terminal, and never splits one. */
function displayWidth(text: string): number {
  return Array.from(text).length;
}
