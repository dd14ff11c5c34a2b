import { decodeParameter } from '../split/query-string.ts';

/** A name and its equals sign behind the beginning of a query, of a fragment, or of a further pair. */
const NAME = /(?:^|[?&#;])([^=?&#;]*)=/g;

/**
 * A URL, query or fragment with the values of some parameters replaced; the rest is as it was.
 *
 * @param names in lower case; those of the text are compared decoded and in any case.
 * @param replace gets the value decoded; what it returns is put in as it is.
 */
export function replaceInUrl(text: string, names: ReadonlySet<string>, replace: (value: string) => string): string {
  if (!text.includes('=')) return text;
  let result = '';
  let copied = 0;
  NAME.lastIndex = 0;
  for (let match = NAME.exec(text); match !== null; match = NAME.exec(text)) {
    // A value that stays is looked into: it may hold a query of its own.
    if (!names.has(decodeParameter(match[1] ?? '').toLowerCase())) continue;
    const start = NAME.lastIndex;
    const end = endOfValue(text, start);
    if (end > start) {
      result += text.slice(copied, start) + replace(decodeParameter(text.slice(start, end)));
      copied = end;
    }
    NAME.lastIndex = end;
  }
  return copied === 0 ? text : result + text.slice(copied);
}

function endOfValue(text: string, start: number): number {
  const length = text.slice(start).search(/[&#]/);
  return length === -1 ? text.length : start + length;
}
