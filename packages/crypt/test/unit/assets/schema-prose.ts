// What a schema says to people, apart from what it means to a validator.
export type Json = null | boolean | string | number | readonly Json[] | { readonly [key: string]: Json };

export interface DescribedNode {
  /** `properties/pii/properties/json/items`; empty for the schema itself. */
  readonly at: string;
  readonly description: string | undefined;
  /** True for what may do without: items of arrays, parts of `anyOf`, shared definitions. */
  readonly isItem: boolean;
}

/** Keys whose members are named by the author, and so are no keywords. */
const NAMED = new Set(['properties', 'patternProperties', 'definitions', 'dependencies']);
const PROSE = new Set(['description', 'title', 'examples']);
/** Keys whose content is data. */
const DATA = new Set(['enum', 'required', 'default', 'self']);

/** Parses JSON with long integers as texts, since a double would round both sides of a comparison. */
export function readExact(text: string): Json {
  return JSON.parse(text.replaceAll(/(?<=[:[,]\s*)-?\d{16,}(?=\s*[,}\]])/g, '"$&"')) as Json;
}

/** The schema without descriptions, titles and examples; properties of these names stay. */
export function withoutProse(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map((part: Json) => withoutProse(part));
  if (!isObject(schema)) return schema;
  const kept = Object.entries(schema).filter(([key]) => !PROSE.has(key));
  return Object.fromEntries(
    kept.map(([key, part]) => {
      if (DATA.has(key)) return [key, part];
      if (!NAMED.has(key) || !isObject(part)) return [key, withoutProse(part)];
      return [key, Object.fromEntries(Object.entries(part).map(([name, node]) => [name, withoutProse(node)]))];
    }),
  );
}

/** The schema and all schemas in it, with their descriptions. */
export function describedNodes(schema: Json, at = '', isItem = false): DescribedNode[] {
  if (Array.isArray(schema)) return schema.flatMap((part: Json, i) => describedNodes(part, `${at}/${i}`, true));
  if (!isObject(schema)) return [];
  const { description } = schema;
  const nodes: DescribedNode[] = [
    { at, description: typeof description === 'string' ? description : undefined, isItem },
  ];
  for (const [key, part] of Object.entries(schema)) {
    if (DATA.has(key)) continue;
    if (!NAMED.has(key)) nodes.push(...describedNodes(part, `${at}/${key}`, true));
    else if (isObject(part)) {
      for (const [name, node] of Object.entries(part)) {
        nodes.push(...describedNodes(node, `${at}/${key}/${name}`, key !== 'properties'));
      }
    }
  }
  return nodes;
}

function isObject(json: Json): json is { readonly [key: string]: Json } {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}
