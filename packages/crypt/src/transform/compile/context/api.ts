// `api.Relation` and `api.Column`.
import { dictOf } from '../../jinja/values/dict.ts';
import { textOf } from '../../jinja/values/repr.ts';
import { makeObject, type ObjectType, type Value } from '../../jinja/values/value.ts';
import { makeFunction } from '../../project/context/make-function.ts';
import { COLUMN_CLASS } from '../column.ts';
import { createRelation, ephemeralName, RELATION_TYPES } from '../relation.ts';
import type { RunWorld } from '../run-world.ts';
import { relationBase } from './references.ts';

const RELATION_CLASS: ObjectType<RunWorld> = {
  name: 'RelationProxy',
  call: (world, args) => createRelation(relationBase(world), args),
  attributeNames: () => ['create', 'add_ephemeral_prefix', 'get_relation_type', 'scd_args', ...RELATION_TYPES.keys()],
  attribute: (world, name) => {
    switch (name) {
      case 'create':
        return makeFunction(name, (args) => createRelation(relationBase(world), args));
      case 'add_ephemeral_prefix':
        return makeFunction(name, (args) => ephemeralName(textOf(args.positional[0] ?? '')));
      // What a snapshot's row is known by: its key, of one column or more, and the time.
      case 'scd_args':
        return makeFunction(name, ({ positional: [key = null, updatedAt = null] }) => [
          ...(Array.isArray(key) ? (key as readonly Value[]) : [key]),
          updatedAt,
        ]);
      case 'get_relation_type':
        return TYPE_CLASS;
      default:
        return RELATION_TYPES.get(name);
    }
  },
};

const TYPE_CLASS: Value = makeObject<null>(
  {
    name: 'RelationType',
    call: (_, args) => textOf(args.positional[0] ?? ''),
    attribute: (_, name) => RELATION_TYPES.get(name),
  },
  null,
);

export function relationClass(world: RunWorld): Value {
  return makeObject(RELATION_CLASS, world);
}

export function makeApi(world: RunWorld): Value {
  return dictOf([
    ['Relation', relationClass(world)],
    ['Column', COLUMN_CLASS],
  ]);
}
