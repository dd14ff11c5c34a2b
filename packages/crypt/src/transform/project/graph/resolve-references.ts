// References to what they mean: `depends_on.nodes`.
import { nearest } from '../../../kernel/did-you-mean.ts';
import { fail, type Place, type ProjectCode } from '../errors.ts';
import type { RefArgs } from '../manifest.ts';
import type { Findings } from '../node-work.ts';
import type { ParseWorld } from '../parse-world.ts';
import { candidatesOf, findAmong, type Lookup, type RefTarget } from './ref-lookup.ts';

export interface Lookups {
  readonly nodes: Lookup<RefTarget>;
  readonly disabledNodes: Lookup<RefTarget>;
  /** Unique ids by `source.table`. */
  readonly sources: Lookup<string>;
  readonly disabledSources: Lookup<string>;
  /** Unique ids. */
  readonly metrics: Lookup<string>;
}

export interface Referrer {
  readonly what: string;
  readonly packageName: string;
  readonly findings: Findings;
  /** Where the problem is told of: of the reference when the text of the file is known. */
  readonly placeOf: (wanted: string) => Place;
  readonly group: string | null;
  readonly isTest: boolean;
  /** Models alone are told of deprecated ones, as in dbt. */
  readonly isModel: boolean;
}

export interface Resolved {
  readonly nodes: readonly string[];
  /** A test of what is missing or disabled is disabled, with a warning. */
  readonly isWhole: boolean;
}

export function resolveReferences(referrer: Referrer, lookups: Lookups, world: ParseWorld): Resolved {
  const found = new Set<string>();
  let isWhole = true;
  const root = world.root.name;
  // As in dbt the sources of a node stand first, then what it refers to.
  for (const [source, table] of referrer.findings.sources) {
    const key = `${source}.${table}`;
    const candidates = candidatesOf(null, root, referrer.packageName);
    const target = findAmong(lookups.sources, key, candidates);
    if (target === undefined) {
      isWhole = false;
      tellMissing(
        referrer,
        `source '${key}'`,
        key,
        findAmong(lookups.disabledSources, key, candidates) !== undefined,
        'PROJECT_SOURCE',
        lookups.sources,
        world,
      );
    } else found.add(target);
  }
  for (const ref of referrer.findings.refs) {
    const key = ref.version === null ? ref.name : `${ref.name}.v${ref.version}`;
    const candidates = candidatesOf(ref.package, root, referrer.packageName);
    const node = findAmong(lookups.nodes, key, candidates);
    if (node === undefined) {
      isWhole = false;
      tellMissing(
        referrer,
        describeRef(ref),
        ref.name,
        findAmong(lookups.disabledNodes, key, candidates) !== undefined,
        'PROJECT_REF',
        lookups.nodes,
        world,
      );
    } else {
      checkAccess(referrer, node, world);
      if (referrer.isModel) warnDeprecated(referrer, node, world);
      found.add(node.uniqueId);
    }
  }
  for (const names of referrer.findings.metrics) {
    const [first = '', second] = names;
    const metric = findAmong(
      lookups.metrics,
      second ?? first,
      candidatesOf(second === undefined ? null : first, root, referrer.packageName),
    );
    if (metric === undefined)
      tellMissing(
        referrer,
        `metric '${second ?? first}'`,
        second ?? first,
        false,
        'PROJECT_REF',
        lookups.metrics,
        world,
      );
    else found.add(metric);
  }
  return { nodes: [...found], isWhole };
}

function describeRef({ name, package: packageName, version }: RefArgs): string {
  const text = packageName === null ? `'${name}'` : `'${packageName}.${name}'`;
  return `model, seed or snapshot ${text}${version === null ? '' : ` with version ${version}`}`;
}

function tellMissing(
  referrer: Referrer,
  wanted: string,
  name: string,
  isDisabled: boolean,
  code: ProjectCode,
  lookup: Lookup<unknown>,
  { problems }: ParseWorld,
): void {
  const near = isDisabled ? undefined : nearest(name, [...lookup.names()]);
  const reason = isDisabled
    ? `${referrer.what} refers to ${wanted}, which is disabled`
    : `${referrer.what} refers to ${wanted}, which does not exist`;
  const problem = fail(isDisabled ? 'PROJECT_DISABLED' : code, {
    reason,
    place: referrer.placeOf(name),
    advice: near === undefined ? undefined : `did you mean '${near}'?`,
  });
  (referrer.isTest ? problems.warnings : problems.errors).push(problem);
}

function warnDeprecated(
  referrer: Referrer,
  { name, deprecation: date }: RefTarget,
  { invocation, problems }: ParseWorld,
): void {
  if (date === null) return;
  const isPast = Date.parse(date) <= invocation.startedMs;
  const reason = `${referrer.what} refers to '${name}', which ${isPast ? 'is deprecated since' : 'will be deprecated on'} ${date.slice(0, 10)}`;
  const event = isPast ? 'DeprecatedReference' : 'UpcomingReferenceDeprecation';
  problems.warnings.push(fail('PROJECT_DEPRECATED', { reason, place: referrer.placeOf(name), event }));
}

/** Private models are for their group, protected ones for their package where that is restricted. */
function checkAccess(referrer: Referrer, target: RefTarget, { packages, problems }: ParseWorld): void {
  if (referrer.isTest) return;
  const { packageName, name, access, group } = target;
  const isOtherPackage = packageName !== referrer.packageName;
  const isRestricted = packages.get(packageName)?.settings.restrictAccess === true;
  if (access === 'private' && ((group !== null && group !== referrer.group) || (isOtherPackage && isRestricted)))
    problems.errors.push(
      fail('PROJECT_ACCESS', {
        reason: `${referrer.what} refers to '${name}', which is private to the group '${group}'`,
        place: referrer.placeOf(name),
      }),
    );
  else if (access === 'protected' && isOtherPackage && isRestricted)
    problems.errors.push(
      fail('PROJECT_ACCESS', {
        reason: `${referrer.what} refers to '${name}', which is for the package '${packageName}' alone`,
        place: referrer.placeOf(name),
      }),
    );
}
