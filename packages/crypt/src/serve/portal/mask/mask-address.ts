// Addresses with the values taken out and the structure left in, so that a reader can still tell pages apart.

export const DOTS = '•••';

/** Longest text a masked value may become. */
const LENGTH_MAX = 300;

export function maskUrl(url: string): string {
  const parsed = parseUrl(url);
  if (parsed === undefined) return DOTS;
  const origin = parsed.host === '' ? parsed.protocol : `${parsed.protocol}//${parsed.host}`;
  // Schemes without a host (mailto:, tel:, data:) carry the person in the path.
  if (parsed.host === '') return `${origin}${DOTS}`;
  const query = parsed.search.length > 1 ? `?${maskQuery(parsed.search.slice(1))}` : '';
  return cut(`${origin}${maskPath(parsed.pathname)}${query}${parsed.hash.length > 1 ? `#${DOTS}` : ''}`);
}

/** Segments stay when they look like a word of the site's own: short, without digits in a row, `@` or escapes. */
export function maskPath(path: string): string {
  return cut(
    path
      .split('/')
      .map((segment) => (isPlainSegment(segment) ? segment : DOTS))
      .join('/'),
  );
}

/** Names stay, values go. A part without `=` is a value. */
export function maskQuery(query: string): string {
  if (query === '') return '';
  return cut(
    query
      .split('&')
      .map((part) => {
        const at = part.indexOf('=');
        return at > 0 && isPlainName(part.slice(0, at)) ? `${part.slice(0, at)}=${DOTS}` : DOTS;
      })
      .join('&'),
  );
}

/** A name that a developer gave, rather than data used as a name. */
export function isPlainName(name: string): boolean {
  return /^[A-Za-z_$][\w$:-]{0,47}$/.test(name) && !/\d{4}/.test(name);
}

function isPlainSegment(segment: string): boolean {
  return (
    segment.length <= 40 && /^[A-Za-z\d._~-]*$/.test(segment) && !/\d{4}/.test(segment) && !isMostlyDigits(segment)
  );
}

/** Ids in hexadecimal or base 36 mix letters and digits; words do not. */
function isMostlyDigits(segment: string): boolean {
  const digits = segment.replaceAll(/\D/g, '').length;
  return digits >= 4 && digits * 4 >= segment.length;
}

function parseUrl(url: string): URL | undefined {
  return URL.canParse(url) ? new URL(url) : undefined;
}

function cut(text: string): string {
  return text.length > LENGTH_MAX ? `${text.slice(0, LENGTH_MAX)}…` : text;
}
