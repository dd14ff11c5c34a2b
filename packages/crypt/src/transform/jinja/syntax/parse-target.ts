import { advance, expectName, expectOperator, isName, isOperator, peek, skipOperator, type Parser } from './parser.ts';
import { SyntaxFault } from './syntax-fault.ts';
import type { Target } from './tree.ts';

const CONSTANTS = new Set(['true', 'True', 'false', 'False', 'none', 'None']);

/** What a value is assigned to: a name, several in a row or in brackets, a member of a namespace. */
export function parseTarget(
  parser: Parser,
  options: { readonly until?: string; readonly withNamespace?: boolean } = {},
): Target {
  const items: Target[] = [];
  let isTuple = false;
  for (;;) {
    if (items.length > 0 && endsTarget(parser, options.until)) break;
    items.push(parseOne(parser, options));
    if (!skipOperator(parser, ',')) break;
    isTuple = true;
  }
  const [only] = items;
  return only !== undefined && !isTuple ? only : { kind: 'members', items };
}

function endsTarget(parser: Parser, until: string | undefined): boolean {
  return (
    parser.token.kind === 'tag end' ||
    isOperator(parser, ')') ||
    isOperator(parser, ']') ||
    isOperator(parser, '=') ||
    (until !== undefined && isName(parser, until))
  );
}

function parseOne(parser: Parser, options: { readonly until?: string; readonly withNamespace?: boolean }): Target {
  if (isOperator(parser, '(') || isOperator(parser, '[')) {
    const closer = advance(parser).text === '(' ? ')' : ']';
    const inside = parseTarget(parser, { withNamespace: options.withNamespace ?? false });
    expectOperator(parser, closer);
    return inside;
  }
  const { at } = parser.token;
  const isMember = options.withNamespace === true && parser.token.kind === 'name' && peek(parser).text === '.';
  const { text } = expectName(parser, 'a name to assign to');
  if (isMember) {
    advance(parser);
    return { kind: 'namespace', name: text, attribute: expectName(parser, 'a name after the dot').text };
  }
  if (CONSTANTS.has(text)) throw new SyntaxFault(at, `'${text}' is a constant and cannot be assigned to`);
  return { kind: 'name', name: text };
}

/** One name and nothing else, as macros and their parameters have. */
export function parseNameOnly(parser: Parser, what: string): string {
  const { at } = parser.token;
  const { text } = expectName(parser, what);
  if (CONSTANTS.has(text)) throw new SyntaxFault(at, `'${text}' is a constant and cannot be a name`);
  return text;
}
