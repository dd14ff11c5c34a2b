// ref, source, metric and config while a project is parsed: they note what was asked, and give something harmless.
import {
  isKind,
  makeObject,
  type Arguments,
  type ObjectType,
  type PyFunction,
  type Value,
} from '../../jinja/values/value.ts';
import { addCall } from '../config/config-map.ts';
import { fail } from '../errors.ts';
import { isDict, textEntries } from '../fields.ts';
import type { RefArgs } from '../manifest.ts';
import type { Findings } from '../node-work.ts';
import { versionText } from '../to-data.ts';
import { makeFunction } from './make-function.ts';

/** @throws PROJECT_CALL */
export function refArguments({ positional, named }: Pick<Arguments, 'positional' | 'named'>): RefArgs {
  const [first, second] = positional;
  if (
    positional.length < 1 ||
    positional.length > 2 ||
    typeof first !== 'string' ||
    (second !== undefined && typeof second !== 'string')
  )
    throw fail('PROJECT_CALL', {
      reason: 'ref() takes the name of a model, with that of its package before it, as texts',
    });
  for (const name of named.keys())
    if (name !== 'v' && name !== 'version')
      throw fail('PROJECT_CALL', { reason: `ref() has no argument '${name}'`, advice: "the version is 'v'" });
  const version = named.get('version') ?? named.get('v') ?? null;
  const kept =
    typeof version === 'string' || typeof version === 'number'
      ? version
      : version === null
        ? null
        : versionText(version);
  if (kept === undefined) throw fail('PROJECT_CALL', { reason: 'the version of ref() is a text or a number' });
  return { name: second ?? first, package: second === undefined ? null : first, version: kept };
}

/** @throws PROJECT_CALL */
export function sourceArguments({ positional }: Pick<Arguments, 'positional'>): [string, string] {
  const [source, table] = positional;
  if (positional.length === 2 && typeof source === 'string' && typeof table === 'string') return [source, table];
  throw fail('PROJECT_CALL', { reason: 'source() takes two texts: the name of the source, and of its table' });
}

/** Adds what config() was given. @throws PROJECT_CALL */
export function addConfigCall(
  findings: Findings,
  { positional, named }: Pick<Arguments, 'positional' | 'named'>,
): void {
  const [given] = positional;
  if (positional.length > 1 || (positional.length === 1 && (named.size > 0 || !isDict(given))))
    throw fail('PROJECT_CALL', { reason: 'config() takes names with values, or one mapping' });
  const entries = given === undefined ? [...named] : [...textEntries(given)];
  addCall(
    findings.calls,
    entries.map(([key, value]) => [key, settled(value)] as const),
  );
}

/** What is undefined while parsing is None in a configuration. */
function settled(value: Value): Value {
  return isKind(value, 'undefined') ? null : value;
}

export interface NodeCalls {
  readonly findings: () => Findings | undefined;
  readonly relation: () => Value;
  /** What packages read as `builtins.ref.config`: names and versions of the projects. */
  readonly runtimeConfig: Value;
}

export function makeRef({ findings, relation, runtimeConfig }: NodeCalls): PyFunction {
  const ref = makeFunction('ref', (args) => {
    findings()?.refs.push(refArguments(args));
    return relation();
  });
  return { ...ref, attributes: new Map([['config', runtimeConfig]]) };
}

export function makeSource({ findings, relation }: NodeCalls): PyFunction {
  return makeFunction('source', (args) => {
    findings()?.sources.push(sourceArguments(args));
    return relation();
  });
}

export function makeMetric({ findings }: NodeCalls): PyFunction {
  return makeFunction('metric', (args) => {
    findings()?.metrics.push(args.positional.filter((name) => typeof name === 'string'));
    return '';
  });
}

const CONFIG: ObjectType<NodeCalls> = {
  name: 'ParseConfigObject',
  call: (self, args) => {
    const findings = self.findings();
    if (findings !== undefined) addConfigCall(findings, args);
    return '';
  },
  attribute: (_self, name) => {
    if (['get', 'require', 'set', 'meta_get', 'meta_require'].includes(name)) return makeFunction(name, () => '');
    return name.startsWith('persist_') ? makeFunction(name, () => false) : undefined;
  },
};

export function makeConfig(calls: NodeCalls): Value {
  return makeObject(CONFIG, calls);
}
