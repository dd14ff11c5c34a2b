// Expressions to values. One implementation for both ways of rendering: an operand that is there is used at once, one
// that is a promise is waited for. Before an operation that may fail, `state.at` is set to its place.
import { applyBinary, bounded, negate, positive } from '../values/arithmetic.ts';
import { contains, isOrdered } from '../values/compare.ts';
import { dictOf } from '../values/dict.ts';
import { isEqual } from '../values/equal.ts';
import { readAttribute, readItem } from '../values/member.ts';
import { textOf } from '../values/repr.ts';
import { isTrue } from '../values/truth.ts';
import { float, isKind, makeUndefined, orElse, tuple, type Eventual, type Value } from '../values/value.ts';
import type { BinaryOperator, CallExpression, CompareOperator, Expression, FilterExpression } from '../syntax/tree.ts';
import { callValue, evaluateArguments } from './call.ts';
import { all, follow } from './eventual.ts';
import { findVariable, readVariable, type Frame } from './frame.ts';

/** Under this name, which no template can say, a captured block's text waits for its filter. */
export const BODY = ' body';

export function evaluate(node: Expression, frame: Frame): Eventual<Value> {
  switch (node.kind) {
    case 'const':
      return node.value;
    case 'name':
      return readVariable(frame, node.name);
    case 'attribute':
      return attribute(node, frame);
    case 'call':
      return call(node, frame);
    case 'filter':
      return filter(node, frame);
    case 'concat':
      return follow(
        all(node.items, (item) => evaluate(item, frame)),
        (items) => bounded(items.map(textOf).join('')),
      );
    case 'binary':
      return binary(node, frame);
    case 'compare':
      return compare(node, frame);
    case 'and':
      return follow(evaluate(node.left, frame), (left) => (isTrue(left) ? evaluate(node.right, frame) : left));
    case 'or':
      return follow(evaluate(node.left, frame), (left) => (isTrue(left) ? left : evaluate(node.right, frame)));
    case 'not':
      return follow(evaluate(node.value, frame), (value) => !isTrue(value));
    case 'if else':
      return follow(evaluate(node.test, frame), (test) => branch(node, isTrue(test), frame));
    case 'test':
      return test(node, frame);
    default:
      return evaluateRest(node, frame);
  }
}

type Rest = Extract<
  Expression,
  { kind: 'item' | 'slice' | 'list' | 'tuple' | 'dict' | 'float' | 'big' | 'minus' | 'plus' | 'body' }
>;

/** What is met less often. */
function evaluateRest(node: Rest, frame: Frame): Eventual<Value> {
  switch (node.kind) {
    case 'item':
      return item(node, frame);
    case 'list':
      return all(node.items, (part) => evaluate(part, frame));
    case 'tuple':
      return follow(
        all(node.items, (part) => evaluate(part, frame)),
        tuple,
      );
    case 'dict':
      return dict(node, frame);
    case 'slice':
      return follow(
        all([node.start, node.stop, node.step], (part) => (part === null ? null : evaluate(part, frame))),
        ([start = null, stop = null, step = null]) => ({ kind: 'slice', start, stop, step }),
      );
    case 'float':
      return float(node.value);
    case 'big':
      return BigInt(node.digits);
    case 'minus':
    case 'plus':
      return follow(evaluate(node.value, frame), (value) => {
        frame.state.at = node.at;
        return node.kind === 'minus' ? negate(value) : positive(value);
      });
    case 'body':
      return orElse(findVariable(frame, BODY), '');
  }
}

function attribute(node: Extract<Expression, { kind: 'attribute' }>, frame: Frame): Eventual<Value> {
  const target = evaluate(node.target, frame);
  if (target instanceof Promise) return target.then((value) => memberOf(value, node, frame));
  return memberOf(target, node, frame);
}

function memberOf(target: Value, node: Extract<Expression, { kind: 'attribute' }>, frame: Frame): Value {
  // What is undefined is the matter, and not the member that it is asked for.
  frame.state.at = isKind(target, 'undefined') ? node.target.at : node.at;
  return settledMember(readAttribute(target, node.name), frame);
}

/** What is missing chains where undefined names do. */
function settledMember(value: Value, { state }: Frame): Value {
  return state.chains && isKind(value, 'undefined') && !value.chains ? { ...value, chains: true } : value;
}

function item(node: Extract<Expression, { kind: 'item' }>, frame: Frame): Eventual<Value> {
  return follow(evaluate(node.target, frame), (target) =>
    follow(evaluate(node.key, frame), (key) => {
      frame.state.at = node.at;
      return settledMember(readItem(target, key), frame);
    }),
  );
}

function call(node: CallExpression, frame: Frame): Eventual<Value> {
  const target = evaluate(node.target, frame);
  if (target instanceof Promise) return target.then((value) => callWith(value, node, frame));
  return callWith(target, node, frame);
}

function callWith(target: Value, node: CallExpression, frame: Frame): Eventual<Value> {
  const args = evaluateArguments(node.args, frame, evaluate);
  if (args instanceof Promise) return args.then((values) => callValue(target, values, node.at, frame.state));
  return callValue(target, args, node.at, frame.state);
}

function filter(node: FilterExpression, frame: Frame): Eventual<Value> {
  return follow(evaluate(node.target, frame), (value) =>
    follow(evaluateArguments(node.args, frame, evaluate), (args) => {
      const { state } = frame;
      state.at = node.at;
      state.step();
      return state.filterNamed(node.name)(value, args, state);
    }),
  );
}

function test(node: Extract<Expression, { kind: 'test' }>, frame: Frame): Eventual<Value> {
  return follow(evaluate(node.target, frame), (value) =>
    follow(evaluateArguments(node.args, frame, evaluate), (args) => {
      const { state } = frame;
      state.at = node.at;
      return state.testNamed(node.name)(value, args, state) !== node.negated;
    }),
  );
}

function binary(node: Extract<Expression, { kind: 'binary' }>, frame: Frame): Eventual<Value> {
  const left = evaluate(node.left, frame);
  if (left instanceof Promise) return left.then((value) => binaryWith(value, node, frame));
  return binaryWith(left, node, frame);
}

function binaryWith(
  left: Value,
  node: { readonly operator: BinaryOperator; readonly right: Expression; readonly at: number },
  frame: Frame,
): Eventual<Value> {
  return follow(evaluate(node.right, frame), (right) => {
    frame.state.at = node.at;
    return applyBinary(node.operator, left, right);
  });
}

function branch(node: Extract<Expression, { kind: 'if else' }>, isThen: boolean, frame: Frame): Eventual<Value> {
  if (isThen) return evaluate(node.value, frame);
  if (node.otherwise !== null) return evaluate(node.otherwise, frame);
  return makeUndefined(
    'the inline if-expression evaluated to false and no else section was defined.',
    frame.state.chains,
  );
}

function compare(
  node: Extract<Expression, { kind: 'compare' }>,
  frame: Frame,
  from = 0,
  before?: Value,
): Eventual<Value> {
  const left = from === 0 ? evaluate(node.first, frame) : (before ?? null);
  return follow(left, (value) => {
    const next = node.rest[from];
    if (next === undefined) return true;
    return follow(evaluate(next.value, frame), (right) => {
      frame.state.at = node.at;
      const holds = compareTwo(next.operator, value, right);
      if (!holds || from + 1 === node.rest.length) return holds;
      return compare(node, frame, from + 1, right);
    });
  });
}

function compareTwo(operator: CompareOperator, left: Value, right: Value): boolean {
  switch (operator) {
    case '==':
      return isEqual(left, right);
    case '!=':
      return !isEqual(left, right);
    case 'in':
      return contains(right, left);
    case 'not in':
      return !contains(right, left);
    default:
      return isOrdered(operator, left, right);
  }
}

function dict(node: Extract<Expression, { kind: 'dict' }>, frame: Frame): Eventual<Value> {
  return follow(
    all(node.keys, (key) => evaluate(key, frame)),
    (keys) =>
      follow(
        all(node.values, (value) => evaluate(value, frame)),
        (values) => {
          frame.state.at = node.at;
          return dictOf(keys.map((key, i) => [key, values[i] ?? null] as const));
        },
      ),
  );
}
