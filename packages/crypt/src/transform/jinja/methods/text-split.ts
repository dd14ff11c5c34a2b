// split, rsplit, splitlines, partition of Python's str.
import { isSpace, skipSpace, trimEnd, trimStart } from '../syntax/white-space.ts';
import { valueError } from '../values/raise.ts';
import { tuple, type Tuple } from '../values/value.ts';

/** `limit` below 0 is none. Without a separator, runs of white space separate. */
export function split(text: string, separator: string | null, limit: number): string[] {
  if (separator === null) return splitSpace(text, limit);
  if (separator === '') throw valueError('empty separator');
  const parts = text.split(separator);
  return limit < 0 || parts.length <= limit + 1
    ? parts
    : [...parts.slice(0, limit), parts.slice(limit).join(separator)];
}

function splitSpace(text: string, limit: number): string[] {
  const parts: string[] = [];
  let at = skipSpace(text, 0);
  while (at < text.length) {
    if (parts.length === limit) return [...parts, trimEnd(text.slice(at))];
    let end = at;
    while (end < text.length && !isSpace(text.charCodeAt(end))) end++;
    parts.push(text.slice(at, end));
    at = skipSpace(text, end);
  }
  return parts;
}

export function splitFromRight(text: string, separator: string | null, limit: number): string[] {
  if (limit < 0) return split(text, separator, -1);
  if (separator !== null) {
    const parts = split(text, separator, -1);
    const kept = parts.length - limit;
    return kept <= 1 ? parts : [parts.slice(0, kept).join(separator), ...parts.slice(kept)];
  }
  const parts: string[] = [];
  let rest = trimEnd(text);
  while (rest !== '') {
    if (parts.length === limit) return [trimStart(rest), ...parts];
    let start = rest.length;
    while (start > 0 && !isSpace(rest.charCodeAt(start - 1))) start--;
    parts.unshift(rest.slice(start));
    rest = trimEnd(rest.slice(0, start));
  }
  return parts;
}

// oxlint-disable-next-line no-control-regex -- Python ends lines at some of them.
const LINE_END = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/g;

export function splitLines(text: string, keepsEnds: boolean): string[] {
  const lines: string[] = [];
  let start = 0;
  for (const match of text.matchAll(LINE_END)) {
    const end = match.index + match[0].length;
    lines.push(text.slice(start, keepsEnds ? end : match.index));
    start = end;
  }
  if (start < text.length) lines.push(text.slice(start));
  return lines;
}

export function partition(text: string, separator: string, fromRight: boolean): Tuple {
  if (separator === '') throw valueError('empty separator');
  const at = fromRight ? text.lastIndexOf(separator) : text.indexOf(separator);
  if (at === -1) return tuple(fromRight ? ['', '', text] : [text, '', '']);
  return tuple([text.slice(0, at), separator, text.slice(at + separator.length)]);
}

/** Without the characters of `characters` at its ends; of white space for null. */
export function strip(text: string, characters: string | null, side: 'both' | 'left' | 'right'): string {
  const isDropped =
    characters === null
      ? (character: string): boolean => isSpace(character.charCodeAt(0))
      : (character: string): boolean => characters.includes(character);
  const letters = Array.from(text);
  let [start, end] = [0, letters.length];
  if (side !== 'right') while (start < end && isDropped(letters[start] ?? '')) start++;
  if (side !== 'left') while (end > start && isDropped(letters[end - 1] ?? '')) end--;
  return start === 0 && end === letters.length ? text : letters.slice(start, end).join('');
}
