/** URL of a file below `assets/` of the package; built files lie two folders deeper than sources, below `out/`. */
export function assetUrl(path: string): URL {
  return new URL(`../../../assets/${path}`, import.meta.url);
}
