/**
 * Names and values of a query string or form body, the last of equal names winning. A name without `=` has no value and
 * is left out. Ill-formed percent signs stay as they are; bytes that are no UTF-8 become U+FFFD. Never throws.
 */
export function parseQuery(query: string): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  if (query === '') return pairs;
  for (const pair of query.split('&')) {
    const equals = pair.indexOf('=');
    if (equals > 0) pairs.set(decodeParameter(pair.slice(0, equals)), decodeParameter(pair.slice(equals + 1)));
  }
  return pairs;
}

const ESCAPES = /(?:%[\da-f]{2})+/gi;

/** Only escapes are decoded: node:querystring garbles raw characters beside an ill-formed percent sign. */
export function decodeParameter(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  return spaced.includes('%') ? spaced.replaceAll(ESCAPES, decodeEscapes) : spaced;
}

function decodeEscapes(escapes: string): string {
  return Buffer.from(escapes.replaceAll('%', ''), 'hex').toString('utf8');
}
