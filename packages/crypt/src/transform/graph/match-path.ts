// dbt asks the disk: it takes what the pattern finds under the project's root, and then every node whose file, or whose
// properties' file, or whose folder is among it. Here the disk is what the manifest says of it, so this stays pure.
import { compileGlob } from './glob.ts';
import type { Member, Members } from './members.ts';
import type { SelectableManifest } from './selectable-manifest.ts';

/** Files and folders of the root project that the manifest tells of. */
export function listRootPaths(manifest: SelectableManifest, members: Members): ReadonlySet<string> {
  const root = manifest.metadata?.project_name ?? undefined;
  const paths = new Set<string>(['.']);
  const add = (path: string | undefined): void => {
    if (path !== undefined) for (const one of [path, ...foldersOf(path)]) paths.add(one);
  };
  const others = [...Object.values(manifest.macros ?? {}), ...Object.values(manifest.disabled ?? {}).flat()];
  for (const node of [...members.list.map((member) => member.node), ...others]) {
    if (root !== undefined && node.package_name !== root) continue;
    add(fileOf(node.original_file_path));
    if ('patch_path' in node) add(patchOf(node.patch_path));
  }
  return paths;
}

/**
 * A test for the file of a node. A node of a package is compared by its path within the package, with what the root
 * project has at that path: so does dbt.
 *
 * @param rootPaths listRootPaths; asked for only when there is a node of a package to compare.
 * @returns undefined for a pattern that leads out of the project.
 */
export function matchPath(
  pattern: string,
  root: string | undefined,
  rootPaths: () => ReadonlySet<string>,
): ((member: Member) => boolean) | undefined {
  if (pattern.startsWith('/')) return undefined;
  const segments = pattern.split('/').filter((segment) => segment !== '' && segment !== '.');
  if (segments.includes('..')) return undefined;
  const fits = compilePath(segments);
  const isFoundAtRoot = underFound(fits);
  const isFoundOfPackage = underFound((path) => fits(path) && rootPaths().has(path));
  return ({ node }) => {
    const isFound = root === undefined || node.package_name === root ? isFoundAtRoot : isFoundOfPackage;
    const file = fileOf(node.original_file_path);
    const patch = patchOf(node.patch_path);
    return (file !== undefined && isFound(file)) || (patch !== undefined && isFound.itself(patch));
  };
}

/** A test for a path or a folder above it, which remembers folders; and one for the path itself. */
function underFound(fits: (path: string) => boolean): {
  (path: string): boolean;
  readonly itself: (path: string) => boolean;
} {
  const known = new Map<string, boolean>();
  const isUnder = (path: string): boolean => {
    const before = known.get(path);
    if (before !== undefined) return before;
    const slash = path.lastIndexOf('/');
    const above = slash > 0 ? path.slice(0, slash) : '.';
    const answer = fits(path) || (path !== '.' && isUnder(above));
    known.set(path, answer);
    return answer;
  };
  return Object.assign(isUnder, { itself: fits });
}

/** A test for a path. `**` alone is any number of folders, none too; at the end it finds folders, which hold the files. */
function compilePath(segments: readonly string[]): (path: string) => boolean {
  const tests = segments.map((segment) => (segment === '**' ? segment : compileGlob(segment)));
  return (path) => {
    const parts = path === '.' ? [] : path.split('/');
    // reachable[i]: the first i tests fit the parts so far.
    let reachable = openStars(tests, [true]);
    for (const part of parts) {
      const next: boolean[] = [];
      for (const [index, test] of tests.entries()) {
        if (reachable[index] !== true) continue;
        if (test === '**') next[index] = true;
        else if (test(part)) next[index + 1] = true;
      }
      reachable = openStars(tests, next);
    }
    return reachable[tests.length] === true;
  };
}

/** A `**` may also stand for nothing. */
function openStars(tests: readonly unknown[], reachable: readonly boolean[]): readonly boolean[] {
  const opened = [...reachable];
  for (const [index, test] of tests.entries()) if (test === '**' && opened[index] === true) opened[index + 1] = true;
  return opened;
}

/** All folders above a path, the nearest first, the root as '.'. */
function foldersOf(path: string): readonly string[] {
  const folders: string[] = [];
  for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) folders.push(path.slice(0, at));
  return [...folders, '.'];
}

function fileOf(path: string | null | undefined): string | undefined {
  return path === null || path === undefined || path === '' ? undefined : path.replaceAll('\\', '/');
}

function patchOf(path: string | null | undefined): string | undefined {
  return fileOf(path?.split('://')[1]);
}
