// Which part of the collector answers. A table in code: paths are compared whole, never matched by a pattern.

export type Route =
  | { readonly kind: 'pixel' | 'track' | 'redirect' | 'webhook'; readonly path: string }
  | { readonly kind: 'health' | 'sinkHealth' | 'robots' | 'crossDomain' | 'root' | 'metrics' | 'unknown' };

const FIXED: ReadonlyMap<string, Route> = new Map<string, Route>([
  ['/i', { kind: 'pixel', path: '/i' }],
  ['/ice.png', { kind: 'pixel', path: '/ice.png' }],
  ['/health', { kind: 'health' }],
  ['/sink-health', { kind: 'sinkHealth' }],
  ['/robots.txt', { kind: 'robots' }],
  ['/crossdomain.xml', { kind: 'crossDomain' }],
  ['/metrics', { kind: 'metrics' }],
  ['/', { kind: 'root' }],
]);
const NONE: ReadonlyMap<string, unknown> = new Map();
const UNKNOWN: Route = { kind: 'unknown' };

/**
 * `track` is every path of two segments that is none of the project's webhooks; `path` is what is stored, after the
 * custom paths are mapped.
 */
export function routePath(
  path: string,
  customPaths: ReadonlyMap<string, string>,
  webhooks: ReadonlyMap<string, unknown> = NONE,
): Route {
  if (!hasTwoSegments(path)) return FIXED.get(path) ?? UNKNOWN;
  const mapped = customPaths.get(path) ?? path;
  if (webhooks.has(mapped)) return { kind: 'webhook', path: mapped };
  return { kind: mapped.startsWith('/r/') ? 'redirect' : 'track', path: mapped };
}

/** `/vendor/version`, neither of them empty. */
export function hasTwoSegments(path: string): boolean {
  const second = path.indexOf('/', 1);
  return second > 1 && second + 1 < path.length && path.startsWith('/') && path.indexOf('/', second + 1) === -1;
}

/** Splits the request target into path and raw query; an absolute target (RFC 9112, section 3.2.2) loses its host. */
export function splitTarget(target: string): { readonly path: string; readonly query: string } {
  const start = pathStart(target);
  const mark = target.indexOf('?', start);
  if (mark === -1) return { path: target.slice(start) || '/', query: '' };
  return { path: target.slice(start, mark) || '/', query: target.slice(mark + 1) };
}

function pathStart(target: string): number {
  if (target.startsWith('/')) return 0;
  const scheme = target.indexOf('://');
  if (scheme === -1) return 0;
  const slash = target.indexOf('/', scheme + 3);
  const mark = target.indexOf('?', scheme + 3);
  if (mark !== -1 && (slash === -1 || mark < slash)) return mark;
  return slash === -1 ? target.length : slash;
}
