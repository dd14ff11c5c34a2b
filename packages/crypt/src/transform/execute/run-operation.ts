// Runs a macro of a project by its name: dbt's run-operation.
import type { SqlEngine } from '../../contracts/sql-engine.ts';
import { guess } from '../jinja/values/bind.ts';
import type { Value } from '../jinja/values/value.ts';
import { resolveMacro } from '../project/macros/find-macro.ts';
import type { Macro } from '../project/macros/macro.ts';
import { openNodeRun } from '../compile/compile-node.ts';
import { fail } from '../compile/errors.ts';
import { callMacro } from '../compile/node-run.ts';
import type { RunWorld } from '../compile/run-world.ts';

/**
 * @param name of a macro, or `package.name`.
 * @returns what the macro returns, or its text. What it left uncommitted is rolled back, as in dbt.
 * @throws RUN_DISPATCH when there is no such macro; whatever the macro throws.
 */
export async function runOperation(
  world: RunWorld,
  name: string,
  args: ReadonlyMap<string, Value>,
  engine: SqlEngine,
): Promise<Value> {
  const macro = findOperation(world, name);
  const session = await engine.session();
  try {
    return await callMacro(
      openNodeRun(world, undefined, macro.packageName === 'dbt' ? world.rootName : macro.packageName, session),
      macro.call,
      [],
      args,
    );
  } finally {
    await session.close();
  }
}

/** @throws RUN_DISPATCH when there is no such macro. */
export function findOperation(world: RunWorld, name: string): Macro {
  const parts = name.split('.');
  const packageName = parts.length > 1 ? (parts[0] ?? world.rootName) : world.rootName;
  const plain = parts.at(-1) ?? name;
  const macro = resolveMacro(world.index, packageName, plain);
  if (macro === undefined) {
    const advice = guess(
      plain,
      Array.from(world.index.all.values(), (known) => known.name),
    );
    throw fail(
      'RUN_DISPATCH',
      advice === undefined
        ? { reason: `there is no macro '${name}'` }
        : { reason: `there is no macro '${name}'`, advice },
    );
  }
  return macro;
}
