// --defer: models that a run does not build are read where an earlier run, whose manifest is in --state, built them.
import type { SqlEngine } from '../../contracts/sql-engine.ts';
import type { RunWorld } from '../compile/run-world.ts';
import type { ManifestNode } from '../project/manifest.ts';
import { fail } from './errors.ts';
import { textFlag, type OpenProject } from './open-project.ts';
import { readState } from './select-nodes.ts';
import type { TransformEffects } from './transform-effects.ts';

export interface Deferral {
  /** Nodes of the state, by unique id. */
  readonly states: ReadonlyMap<string, ManifestNode>;
  /** Those of them that are read instead of this project's. */
  readonly instead: ReadonlyMap<string, ManifestNode> | undefined;
}

const REFABLE: ReadonlySet<string> = new Set(['model', 'seed', 'snapshot']);

/**
 * A node that is not there is read from the state; with --favor-state every node that is not selected is.
 *
 * @throws COMMAND_LINE when a state is needed and none is named.
 */
export async function readDeferral(
  { flags }: OpenProject,
  selected: readonly string[],
  world: RunWorld,
  engine: SqlEngine,
  effects: Pick<TransformEffects, 'files' | 'folder'>,
  command: string,
): Promise<Deferral> {
  const defers = flags.get('defer') === true;
  if (!defers && command !== 'clone') return { states: new Map(), instead: undefined };
  const named = textFlag(flags, 'defer_state') ?? textFlag(flags, 'state');
  if (named === undefined)
    throw fail('COMMAND_LINE', {
      reason: `${command === 'clone' ? 'clone' : '--defer'} needs --state, the folder of an earlier manifest.json.`,
    });
  const state = await readState({ manifest: named, results: named, isNamed: true }, effects);
  const nodes = (state?.manifest?.nodes ?? {}) as unknown as Readonly<Record<string, ManifestNode>>;
  const states = new Map(
    Object.values(nodes).flatMap((node) =>
      REFABLE.has(node.resource_type) && node.config['materialized'] !== 'ephemeral'
        ? [[node.unique_id, node] as const]
        : [],
    ),
  );
  if (!defers) return { states, instead: undefined };
  const chosen = new Set(selected);
  const isHere = await relationsHere(world, engine);
  const isDeferred = (id: string): boolean => {
    const own = world.manifest.nodes[id];
    if (own === undefined) return false;
    return (flags.get('favor_state') === true && !chosen.has(id)) || (!chosen.has(id) && !isHere(own));
  };
  return { states, instead: new Map([...states].filter(([id]) => isDeferred(id))) };
}

async function relationsHere(
  { manifest, profile }: RunWorld,
  engine: SqlEngine,
): Promise<(node: ManifestNode) => boolean> {
  const keyOf = ({ database, schema }: ManifestNode): readonly [string, string] => [
    database ?? profile.database,
    schema,
  ];
  const places = new Map(
    Object.values(manifest.nodes)
      .filter(({ resource_type: type }) => REFABLE.has(type))
      .map((node) => [keyOf(node).join('\0'), keyOf(node)]),
  );
  const found = new Set<string>();
  const session = await engine.session();
  try {
    for (const [database, schema] of places.values())
      for (const { name } of await session.listRelations(database, schema))
        found.add([database, schema, name].join('\0').toLowerCase());
  } finally {
    await session.close();
  }
  return (node) => found.has([...keyOf(node), node.alias].join('\0').toLowerCase());
}
