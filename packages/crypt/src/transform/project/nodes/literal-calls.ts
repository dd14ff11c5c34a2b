// The fast path: a file whose Jinja is only ref, source and config with literal arguments says everything in its tree.
import { dictOf } from '../../jinja/values/dict.ts';
import { float, tuple, type Value } from '../../jinja/values/value.ts';
import type { CallArguments, Expression, Template } from '../../jinja/syntax/tree.ts';
import { addConfigCall, refArguments, sourceArguments } from '../context/node-calls.ts';
import type { Findings } from '../node-work.ts';

/** Functions that the fast path knows; a project that has macros of these names is rendered. */
export const LITERAL_CALLS = ['ref', 'source', 'config', 'var'] as const;

/**
 * Adds what the template says to `findings`.
 *
 * @returns false, and nothing added, when it has to be rendered. @throws PROJECT_CALL
 */
export function readLiteralCalls(template: Template, findings: Findings): boolean {
  const calls: (() => void)[] = [];
  for (const statement of template.body) {
    if (statement.kind === 'text') continue;
    if (statement.kind !== 'print') return false;
    const { value } = statement;
    if (value.kind !== 'call' || value.target.kind !== 'name') return false;
    const args = literalArguments(value.args);
    if (args === undefined) return false;
    const act = actionOf(value.target.name, args, findings);
    if (act === undefined) return false;
    calls.push(act);
  }
  for (const call of calls) call();
  return true;
}

interface Literals {
  readonly positional: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
}

function actionOf(name: string, args: Literals, findings: Findings): (() => void) | undefined {
  switch (name) {
    case 'ref':
      return () => void findings.refs.push(refArguments(args));
    case 'source':
      return () => void findings.sources.push(sourceArguments(args));
    case 'config':
      return () => addConfigCall(findings, args);
    case 'var':
      return () => undefined;
    default:
      return undefined;
  }
}

function literalArguments({ positional, named, spread, spreadNamed }: CallArguments): Literals | undefined {
  if (spread !== null || spreadNamed !== null) return undefined;
  const values = literals(positional);
  const namedValues = literals(named.map(({ value }) => value));
  if (values === undefined || namedValues === undefined) return undefined;
  return { positional: values, named: new Map(named.map(({ name }, i) => [name, namedValues[i] ?? null])) };
}

function literals(nodes: readonly Expression[]): Value[] | undefined {
  const values: Value[] = [];
  for (const node of nodes) {
    const value = literal(node);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values;
}

function literal(node: Expression): Value | undefined {
  switch (node.kind) {
    case 'const':
      return node.value;
    case 'float':
      return float(node.value);
    case 'list':
      return literals(node.items);
    case 'tuple': {
      const items = literals(node.items);
      return items === undefined ? undefined : tuple(items);
    }
    case 'dict': {
      const [keys, values] = [literals(node.keys), literals(node.values)];
      if (keys === undefined || values === undefined) return undefined;
      return keys.every((key) => typeof key === 'string')
        ? dictOf(keys.map((key, i) => [key, values[i] ?? null]))
        : undefined;
    }
    default:
      return undefined;
  }
}
