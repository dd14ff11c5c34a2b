/**
 * An equal text with memory of its own, for the keys of caches. V8 cuts a text out of a longer one without copying, so
 * a cached part of a query string would keep all 20 KB of it.
 *
 * @param text clean: half a surrogate pair would not come back.
 */
export function ownText(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}
