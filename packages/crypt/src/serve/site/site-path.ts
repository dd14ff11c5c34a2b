import { join } from 'node:path';

/**
 * The file that a path of an address names, or undefined when it names none that may be served: nothing above the
 * folder, nothing whose name begins with a dot. A path that ends with a slash names its index.html.
 */
export function sitePath(folder: string, pathname: string): string | undefined {
  const segments = decode(pathname)?.split('/');
  if (segments === undefined || segments[0] !== '') return undefined;
  const names = segments.slice(1);
  if (names.at(-1) === '') names[names.length - 1] = 'index.html';
  return names.every(isServedName) ? join(folder, ...names) : undefined;
}

/** Checked after decoding: `%2e%2e%2f` is `../`. */
function isServedName(name: string): boolean {
  return name !== '' && !name.startsWith('.') && !/[\\\0]/.test(name);
}

function decode(pathname: string): string | undefined {
  try {
    return decodeURIComponent(pathname);
  } catch {
    // `%` without two digits: no file has this name.
    return undefined;
  }
}
