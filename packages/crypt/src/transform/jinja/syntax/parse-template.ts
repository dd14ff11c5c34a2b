// A template's text to its tree. A tag that cannot be read is passed, so that one reading tells several errors; what
// would make later errors guesses (an open text, an end too many) ends the reading.
import { TEMPLATE_CHARS_MAX, TEMPLATE_PROBLEMS_MAX } from '../../../kernel/limits.ts';
import { fail } from '../../errors.ts';
import { normaliseSource, openLexer, type LexerOptions } from './lexer.ts';
import { parseBody } from './parse-body.ts';
import { parseExpression } from './parse-expression.ts';
import { parseStatement } from './parse-statement.ts';
import { openParser, report } from './parser.ts';
import { SyntaxFault } from './syntax-fault.ts';
import type { Statement, Template } from './tree.ts';

const DBT: LexerOptions = { trimBlocks: false, lstripBlocks: false, keepTrailingNewline: false };

/**
 * Parses a template as dbt's Jinja does.
 *
 * @param name shown in errors: the path of the file in its project.
 * @returns plain data that can be kept as JSON, and shared by any number of renderings.
 * @throws JINJA_SYNTAX with up to TEMPLATE_PROBLEMS_MAX problems.
 */
export function parseTemplate(source: string, name: string, options: Partial<LexerOptions> = {}): Template {
  const chosen = { ...DBT, ...options };
  if (source.length > TEMPLATE_CHARS_MAX) throw syntaxError(name, `it has ${source.length} characters, too many`);
  const text = normaliseSource(source, chosen.keepTrailingNewline);
  if (!hasTags(text)) return { name, source: text, body: textOnly(text), literal: text };
  const parser = openParser(openLexer(text, chosen), { expression: parseExpression, statement: parseStatement });
  let body: readonly Statement[] = [];
  try {
    body = parseBody(parser, []).body;
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error;
    report(parser, error);
  }
  if (parser.problems.length > 0)
    throw fail('JINJA_SYNTAX', { template: name, problems: parser.problems.slice(0, TEMPLATE_PROBLEMS_MAX) });
  return { name, source: text, body, literal: null };
}

/** Whether a text has anything that Jinja would look at. */
export function hasTags(text: string): boolean {
  return text.includes('{{') || text.includes('{%') || text.includes('{#');
}

function textOnly(text: string): readonly Statement[] {
  return text === '' ? [] : [{ kind: 'text', at: 0, text }];
}

function syntaxError(template: string, reason: string): Error {
  return fail('JINJA_SYNTAX', { template, problems: [{ line: 1, column: 1, reason }] });
}
