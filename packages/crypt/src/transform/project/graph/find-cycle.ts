/** Ids that need one another in a circle, the first again at the end; undefined when there is none. Walks without recursion. */
export function findCycle(parents: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const done = new Set<string>();
  for (const start of parents.keys()) {
    const path: string[] = [];
    const onPath = new Set<string>();
    const stack: { readonly id: string; readonly isExit: boolean }[] = [{ id: start, isExit: false }];
    while (stack.length > 0) {
      const { id, isExit } = stack.pop() ?? { id: '', isExit: true };
      if (isExit) {
        onPath.delete(id);
        path.pop();
        done.add(id);
        continue;
      }
      if (done.has(id)) continue;
      if (onPath.has(id)) return [...path.slice(path.indexOf(id)), id];
      onPath.add(id);
      path.push(id);
      stack.push({ id, isExit: true });
      for (const parent of (parents.get(id) ?? []).toReversed())
        if (!done.has(parent)) stack.push({ id: parent, isExit: false });
    }
  }
  return undefined;
}
