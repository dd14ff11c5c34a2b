import { unescape as unescapePercents } from 'node:querystring';

/**
 * Names and values of a query string or form body, the last of equal names winning. A name without `=` has no value and
 * is left out. Ill-formed percent signs stay as they are; bytes that are no UTF-8 become U+FFFD. Never throws.
 */
export function parseQuery(query: string): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  if (query === '') return pairs;
  for (const pair of query.split('&')) {
    const equals = pair.indexOf('=');
    if (equals > 0) pairs.set(decodePart(pair.slice(0, equals)), decodePart(pair.slice(equals + 1)));
  }
  return pairs;
}

function decodePart(part: string): string {
  const spaced = part.includes('+') ? part.replaceAll('+', ' ') : part;
  return spaced.includes('%') ? unescapePercents(spaced) : spaced;
}
