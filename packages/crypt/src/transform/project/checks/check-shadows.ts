// Packages that bring their own of what is built in. It is not taken, and they are told of.
import { fail } from '../errors.ts';
import type { ParseWorld } from '../parse-world.ts';

export function checkShadows({ index, dispatch, problems, root }: ParseWorld): void {
  for (const [packageName, macros] of index.packages) {
    if (packageName === root.name) continue;
    for (const macro of macros.values()) {
      const what = wordOf(macro.name);
      if (what === undefined || !index.internal.has(macro.name)) continue;
      const isMaterialization = what.startsWith('materialization');
      const isTaken = isMaterialization && dispatch.mayOverride;
      const reason = `the package '${packageName}' has its own ${what}, which is built in; ${isTaken ? 'its own is taken' : 'the built-in one is taken'}`;
      const advice = isTaken
        ? undefined
        : `to have the package's, write in a macro of your own: ${isMaterialization ? `return(${packageName}.${macro.name}())` : `return(${packageName}.${macro.name}(**kwargs))`}`;
      problems.warnings.push(fail('PROJECT_SHADOW', { reason, place: macro.place, advice, isSilentInDbt: !isTaken }));
    }
  }
}

/** Other macros of packages are their own: nobody else sees them without the name of the package. */
function wordOf(name: string): string | undefined {
  const materialization = /^materialization_(.+)_[^_]+$/.exec(name)?.[1];
  if (materialization !== undefined) return `materialization '${materialization}'`;
  return name.startsWith('test_') ? `test '${name.slice('test_'.length)}'` : undefined;
}
