import { parseQuery } from '../query-string.ts';

let lastQuery = '';
let lastPairs = parseQuery('');

/** Names and values of a page's query; several enrichments ask for the same one in a row, so the last is kept. */
export function pageParameters(query: string): ReadonlyMap<string, string> {
  if (query !== lastQuery) {
    lastPairs = parseQuery(query);
    lastQuery = query;
  }
  return lastPairs;
}
