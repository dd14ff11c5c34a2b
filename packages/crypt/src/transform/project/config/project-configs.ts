// What dbt_project.yml configures for a node, from the general to the special.
import type { Dict, Value } from '../../jinja/values/value.ts';
import { fieldOf, isDict, textEntries } from '../fields.ts';

/** One mapping for each level of the file that the node's fqn leads through. */
export function projectConfigs(configs: Dict, fqn: readonly string[]): readonly ReadonlyMap<string, Value>[] {
  const levels = [levelOf(configs)];
  let level: Value | undefined = configs;
  for (const part of fqn) {
    level = fieldOf(level, part);
    if (!isDict(level)) break;
    levels.push(levelOf(level));
  }
  return levels;
}

const ids = new WeakMap<ReadonlyMap<string, Value>, number>();
let idCount = 0;

/** Tells levels apart for as long as the process lives. */
export function levelId(level: ReadonlyMap<string, Value>): number {
  const before = ids.get(level);
  if (before !== undefined) return before;
  ids.set(level, ++idCount);
  return idCount;
}

const known = new WeakMap<Dict, ReadonlyMap<string, Value>>();

/** Keys with `+` are configurations; without one, a mapping is a folder and the rest is configuration. */
function levelOf(dict: Dict): ReadonlyMap<string, Value> {
  const before = known.get(dict);
  if (before !== undefined) return before;
  const level = new Map<string, Value>();
  for (const [key, value] of textEntries(dict))
    if (key.startsWith('+')) level.set(key.slice(1).trim(), value);
    else if (!isDict(value)) level.set(key, value);
  known.set(dict, level);
  return level;
}
