import type { MadeNode } from '../nodes/made-node.ts';
import type { ParseWorld } from '../parse-world.ts';
import { nodePlace } from './reference-place.ts';
import { resolveReferences, type Lookups } from './resolve-references.ts';

/** Fills `dependsOn`. False when something that it refers to is missing or disabled, which is told. */
export function resolveNode(node: MadeNode, lookups: Lookups, world: ParseWorld): boolean {
  const { work } = node;
  const referrer = {
    what: work.type === 'test' ? `the test '${work.name}'` : `'${work.name}'`,
    packageName: work.packageName,
    findings: work.findings,
    placeOf: (wanted: string) => nodePlace(node, wanted),
    group: (node.config.get('group') as string | null | undefined) ?? null,
    isTest: work.type === 'test',
    isModel: work.type === 'model',
  };
  const { nodes, isWhole } = resolveReferences(referrer, lookups, world);
  node.dependsOn.push(...nodes);
  return isWhole;
}
