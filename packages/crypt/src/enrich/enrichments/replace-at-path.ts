import type { JsonPath } from '../../config/enrichments/json-path.ts';
import { ExactNumber, type ExactJson } from '../../kernel/exact-json.ts';

type Items = readonly ExactJson[];
type Members = { readonly [key: string]: ExactJson };

/** What becomes of a text or number. */
export type ReplaceValue = (value: string | number | ExactNumber) => ExactJson;

/**
 * The data with what `path` leads to replaced: texts and numbers, and all of those below an object or array. Nothing is
 * changed in place: what is replaced has new objects and arrays around it, everything else is shared with `data`. Steps
 * that the data does not have lead nowhere.
 */
export function replaceAtPath(data: ExactJson, path: JsonPath, replace: ReplaceValue, at = 0): ExactJson {
  if (typeof data === 'string' || typeof data === 'number' || data instanceof ExactNumber)
    return at === path.length ? replace(data) : data;
  if (typeof data !== 'object' || data === null) return data;
  const step = path[at] ?? '*';
  const next = Math.min(at + 1, path.length);
  if (isItems(data)) return step === '*' ? replaceItems(data, path, replace, next) : data;
  return replaceMembers(data, step === '*' ? Object.keys(data) : step, path, replace, next);
}

function isItems(data: Items | Members): data is Items {
  return Array.isArray(data);
}

function replaceItems(items: Items, path: JsonPath, replace: ReplaceValue, at: number): Items {
  let copy: ExactJson[] | undefined;
  for (const [index, item] of items.entries()) {
    const replaced = replaceAtPath(item, path, replace, at);
    if (replaced !== item) (copy ??= items.slice())[index] = replaced;
  }
  return copy ?? items;
}

function replaceMembers(
  members: Members,
  names: readonly string[],
  path: JsonPath,
  replace: ReplaceValue,
  at: number,
): Members {
  let copy: Record<string, ExactJson> | undefined;
  for (const name of names) {
    if (!Object.hasOwn(members, name)) continue;
    const member = members[name] ?? null;
    const replaced = replaceAtPath(member, path, replace, at);
    if (replaced === member) continue;
    // A spread makes own members, of `__proto__` too, and to assign to an own member reaches no prototype.
    copy ??= { ...members };
    copy[name] = replaced;
  }
  return copy ?? members;
}
