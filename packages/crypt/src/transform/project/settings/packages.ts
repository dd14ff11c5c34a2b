// packages.yml, dependencies.yml and package-lock.yml: what a project needs, and what was chosen.
import { fieldOf, listField, listify, textField, textsOf } from '../fields.ts';
import { fail, type Problems } from '../errors.ts';
import type { Value } from '../../jinja/values/value.ts';
import type { YamlFile } from '../yaml/read-yaml.ts';

export type PackageSpec =
  | { readonly kind: 'hub'; readonly name: string; readonly versions: readonly string[]; readonly prerelease: boolean }
  | {
      readonly kind: 'git';
      readonly url: string;
      readonly revision: string | undefined;
      readonly subdirectory: string | undefined;
    }
  | { readonly kind: 'tarball'; readonly url: string; readonly name: string }
  | { readonly kind: 'local'; readonly path: string }
  | {
      readonly kind: 'private';
      readonly name: string;
      readonly revision: string | undefined;
      readonly subdirectory: string | undefined;
    };

/** The packages that a file asks for. Elements that cannot be read are told, and left out. */
export function parsePackages(yaml: YamlFile, value: Value, problems: Problems): readonly PackageSpec[] {
  return listField(value, 'packages').flatMap((item, index) => {
    const spec = parseSpec(item);
    if (spec !== undefined) return [spec];
    const reason = 'an element of packages has none of package, git, tarball, local and private';
    problems.errors.push(fail('PROJECT_PACKAGE', { reason, place: yaml.placeOf(['packages', index]) }));
    return [];
  });
}

function parseSpec(item: Value): PackageSpec | undefined {
  const local = textField(item, 'local');
  if (local !== undefined) return { kind: 'local', path: local };
  const subdirectory = textField(item, 'subdirectory');
  const [revision] = textsOf(fieldOf(item, 'revision'));
  const git = textField(item, 'git');
  if (git !== undefined) return { kind: 'git', url: git, revision, subdirectory };
  const tarball = textField(item, 'tarball');
  if (tarball !== undefined) return { kind: 'tarball', url: tarball, name: textField(item, 'name') ?? '' };
  const named = textField(item, 'private');
  if (named !== undefined) return { kind: 'private', name: named, revision, subdirectory };
  const hub = textField(item, 'package');
  if (hub === undefined) return undefined;
  const versions = listify(fieldOf(item, 'version')).map(String);
  return { kind: 'hub', name: hub, versions, prerelease: fieldOf(item, 'install_prerelease') === true };
}
