// One block tag, its body and its end. When a statement returns, the lexer stands behind its last tag.
import { nearest } from '../../../kernel/did-you-mean.ts';
import { parseExpression, parseFilter, parseOr, parseTuple } from './parse-expression.ts';
import { parseImport, parseFromImport, parseInclude } from './parse-import.ts';
import { parseCallBlock, parseDocs, parseMacro, parseMaterialization, parseSnapshot } from './parse-macro.ts';
import { parseTarget } from './parse-target.ts';
import { endTag, parseHead, parseInside, passElse, passEndTag } from './parse-body.ts';
import {
  advance,
  expectName,
  expectOperator,
  isName,
  isOperator,
  renderPosition,
  skipName,
  skipOperator,
  type Parser,
} from './parser.ts';
import { SyntaxFault } from './syntax-fault.ts';
import type { Expression, Statement, Target } from './tree.ts';

type ParseStatement = (parser: Parser, at: number) => Statement;

const STATEMENTS: ReadonlyMap<string, ParseStatement> = new Map<string, ParseStatement>([
  ['if', parseIf],
  ['for', parseFor],
  ['set', parseSet],
  ['do', parseDo],
  ['macro', (parser, at) => parseMacro(parser, at, 'macro')],
  ['test', (parser, at) => parseMacro(parser, at, 'test')],
  ['data_test', (parser, at) => parseMacro(parser, at, 'test', 'enddata_test')],
  ['materialization', parseMaterialization],
  ['docs', parseDocs],
  ['snapshot', parseSnapshot],
  ['call', parseCallBlock],
  ['filter', parseFilterBlock],
  ['with', parseWith],
  ['break', parseLeave],
  ['continue', parseLeave],
  ['include', parseInclude],
  ['import', parseImport],
  ['from', parseFromImport],
  ['block', parseBlock],
  ['autoescape', parseAutoescape],
]);

/** The statement whose name is the current token. */
export function parseStatement(parser: Parser): Statement {
  const { token } = parser;
  const parse = token.kind === 'name' ? STATEMENTS.get(token.text) : undefined;
  if (parse !== undefined) return parse(parser, parser.lexer.tagAt);
  if (token.kind !== 'name') throw new SyntaxFault(token.at, 'expected the name of a tag, as in {% if … %}');
  throw unknownTag(parser, token.text);
}

function unknownTag(parser: Parser, name: string): SyntaxFault {
  const open = parser.openTags.at(-1);
  const { at } = parser.token;
  const isEnd = name.startsWith('end') || name === 'else' || name === 'elif';
  if (isEnd) {
    const place =
      open === undefined
        ? 'and no block is open here'
        : `but {% ${open.name} %} of ${renderPosition(parser.lexer.source, open.at)} waits for ${open.ends.join(' or ')}`;
    return new SyntaxFault(at, `found '${name}', ${place}`, true);
  }
  const guess = nearest(name, [...STATEMENTS.keys(), ...(open?.ends ?? [])]);
  // A misspelt end leaves its block open: nothing after it can be read safely.
  const isFinal = guess === undefined || guess.startsWith('end');
  return new SyntaxFault(
    at,
    `there is no tag '${name}'${guess === undefined ? '' : `; did you mean '${guess}'?`}`,
    isFinal,
  );
}

const NOTHING: Expression = { kind: 'const', at: 0, value: null };

function parseIf(parser: Parser, at: number): Statement {
  const branches: { test: Expression; body: readonly Statement[] }[] = [];
  let otherwise: readonly Statement[] = [];
  const ends = ['elif', 'else', 'endif'];
  for (;;) {
    const test = parseHead(parser, () => {
      advance(parser);
      return parseTuple(parser, parseOr);
    });
    const inside = parseInside(parser, 'if', at, ends);
    branches.push({ test: test ?? NOTHING, body: inside.body });
    if (inside.end === 'elif') continue;
    if (inside.end === 'else') {
      passElse(parser);
      otherwise = parseInside(parser, 'else', at, ['endif']).body;
    }
    passEndTag(parser);
    return { kind: 'if', at, branches, otherwise };
  }
}

function parseFor(parser: Parser, at: number): Statement {
  const implicit = { kind: 'loop', varargs: false, kwargs: false, caller: false, loop: false } as const;
  const around = { ...implicit };
  const head = parseHead(parser, () => {
    advance(parser);
    const target = parseTarget(parser, { until: 'in' });
    if (!skipName(parser, 'in'))
      throw new SyntaxFault(parser.token.at, "expected 'in' between the names and the values");
    const iterable = parseTuple(parser, parseOr, { until: 'recursive' });
    parser.implicit.push(around);
    const filter = skipName(parser, 'if') ? parseExpression(parser) : null;
    parser.implicit.pop();
    return { target, iterable, filter, recursive: skipName(parser, 'recursive') };
  });
  parser.implicit.push(around);
  const inside = parseInside(parser, 'for', at, ['endfor', 'else']);
  parser.implicit.pop();
  let otherwise: readonly Statement[] = [];
  if (inside.end === 'else') {
    passElse(parser);
    otherwise = parseInside(parser, 'else', at, ['endfor']).body;
  }
  passEndTag(parser);
  const parts = head ?? {
    target: { kind: 'name', name: '' } as Target,
    iterable: NOTHING,
    filter: null,
    recursive: false,
  };
  return { kind: 'for', at, ...parts, usesLoop: around.loop, body: inside.body, otherwise };
}

function parseSet(parser: Parser, at: number): Statement {
  let isBlock = false;
  const head = parseHead(parser, () => {
    advance(parser);
    const target = parseTarget(parser, { withNamespace: true });
    if (skipOperator(parser, '=')) return { target, value: parseTuple(parser) };
    isBlock = true;
    return { target, value: parseFilterChain(parser) };
  });
  if (!isBlock)
    return { kind: 'set', at, target: head?.target ?? { kind: 'name', name: '' }, value: head?.value ?? NOTHING };
  const { body } = parseInside(parser, 'set', at, ['endset']);
  passEndTag(parser);
  return {
    kind: 'set block',
    at,
    target: head?.target ?? { kind: 'name', name: '' },
    filter: head?.value ?? null,
    body,
  };
}

/** `| a | b`, applied to the text of the block; null for none. */
function parseFilterChain(parser: Parser): Expression | null {
  if (!isOperator(parser, '|')) return null;
  let filter: Expression = { kind: 'body', at: parser.token.at };
  while (isOperator(parser, '|')) filter = parseFilter(parser, filter);
  return filter;
}

function parseFilterBlock(parser: Parser, at: number): Statement {
  const filter = parseHead(parser, () => {
    advance(parser);
    let chain = parseFilter(parser, { kind: 'body', at: parser.token.at }, true);
    while (isOperator(parser, '|')) chain = parseFilter(parser, chain);
    return chain;
  });
  const { body } = parseInside(parser, 'filter', at, ['endfilter']);
  passEndTag(parser);
  return { kind: 'filter block', at, filter: filter ?? NOTHING, body };
}

function parseDo(parser: Parser, at: number): Statement {
  advance(parser);
  const value = parseTuple(parser);
  endTag(parser);
  return { kind: 'do', at, value };
}

function parseWith(parser: Parser, at: number): Statement {
  const targets: Target[] = [];
  const values: Expression[] = [];
  parseHead(parser, () => {
    advance(parser);
    while (parser.token.kind === 'name') {
      targets.push(parseTarget(parser));
      expectOperator(parser, '=');
      values.push(parseExpression(parser));
      if (!skipOperator(parser, ',')) break;
    }
  });
  const { body } = parseInside(parser, 'with', at, ['endwith']);
  passEndTag(parser);
  return { kind: 'with', at, targets, values, body };
}

function parseLeave(parser: Parser, at: number): Statement {
  const name = advance(parser).text as 'break' | 'continue';
  if (parser.implicit.at(-1)?.kind !== 'loop') throw new SyntaxFault(at, `'${name}' stands outside of a loop`);
  endTag(parser);
  return { kind: name, at };
}

/** Without templates that extend one another, a block is what it holds. */
function parseBlock(parser: Parser, at: number): Statement {
  parseHead(parser, () => {
    advance(parser);
    expectName(parser, 'the name of the block');
    while (isName(parser, 'scoped') || isName(parser, 'required')) advance(parser);
  });
  const { body } = parseInside(parser, 'block', at, ['endblock']);
  advance(parser);
  if (parser.token.kind === 'name') advance(parser);
  endTag(parser);
  return { kind: 'scope', at, body };
}

/** Nothing is escaped in SQL: the switch is read and has no effect. */
function parseAutoescape(parser: Parser, at: number): Statement {
  parseHead(parser, () => {
    advance(parser);
    return parseExpression(parser);
  });
  const { body } = parseInside(parser, 'autoescape', at, ['endautoescape']);
  passEndTag(parser);
  return { kind: 'scope', at, body };
}
