/** URL of a file below `assets/` of the package, from `out/src/kernel` or, bundled, from `out/bundle/cli`. */
export function assetUrl(path: string): URL {
  return new URL(`../../../assets/${path}`, import.meta.url);
}
