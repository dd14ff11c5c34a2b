export interface EdgeMaps {
  readonly parents: Readonly<Record<string, readonly string[]>>;
  readonly children: Readonly<Record<string, readonly string[]>>;
}

/** Parents and children of each id, sorted. */
export function sortedMaps(edges: ReadonlyMap<string, readonly string[]>): EdgeMaps {
  const children = new Map<string, string[]>(Array.from(edges.keys(), (id) => [id, []]));
  for (const [id, parents] of edges) for (const parent of parents) children.get(parent)?.push(id);
  return {
    parents: Object.fromEntries(Array.from(edges, ([id, parents]) => [id, parents.toSorted()])),
    children: Object.fromEntries(Array.from(children, ([id, found]) => [id, found.toSorted()])),
  };
}
