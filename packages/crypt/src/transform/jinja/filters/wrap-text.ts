// Python's textwrap.wrap with white space kept: greedy, breaks after hyphens between letters.
import { lengthOf, charactersOf } from '../values/code-points.ts';

const CHUNKS = /(\s+)/;
const AFTER_HYPHEN = /(?<=[\p{L}\p{N}_]{2}-)(?=[\p{L}_][\p{L}\p{N}_]?)/u;

export function wrapText(text: string, width: number, breaksWords: boolean, breaksHyphens: boolean): string[] {
  const chunks = text
    .split(CHUNKS)
    .filter((chunk) => chunk !== '')
    .flatMap((chunk) => (breaksHyphens && chunk.includes('-') ? chunk.split(AFTER_HYPHEN) : [chunk]))
    .reverse();
  const lines: string[] = [];
  while (chunks.length > 0) {
    const line: string[] = [];
    let size = 0;
    if (lines.length > 0 && isBlank(chunks.at(-1))) chunks.pop();
    for (let next = chunks.at(-1); next !== undefined && size + lengthOf(next) <= width; next = chunks.at(-1)) {
      line.push(next);
      size += lengthOf(next);
      chunks.pop();
    }
    const long = chunks.at(-1);
    if (long !== undefined && lengthOf(long) > width) breakLong(chunks, line, size, width, breaksWords);
    if (line.length > 0 && isBlank(line.at(-1))) line.pop();
    if (line.length > 0) lines.push(line.join(''));
  }
  return lines;
}

function isBlank(chunk: string | undefined): boolean {
  return chunk !== undefined && chunk.trim() === '';
}

/** A chunk that fits on no line is cut, or has a line of its own. */
function breakLong(chunks: string[], line: string[], size: number, width: number, breaksWords: boolean): void {
  const long = chunks.pop() ?? '';
  if (!breaksWords) {
    if (line.length === 0) line.push(long);
    else chunks.push(long);
    return;
  }
  const letters = charactersOf(long);
  const room = Math.max(1, width - size);
  line.push(letters.slice(0, room).join(''));
  const rest = letters.slice(room).join('');
  if (rest !== '') chunks.push(rest);
}
