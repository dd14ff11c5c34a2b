// A schema made fit for storage: no alternatives, and objects with properties closed, as schema-ddl's Mutate does it.
import { narrowed, widened } from './combine-nodes.ts';
import { ANY, OBJECT, type SchemaNode, type Steps } from './schema-node.ts';

/** The node without alternatives: each is narrowed by what stands beside it, then all are widened to one. */
export function settleNode(node: SchemaNode, steps: Steps): SchemaNode {
  if (--steps.left < 0) return ANY;
  const { items, properties, alternatives } = node;
  const settled: SchemaNode = {
    ...node,
    items: items === undefined ? undefined : settleNode(items, steps),
    properties:
      properties === undefined
        ? undefined
        : new Map(Array.from(properties, ([name, property]) => [name, settleNode(property, steps)])),
    additional: settleAdditional(node, steps),
    alternatives: [],
  };
  if (alternatives.length === 0) return settled;
  return alternatives
    .map((alternative) => narrowed(settled, settleNode(alternative, steps), steps))
    .reduce((whole, one) => widened(whole, one, steps));
}

/** Objects with named properties have no others in a column, so that alternatives can be put side by side. */
function settleAdditional(node: SchemaNode, steps: Steps): SchemaNode | boolean | undefined {
  const { types, additional } = node;
  if (types !== undefined && (types & OBJECT) !== 0 && namesProperties(node)) return false;
  return typeof additional === 'object' ? settleNode(additional, steps) : additional;
}

function namesProperties({ properties, alternatives }: SchemaNode): boolean {
  return (properties !== undefined && properties.size > 0) || alternatives.some((node) => namesProperties(node));
}
