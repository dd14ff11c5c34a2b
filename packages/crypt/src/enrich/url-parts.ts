// Splits a URL as RFC 3986, appendix B, and as java.net.URI shows the parts: raw, as written, nothing decoded. A URL
// that cannot be split has no parts; it never costs an event.
import { GenerationCache } from './generation-cache.ts';

/** Empty means null. */
export interface UrlParts {
  readonly scheme: string;
  readonly host: string;
  /** Decimal; 443 for https and 80 for all others when the URL names none. */
  readonly port: string;
  readonly path: string;
  readonly query: string;
  readonly fragment: string;
}

const CACHED_CHARACTERS_MAX = 512;
const cache = new GenerationCache<UrlParts | null>(2048);

/** Parts of a clean text; undefined when it is not a URL. Pages repeat, so recent answers are kept. */
export function parseUrl(text: string): UrlParts | undefined {
  if (text.length > CACHED_CHARACTERS_MAX) return splitUrl(text) ?? undefined;
  let parts = cache.get(text);
  if (parts === undefined) {
    parts = splitUrl(text);
    cache.set(text, parts);
  }
  return parts ?? undefined;
}

const SHAPE = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s;

function splitUrl(text: string): UrlParts | null {
  const match = SHAPE.exec(text);
  if (match === null) return null;
  const [, scheme = '', authority, path = '', query = '', fragment = ''] = match;
  const defaultPort = scheme.toLowerCase() === 'https' ? '443' : '80';
  if (authority === undefined && !path.startsWith('/')) {
    if (scheme !== '') {
      // `mailto:` and `about:` are opaque: java.net.URI gives them neither path nor query.
      return path === '' ? null : { scheme, host: '', port: defaultPort, path: '', query: '', fragment };
    }
    // A colon before the first slash would have to end a scheme.
    if (/^[^/]*:/.test(path)) return null;
  }
  if (authority === '' && path === '') return null;
  const place = splitAuthority(authority ?? '');
  if (place === null) return null;
  return { scheme, host: place.host, port: place.port || defaultPort, path, query, fragment };
}

const AUTHORITY = /^(?:.*@)?(\[[^\]]*\]|[^:[\]]*)(?::(\d{0,9}))?$/s;

function splitAuthority(authority: string): { host: string; port: string } | null {
  const match = AUTHORITY.exec(authority);
  if (match === null) return null;
  const port = match[2] ?? '';
  return { host: match[1] ?? '', port: port === '' ? '' : String(Number(port)) };
}
