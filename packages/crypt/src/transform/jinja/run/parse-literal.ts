// Python's ast.literal_eval: a text that is a literal of Python to its value.
import { negate, positive } from '../values/arithmetic.ts';
import { dictOf, setOf } from '../values/dict.ts';
import { isCryptError } from '../../../kernel/crypt-error.ts';
import { float, isKind, tuple, type Value } from '../values/value.ts';
import { parseTemplate } from '../syntax/parse-template.ts';
import type { Expression } from '../syntax/tree.ts';

/** Undefined when the text is no literal. */
export function parseLiteral(text: string): Value | undefined {
  // Python takes leading spaces and tabs away, and the words of Jinja are not Python's.
  const source = text.replace(/^[ \t]+/, '');
  if (source.trim() === '' || /\b(?:true|false|none)\b/.test(withoutStrings(source))) return undefined;
  const node = expressionOf(source);
  if (node === undefined) return undefined;
  try {
    return valueOf(node);
  } catch (error) {
    if (isCryptError(error)) return undefined;
    throw error;
  }
}

function withoutStrings(source: string): string {
  return source.replaceAll(/'(?:[^'\\]|\\[^])*'|"(?:[^"\\]|\\[^])*"/g, '');
}

function expressionOf(source: string): Expression | undefined {
  try {
    const { body } = parseTemplate(`{{(${source}\n)}}`, 'literal');
    const [only] = body;
    return body.length === 1 && only?.kind === 'print' ? only.value : undefined;
  } catch (error) {
    if (isCryptError(error, 'JINJA_SYNTAX')) return undefined;
    throw error;
  }
}

function valueOf(node: Expression): Value | undefined {
  switch (node.kind) {
    case 'const':
      return node.value;
    case 'float':
      return float(node.value);
    case 'big':
      return BigInt(node.digits);
    case 'list':
      return membersOf(node.items);
    case 'tuple': {
      const items = membersOf(node.items);
      return items === undefined ? undefined : tuple(items);
    }
    case 'dict': {
      const [keys, values] = [membersOf(node.keys), membersOf(node.values)];
      if (keys === undefined || values === undefined) return undefined;
      return dictOf(keys.map((key, i) => [key, values[i] ?? null] as const));
    }
    case 'minus':
    case 'plus': {
      const value = valueOf(node.value);
      if (typeof value !== 'number' && typeof value !== 'bigint' && !isKind(value ?? null, 'float')) return undefined;
      return node.kind === 'minus' ? negate(value ?? null) : positive(value ?? null);
    }
    case 'call':
      return node.target.kind === 'name' && node.target.name === 'set' && node.args.positional.length === 0
        ? setOf([])
        : undefined;
    default:
      return undefined;
  }
}

function membersOf(nodes: readonly Expression[]): Value[] | undefined {
  const values = nodes.map(valueOf);
  return values.every((value) => value !== undefined) ? values : undefined;
}
