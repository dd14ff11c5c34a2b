import { SCHEMA_BYTES_MAX, SCHEMA_JSON_DEPTH_MAX } from '../kernel/limits.ts';
import type { Json, JsonObject } from '../kernel/parse-json.ts';

/** Why a document is too large to be looked at; undefined when it is not. Goes through it without recursion. */
export function sizeProblem(document: JsonObject): string | undefined {
  let characters = 0;
  let level: readonly Json[] = [document];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > SCHEMA_JSON_DEPTH_MAX) return `it nests deeper than ${SCHEMA_JSON_DEPTH_MAX} levels`;
    const next: Json[] = [];
    for (const value of level) {
      characters += typeof value === 'string' ? value.length + 3 : 2;
      if (typeof value !== 'object' || value === null) continue;
      for (const key of Object.keys(value)) {
        characters += Array.isArray(value) ? 0 : key.length + 3;
        next.push((value as JsonObject)[key] ?? null);
      }
    }
    if (characters > SCHEMA_BYTES_MAX) return `it is larger than ${SCHEMA_BYTES_MAX} bytes`;
    level = next;
  }
  return undefined;
}
