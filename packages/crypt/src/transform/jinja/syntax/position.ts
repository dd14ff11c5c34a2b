/** Line and column, from 1, of an offset in a text. */
export function positionOf(source: string, at: number): { readonly line: number; readonly column: number } {
  let line = 1;
  let lineStart = 0;
  for (let end = source.indexOf('\n'); end !== -1 && end < at; end = source.indexOf('\n', end + 1)) {
    line++;
    lineStart = end + 1;
  }
  return { line, column: at - lineStart + 1 };
}
