import type { Criterion } from './selection.ts';
import type { Member } from './members.ts';

/** A test for a value of a node's configuration, at `keys`; a list has it when one of its items is it. */
export function matchConfig(keys: readonly string[], wanted: Criterion['value']): (member: Member) => boolean {
  const isWanted = keys.join('.') === 'severity' ? sameLetters(wanted) : sameValue(wanted);
  return ({ kind, node }) => {
    if (kind !== 'node' && kind !== 'source') return false;
    let value: unknown = node.config;
    for (const key of keys) value = keyOf(value, key);
    return Array.isArray(value) ? value.some(isWanted) : isWanted(value);
  };
}

/** Hooks are spelled with a hyphen in a manifest, which a selection cannot write. */
function keyOf(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const fields = value as Readonly<Record<string, unknown>>;
  const name = Object.hasOwn(fields, key) ? key : key.replaceAll('_', '-');
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

/** Texts say true and false in any case. Numbers equal numbers only, which the command line cannot write: so in dbt. */
function sameValue(wanted: Criterion['value']): (value: unknown) => boolean {
  const word = String(wanted).toLowerCase();
  return (value) => {
    if (typeof value === 'boolean' && word === String(value)) return true;
    // In Python true is 1 and false is 0.
    if (typeof value === 'string' || typeof wanted === 'string') return value === wanted;
    return (typeof value === 'number' || typeof value === 'boolean') && Number(value) === Number(wanted);
  };
}

function sameLetters(wanted: Criterion['value']): (value: unknown) => boolean {
  const word = String(wanted).toUpperCase();
  return (value) => typeof value === 'string' && value.toUpperCase() === word;
}
