// Python's textwrap.wrap with white space kept: greedy, breaks after hyphens between letters.
import { lengthOf, charactersOf } from '../values/code-points.ts';

const CHUNKS = /(\s+)/;
const AFTER_HYPHEN = /(?<=[\p{L}\p{N}_]{2}-)(?=[\p{L}_][\p{L}\p{N}_]?)/u;

export function wrapText(text: string, width: number, breaksWords: boolean, breaksHyphens: boolean): string[] {
  const chunks = text
    .split(CHUNKS)
    .filter((chunk) => chunk !== '')
    .flatMap((chunk) => (breaksHyphens && chunk.includes('-') ? chunk.split(AFTER_HYPHEN) : [chunk]))
    .toReversed();
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
    if (long !== undefined && lengthOf(long) > width)
      breakLong(chunks, line, width - size, { breaksWords, breaksHyphens });
    if (line.length > 0 && isBlank(line.at(-1))) line.pop();
    if (line.length > 0) lines.push(line.join(''));
  }
  return lines;
}

function isBlank(chunk: string | undefined): boolean {
  return chunk !== undefined && chunk.trim() === '';
}

/** A chunk that fits on no line is cut, or has a line of its own. */
function breakLong(
  chunks: string[],
  line: string[],
  room: number,
  how: { readonly breaksWords: boolean; readonly breaksHyphens: boolean },
): void {
  const long = chunks.pop() ?? '';
  if (!how.breaksWords) {
    if (line.length === 0) line.push(long);
    else chunks.push(long);
    return;
  }
  const letters = charactersOf(long);
  const hyphen = how.breaksHyphens && room > 0 ? letters.lastIndexOf('-', room - 1) : -1;
  const end = hyphen > 0 && letters.slice(0, hyphen).some((letter) => letter !== '-') ? hyphen + 1 : room;
  line.push(letters.slice(0, end).join(''));
  const rest = letters.slice(end).join('');
  if (rest !== '') chunks.push(rest);
}
