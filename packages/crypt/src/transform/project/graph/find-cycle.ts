/** Circles of ids that need one another, the first again at the end; each id is in one at most. Walks without recursion. */
export function findCycles(parents: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const cycles: (readonly string[])[] = [];
  const done = new Set<string>();
  const inCycle = new Set<string>();
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
      if (onPath.has(id)) {
        const cycle = path.slice(path.indexOf(id));
        if (!cycle.some((member) => inCycle.has(member))) cycles.push([...cycle, id]);
        for (const member of cycle) inCycle.add(member);
        continue;
      }
      onPath.add(id);
      path.push(id);
      stack.push({ id, isExit: true });
      for (const parent of (parents.get(id) ?? []).toReversed())
        if (!done.has(parent)) stack.push({ id: parent, isExit: false });
    }
  }
  return cycles;
}
