import { dictOf } from '../../jinja/values/dict.ts';
import type { Value } from '../../jinja/values/value.ts';
import { makeRecord } from './record.ts';
import type { ParseWorld, ProjectPackage } from '../parse-world.ts';

/** The part of dbt's RuntimeConfig that packages read: their versions, and which packages there are. No credentials. */
export function runtimeConfig({ root, packages, profile }: Pick<ParseWorld, 'root' | 'packages' | 'profile'>): Value {
  const dependencies = dictOf(Array.from(packages.values(), (each) => [each.name, dictOf(describe(each))] as const));
  return dictOf([
    ...describe(root),
    ['profile_name', profile.name],
    ['target_name', profile.targetName],
    ['threads', profile.threads],
    ['dependencies', dependencies],
  ]);
}

function describe({ name, settings }: ProjectPackage): readonly (readonly [string, Value])[] {
  return [
    ['project_name', name],
    ['version', settings.version],
    ['vars', makeRecord(settings.vars)],
  ];
}
