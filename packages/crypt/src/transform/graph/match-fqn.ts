import { compileGlob, isGlob } from './glob.ts';
import type { Member } from './members.ts';

type Segments = readonly string[];

/**
 * A test for the fully qualified name, with the package or without. The name alone is enough; so is the beginning
 * (`staging` or `shop.staging` for all under it); from the first wildcard on the rest of the name must fit the pattern.
 * Dots within a segment count as separators.
 */
export function matchFqn(value: string): (member: Member) => boolean {
  if (value === '*') return () => true;
  const parts = value.split('.');
  const firstGlob = parts.findIndex(isGlob);
  const fixed = firstGlob < 0 ? parts : parts.slice(0, firstGlob);
  const rest = firstGlob < 0 ? undefined : compileGlob(parts.slice(firstGlob).join('.'));

  const fitsFrom = (flat: Segments, from: number): boolean => {
    if (flat.length - from < parts.length || !fixed.every((part, index) => flat[from + index] === part)) return false;
    return rest === undefined || rest(flat.slice(from + fixed.length).join('.'));
  };
  return ({ fqn, flatFqn, node }) => {
    const isVersioned = node.resource_type === 'model' && node.version !== null && node.version !== undefined;
    if (isVersioned ? isVersionNamed(fqn, value, parts) : fqn.at(-1) === value) return true;
    return fitsFrom(flatFqn, 0) || fitsFrom(flatFqn, packageLength(fqn));
  };
}

/** A package has no dots, but a manifest of somebody may. */
function packageLength([name = '']: Segments): number {
  return name.includes('.') ? name.split('.').length : 1;
}

/** `orders` for every version of it; `orders.v2` and `orders_v2` for one, whatever stands before. */
function isVersionNamed(fqn: Segments, value: string, parts: Segments): boolean {
  return fqn.at(-2) === value || fqn.slice(-2).join('_') === parts.slice(-2).join('_');
}
