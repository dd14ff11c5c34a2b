// A node as templates see it in `model`, and as generate_schema_name and its kin are given it.
import { dictOf, emptyDict } from '../../jinja/values/dict.ts';
import type { Value } from '../../jinja/values/value.ts';
import type { ReadonlyConfig } from '../config/config-map.ts';
import { defaultsOf } from '../config/defaults.ts';
import type { NodeWork } from '../node-work.ts';
import type { ParseWorld } from '../parse-world.ts';

export interface KnownParts {
  readonly config: ReadonlyConfig;
  readonly version?: Value;
}

/** Before its configuration is known a node has that of its kind. */
export function modelValue(work: NodeWork, world: ParseWorld, known?: KnownParts): Value {
  const { name, uniqueId, type, packageName, path, originalPath, fqn, code } = work;
  const config = dictOf(known?.config ?? defaultsOf(type));
  return dictOf([
    ['database', world.profile.database],
    ['schema', world.profile.schema],
    ['name', name],
    ['resource_type', type],
    ['package_name', packageName],
    ['path', path],
    ['original_file_path', originalPath],
    ['unique_id', uniqueId],
    ['fqn', [...fqn]],
    ['alias', name],
    ['config', config],
    ['tags', known?.config.get('tags') ?? []],
    ['meta', known?.config.get('meta') ?? emptyDict()],
    ['description', ''],
    ['columns', emptyDict()],
    ['group', known?.config.get('group') ?? null],
    ['version', known?.version ?? null],
    ['raw_code', code],
    ['raw_sql', code],
    ['language', 'sql'],
    ['refs', []],
    ['sources', []],
    [
      'depends_on',
      dictOf([
        ['macros', []],
        ['nodes', []],
      ]),
    ],
    ['unrendered_config', emptyDict()],
  ]);
}
