/** First value of a parameter in a raw query, decoded as a form; null when absent. Malformed escapes stay as sent. */
export function readQueryParam(query: string, name: string): string | null {
  if (!query.includes(name)) return null;
  let start = 0;
  while (start <= query.length) {
    const ampersand = query.indexOf('&', start);
    const end = ampersand === -1 ? query.length : ampersand;
    if (query.startsWith(name, start) && query.charCodeAt(start + name.length) === EQUALS) {
      return decodeForm(query.slice(start + name.length + 1, end));
    }
    start = end + 1;
  }
  return null;
}

const EQUALS = 61;

function decodeForm(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    // Not UTF-8 or a lone `%`: what was sent is still the best value there is.
    return spaced;
  }
}
