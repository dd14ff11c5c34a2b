// Parameters of the query of a page or referrer, as the browser wrote them: parted by `&`, the last of equal names wins,
// a name without `=` is left out. Decoding never throws and never guesses, since a page's URL may hold anything: an
// ill-formed percent sign and characters beyond ASCII stay as they are, bytes that are no UTF-8 become U+FFFD.

let lastQuery = '';
let lastPairs: ReadonlyMap<string, string> = new Map();

/** Names and values. Several enrichments ask for one query in a row, so the last is kept. */
export function pageParameters(query: string): ReadonlyMap<string, string> {
  if (query !== lastQuery) {
    lastPairs = parsePairs(query);
    lastQuery = query;
  }
  return lastPairs;
}

function parsePairs(query: string): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  for (const pair of query.split('&')) {
    const equals = pair.indexOf('=');
    if (equals > 0) pairs.set(decodeParameter(pair.slice(0, equals)), decodeParameter(pair.slice(equals + 1)));
  }
  return pairs;
}

const ESCAPES = /(?:%[\da-f]{2})+/gi;

/** A name or value decoded. */
export function decodeParameter(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  return spaced.includes('%') ? spaced.replaceAll(ESCAPES, decodeEscapes) : spaced;
}

function decodeEscapes(escapes: string): string {
  return Buffer.from(escapes.replaceAll('%', ''), 'hex').toString('utf8');
}
