import { textOf } from '../../jinja/values/repr.ts';
import type { MadeNode } from '../nodes/made-node.ts';

/** The model's deprecation date as ISO 8601; undefined without one. */
export function deprecationText({ properties }: Pick<MadeNode, 'properties'>): string | undefined {
  const date = properties?.deprecationDate ?? null;
  return date === null ? undefined : textOf(date).replace(' ', 'T');
}
