import { entriesOf } from '../values/dict.ts';
import { iterate } from '../values/iterate.ts';
import { raised, typeError, undefinedError } from '../values/raise.ts';
import { reprOf, textOf } from '../values/repr.ts';
import { typeName } from '../values/type-name.ts';
import { isKind, NO_NAMED, type Arguments, type Eventual, type Value } from '../values/value.ts';
import type { CallArguments, Expression } from '../syntax/tree.ts';
import { all, follow } from './eventual.ts';
import type { Frame } from './frame.ts';
import type { State } from './state.ts';

type Evaluate = (node: Expression, frame: Frame) => Eventual<Value>;

export function evaluateArguments(node: CallArguments, frame: Frame, evaluate: Evaluate): Eventual<Arguments> {
  const positional = all(node.positional, (value) => evaluate(value, frame));
  if (node.named.length === 0 && node.spread === null && node.spreadNamed === null)
    return follow(positional, (values) => ({ positional: values, named: NO_NAMED }));
  return follow(positional, (first) =>
    follow(node.spread === null ? null : evaluate(node.spread, frame), (spread) =>
      follow(
        all(node.named, ({ value }) => evaluate(value, frame)),
        (named) =>
          follow(node.spreadNamed === null ? null : evaluate(node.spreadNamed, frame), (spreadNamed) => ({
            positional: node.spread === null ? first : [...first, ...iterate(spread)],
            named: joinNamed(new Map(node.named.map(({ name }, i) => [name, named[i] ?? null])), node, spreadNamed),
          })),
      ),
    ),
  );
}

function joinNamed(named: Map<string, Value>, node: CallArguments, spread: Value): ReadonlyMap<string, Value> {
  if (node.spreadNamed === null) return named;
  for (const [key, value] of mappingOf(spread)) {
    const name = textOf(key);
    if (typeof key !== 'string') throw typeError('keywords must be strings');
    if (named.has(name)) throw typeError(`got multiple values for keyword argument '${name}'`);
    named.set(name, value);
  }
  return named;
}

function mappingOf(value: Value): Iterable<readonly [Value, Value]> {
  if (isKind(value, 'dict')) return entriesOf(value);
  if (isKind(value, 'object') && value.type.isMapping === true)
    return Array.from(iterate(value), (key) => [key, value.type.item?.(value.data, key) ?? null] as const);
  if (isKind(value, 'undefined')) throw undefinedError(value);
  throw typeError(`argument after ** must be a mapping, not ${typeName(value)}`);
}

/** Calls a value, which stands at `at`. */
export function callValue(target: Value, args: Arguments, at: number, state: State): Eventual<Value> {
  state.at = at;
  state.step();
  const result = callNow(target, args, state);
  if (result instanceof Promise && state.isSync) {
    // Its failure would otherwise end the process.
    result.catch(() => undefined);
    const name = isKind(target, 'function') ? target.name : typeName(target);
    throw raised('JINJA_ASYNC', `'${name}' has to wait, and this rendering cannot`);
  }
  return result;
}

function callNow(target: Value, args: Arguments, state: State): Eventual<Value> {
  if (isKind(target, 'function')) return target.call(args, state);
  if (isKind(target, 'object') && target.type.call !== undefined) return target.type.call(target.data, args, state);
  if (isKind(target, 'undefined')) {
    if (target.chains) return target;
    throw undefinedError(target);
  }
  const shown = reprOf(target);
  throw typeError(`'${typeName(target)}' object is not callable`, shown.length > 60 ? undefined : `it is ${shown}`);
}
