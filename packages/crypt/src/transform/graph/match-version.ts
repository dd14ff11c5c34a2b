import type { SelectableNode } from './selectable-manifest.ts';

type Version = string | number;

/** The values of `version:`, each with its test for a model. */
export const VERSION_TESTS: Readonly<Record<string, (node: SelectableNode) => boolean>> = {
  latest: (node) => node.version !== null && node.version !== undefined && node.version === node.latest_version,
  prerelease: (node) => isVersioned(node) && isBefore(node.latest_version, node.version),
  old: (node) => isVersioned(node) && isBefore(node.version, node.latest_version),
  none: (node) => node.version === null || node.version === undefined,
};

/** dbt takes version 0 for none here. */
function isVersioned(
  node: SelectableNode,
): node is SelectableNode & { readonly version: Version; readonly latest_version: Version } {
  return Boolean(node.version) && Boolean(node.latest_version);
}

/** As numbers where both are, else as texts. */
function isBefore(left: Version, right: Version): boolean {
  const [leftNumber, rightNumber] = [toNumber(left), toNumber(right)];
  if (leftNumber !== undefined && rightNumber !== undefined) return leftNumber < rightNumber;
  return String(left) < String(right);
}

function toNumber(version: Version): number | undefined {
  const number = String(version).trim() === '' ? Number.NaN : Number(version);
  return Number.isNaN(number) ? undefined : number;
}
