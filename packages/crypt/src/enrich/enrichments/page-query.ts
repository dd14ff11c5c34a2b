import { parseQuery } from '../split/query-string.ts';

let lastQuery = '';
let lastPairs: ReadonlyMap<string, string> = new Map();

/** Parameters of a page's query. Several enrichments ask for one query in a row, so the last is kept. */
export function pageParameters(query: string): ReadonlyMap<string, string> {
  if (query !== lastQuery) {
    lastPairs = parseQuery(query);
    lastQuery = query;
  }
  return lastPairs;
}
