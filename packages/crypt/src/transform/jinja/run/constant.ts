import { FILTERS } from '../filters/filters.ts';
import type { CallArguments, Expression } from '../syntax/tree.ts';

/** Whether Jinja would compute an expression when it compiles it: it has neither names nor calls. */
export function isConstant(node: Expression): boolean {
  switch (node.kind) {
    case 'const':
    case 'float':
    case 'big':
      return true;
    case 'list':
    case 'tuple':
    case 'concat':
      return node.items.every(isConstant);
    case 'dict':
      return node.keys.every(isConstant) && node.values.every(isConstant);
    case 'and':
    case 'or':
    case 'binary':
      return isConstant(node.left) && isConstant(node.right);
    case 'not':
    case 'minus':
    case 'plus':
      return isConstant(node.value);
    case 'compare':
      return isConstant(node.first) && node.rest.every(({ value }) => isConstant(value));
    case 'if else':
      return isConstant(node.test) && isConstant(node.value) && node.otherwise !== null && isConstant(node.otherwise);
    case 'attribute':
      return isConstant(node.target);
    case 'item':
      return isConstant(node.target) && isConstant(node.key);
    case 'slice':
      return [node.start, node.stop, node.step].every((part) => part === null || isConstant(part));
    case 'filter':
      return FILTERS.has(node.name) && !BY_CONTEXT.has(node.name) && isConstant(node.target) && areConstant(node.args);
    case 'test':
      return isConstant(node.target) && areConstant(node.args);
    default:
      return false;
  }
}

/** Filters that Jinja gives the rendering's context. */
const BY_CONTEXT = new Set(['map', 'select', 'reject', 'selectattr', 'rejectattr', 'random']);

function areConstant(args: CallArguments): boolean {
  return (
    args.positional.every(isConstant) &&
    args.named.every(({ value }) => isConstant(value)) &&
    args.spread === null &&
    args.spreadNamed === null
  );
}
