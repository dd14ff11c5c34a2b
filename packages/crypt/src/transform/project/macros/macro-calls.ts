// Which macros a macro may call: read from its tree, for `depends_on.macros`.
import type { CallExpression, Expression } from '../../jinja/syntax/tree.ts';
import { dispatchMacro, type DispatchWorld } from './dispatch.ts';
import { resolveMacro } from './find-macro.ts';
import { openNamespace } from './macro-namespace.ts';
import type { Macro } from './macro.ts';
import type { MacroIndex } from './macro-index.ts';

/** Functions of dbt itself, whatever macros a project has of their names. */
const STANDARD: ReadonlySet<string> = new Set(['ref', 'source', 'config']);

/** A dispatch, at its offset in the macro's template, that no macro of the project answers. */
export type Unanswered = (at: number, name: string, attempts: readonly string[]) => void;

/** Unique ids, in the order of the calls; a macro that calls itself is among them. */
export function macroDependencies(
  macro: Macro,
  index: MacroIndex,
  world: DispatchWorld,
  unanswered: Unanswered,
): readonly string[] {
  const found = new Set<string>();
  const namespace = openNamespace(index, macro.packageName);
  for (const call of callsIn(macro.statement)) {
    const target = targetOf(call, macro.packageName);
    if (target === undefined) continue;
    if (!target.dispatches) {
      const called = resolveMacro(index, target.packageName ?? macro.packageName, target.name);
      if (called !== undefined) found.add(called.uniqueId);
      continue;
    }
    const { macro: called, attempts } = dispatchMacro(namespace, target.name, target.packageName, world);
    if (called !== undefined) found.add(called.uniqueId);
    else if (!isAnywhere(index, attempts)) unanswered(call.at, target.name, attempts);
  }
  return [...found];
}

/** Plain names may be those of any package: which macros see them is known when they are called. */
function isAnywhere({ packages }: MacroIndex, attempts: readonly string[]): boolean {
  return attempts.some((name) => [...packages.values()].some((macros) => macros.has(name)));
}

interface CallTarget {
  readonly packageName: string | undefined;
  readonly name: string;
  readonly dispatches: boolean;
}

function targetOf({ target, args }: CallExpression, own: string): CallTarget | undefined {
  if (target.kind === 'name')
    return STANDARD.has(target.name) ? undefined : { packageName: own, name: target.name, dispatches: false };
  if (target.kind !== 'attribute' || target.target.kind !== 'name') return undefined;
  if (target.target.name !== 'adapter')
    return { packageName: target.target.name, name: target.name, dispatches: false };
  if (target.name !== 'dispatch') return undefined;
  const argument = (at: number, name: string): Expression | undefined =>
    args.positional[at] ?? args.named.find((named) => named.name === name)?.value;
  const name = argument(0, 'macro_name');
  const packageName = argument(1, 'macro_namespace');
  if (name?.kind !== 'const' || typeof name.value !== 'string') return undefined;
  const given = packageName?.kind === 'const' ? packageName.value : undefined;
  return { packageName: typeof given === 'string' ? given : undefined, name: name.value, dispatches: true };
}

/** Calls anywhere below a node. The tree is plain data, so it is walked as such. */
function* callsIn(node: unknown): Iterable<CallExpression> {
  if (Array.isArray(node)) for (const item of node) yield* callsIn(item);
  else if (typeof node === 'object' && node !== null) {
    if ((node as { kind?: unknown }).kind === 'call') yield node as CallExpression;
    for (const part of Object.values(node)) if (typeof part === 'object') yield* callsIn(part);
  }
}
