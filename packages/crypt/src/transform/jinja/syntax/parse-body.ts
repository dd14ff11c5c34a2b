// Bodies of tags, and going on after a tag that cannot be read.
import { TEMPLATE_PROBLEMS_MAX } from '../../../kernel/limits.ts';
import { readText, skipTag } from './lexer.ts';
import { parseTuple } from './parse-expression.ts';
import { advance, nested, report, skipOperator, unexpected, type Parser } from './parser.ts';
import { positionOf } from './position.ts';
import { SyntaxFault } from './syntax-fault.ts';
import type { Statement } from './tree.ts';

/** Statements up to a tag of one of `ends`, whose name is then the current token; up to the end of the template for none. */
export function parseBody(
  parser: Parser,
  ends: readonly string[],
): { readonly body: readonly Statement[]; readonly end: string } {
  const { lexer } = parser;
  const body: Statement[] = [];
  for (;;) {
    const at = lexer.at;
    const text = readText(lexer);
    if (text !== '') body.push({ kind: 'text', at, text });
    if (lexer.closer === '') {
      if (ends.length > 0) throw missingEnd(parser, ends);
      return { body, end: '' };
    }
    const end = readTag(parser, ends, body);
    if (end !== undefined) return { body, end };
    if (parser.problems.length >= TEMPLATE_PROBLEMS_MAX) throw new SyntaxFault(lexer.tagAt, 'too many errors', true);
  }
}

/** Reads the tag that was opened into `body`; the name of the end tag, if it is one that ends this body. */
function readTag(parser: Parser, ends: readonly string[], body: Statement[]): string | undefined {
  const { lexer } = parser;
  const { tagAt } = lexer;
  const depth = parser.depth;
  try {
    parser.next = undefined;
    advance(parser);
    if (lexer.closer === '}}') {
      body.push({ kind: 'print', at: parser.token.at, value: parseTuple(parser) });
      endTag(parser);
      return undefined;
    }
    if (parser.token.kind === 'name' && ends.includes(parser.token.text)) return parser.token.text;
    body.push(nested(parser, tagAt, () => parser.grammar.statement(parser)));
    return undefined;
  } catch (error) {
    if (!(error instanceof SyntaxFault) || error.isFinal) throw error;
    parser.depth = depth;
    recover(parser, error);
    return undefined;
  }
}

/** Passes the rest of the faulty tag. */
function recover(parser: Parser, fault: SyntaxFault): void {
  const { lexer } = parser;
  const isRead = parser.token.kind === 'tag end' && parser.next === undefined;
  if (!isRead && !skipTag(lexer)) throw new SyntaxFault(fault.at, fault.reason, true);
  report(parser, fault);
}

/** Checks that the tag ends here. The lexer then stands behind it. */
export function endTag(parser: Parser): void {
  if (parser.token.kind !== 'tag end') throw unexpected(parser, `the end of the tag, ${parser.lexer.closer}`);
}

function missingEnd(parser: Parser, ends: readonly string[]): SyntaxFault {
  const open = parser.openTags.at(-1);
  const wanted = ends.map((end) => `{% ${end} %}`).join(' or ');
  if (open === undefined) return new SyntaxFault(parser.lexer.at, `the template ends before ${wanted}`, true);
  const { line } = positionOf(parser.lexer.source, open.at);
  return new SyntaxFault(open.at, `the {% ${open.name} %} of line ${line} has no ${wanted}`, true);
}

/**
 * The parts of a tag that has a body. A head that cannot be read is reported and passed, and the body is read all the same.
 *
 * @returns undefined for `head` when it could not be read.
 */
export function parseHead<T>(parser: Parser, parse: () => T): T | undefined {
  const depth = parser.depth;
  try {
    const head = parse();
    endHead(parser);
    return head;
  } catch (error) {
    if (!(error instanceof SyntaxFault) || error.isFinal) throw error;
    parser.depth = depth;
    recover(parser, error);
    return undefined;
  }
}

/** The end of a tag that has a body; as in Python, a colon may stand before it. */
function endHead(parser: Parser): void {
  skipOperator(parser, ':');
  endTag(parser);
}

/** Passes an `else`. */
export function passElse(parser: Parser): void {
  advance(parser);
  endHead(parser);
}

/** The body of the tag `name`, which began at `at`, up to one of `ends`. */
export function parseInside(
  parser: Parser,
  name: string,
  at: number,
  ends: readonly string[],
): { readonly body: readonly Statement[]; readonly end: string } {
  parser.openTags.push({ name, at, ends });
  const inside = parseBody(parser, ends);
  parser.openTags.pop();
  return inside;
}

/** Passes the name of an end tag, and checks that nothing follows. */
export function passEndTag(parser: Parser): void {
  advance(parser);
  endTag(parser);
}
