// include, import, from: parsed for whoever passes templates to the rendering; dbt passes none.
import { parseExpression } from './parse-expression.ts';
import { parseNameOnly } from './parse-target.ts';
import { endTag } from './parse-body.ts';
import { advance, isName, peek, skipName, skipOperator, unexpected, type Parser } from './parser.ts';
import type { Statement } from './tree.ts';

export function parseInclude(parser: Parser, at: number): Statement {
  advance(parser);
  const template = parseExpression(parser);
  let ignoreMissing = false;
  if (isName(parser, 'ignore') && peek(parser).text === 'missing') {
    advance(parser);
    advance(parser);
    ignoreMissing = true;
  }
  const withContext = parseContext(parser, true);
  endTag(parser);
  return { kind: 'include', at, template, ignoreMissing, withContext };
}

/** `with context`, `without context`, or what holds when neither is said. */
function parseContext(parser: Parser, fallback: boolean): boolean {
  const isSaid = (isName(parser, 'with') || isName(parser, 'without')) && peek(parser).text === 'context';
  if (!isSaid) return fallback;
  const says = advance(parser).text === 'with';
  advance(parser);
  return says;
}

export function parseImport(parser: Parser, at: number): Statement {
  advance(parser);
  const template = parseExpression(parser);
  if (!skipName(parser, 'as')) throw unexpected(parser, "'as'");
  const name = parseNameOnly(parser, 'the name of the import');
  const withContext = parseContext(parser, false);
  endTag(parser);
  return { kind: 'import', at, template, name, withContext };
}

export function parseFromImport(parser: Parser, at: number): Statement {
  advance(parser);
  const template = parseExpression(parser);
  if (!skipName(parser, 'import')) throw unexpected(parser, "'import'");
  const names: { name: string; as: string }[] = [];
  for (;;) {
    const name = parseNameOnly(parser, 'the name of a macro');
    names.push({ name, as: skipName(parser, 'as') ? parseNameOnly(parser, 'a name') : name });
    if (!skipOperator(parser, ',') || parser.token.kind === 'tag end') break;
    if ((isName(parser, 'with') || isName(parser, 'without')) && peek(parser).text === 'context') break;
  }
  const withContext = parseContext(parser, false);
  endTag(parser);
  return { kind: 'from import', at, template, names, withContext };
}
