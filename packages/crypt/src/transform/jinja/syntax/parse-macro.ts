// Macros, dbt's blocks that are macros (test, materialization, docs, snapshot), and call blocks.
import { parseExpression } from './parse-expression.ts';
import { parseNameOnly } from './parse-target.ts';
import { parseHead, parseInside, passEndTag } from './parse-body.ts';
import {
  advance,
  expectName,
  expectOperator,
  isOperator,
  skipOperator,
  unexpected,
  type ImplicitNames,
  type Parser,
} from './parser.ts';
import { SyntaxFault } from './syntax-fault.ts';
import type { Expression, MacroStatement, Signature, Statement } from './tree.ts';

type Parameters = Signature['parameters'];

function macroNames(): ImplicitNames {
  return { kind: 'macro', varargs: false, kwargs: false, caller: false, loop: false };
}

function usesOf({ varargs, kwargs, caller }: ImplicitNames): Signature['uses'] {
  return { varargs, kwargs, caller };
}

export function parseMacro(parser: Parser, at: number, block: 'macro' | 'test', end = `end${block}`): MacroStatement {
  const names = macroNames();
  parser.implicit.push(names);
  const head = parseHead(parser, () => {
    advance(parser);
    return { name: parseNameOnly(parser, `the name of the ${block}`), parameters: parseParameters(parser) };
  });
  return finishMacro(parser, at, block, names, head, end);
}

function finishMacro(
  parser: Parser,
  at: number,
  block: MacroStatement['block'],
  names: ImplicitNames,
  head: { readonly name: string; readonly parameters: Parameters } | undefined,
  end = `end${block}`,
): MacroStatement {
  const { body } = parseInside(parser, block, at, [end]);
  parser.implicit.pop();
  passEndTag(parser);
  const signature = { parameters: head?.parameters ?? [], uses: usesOf(names) };
  return { kind: 'macro', at, block, name: head?.name ?? '', signature, body };
}

/** `(a, b=1, c: str = 'x')`: types are read and not kept, as they change nothing. */
function parseParameters(parser: Parser): Parameters {
  const parameters: { name: string; fallback: Expression | null }[] = [];
  expectOperator(parser, '(');
  while (!isOperator(parser, ')')) {
    if (parameters.length > 0) expectOperator(parser, ',');
    const { at } = parser.token;
    const name = parseNameOnly(parser, 'the name of a parameter');
    if (skipOperator(parser, ':')) passType(parser);
    const fallback = skipOperator(parser, '=') ? parseExpression(parser) : null;
    if (fallback === null && (parameters.at(-1)?.fallback ?? null) !== null)
      throw new SyntaxFault(at, `'${name}' has no default and follows a parameter that has one`);
    parameters.push({ name, fallback });
  }
  advance(parser);
  return parameters;
}

function passType(parser: Parser): void {
  expectName(parser, 'a type');
  if (!skipOperator(parser, '[')) return;
  for (let count = 0; !isOperator(parser, ']'); count++) {
    if (count > 0) expectOperator(parser, ',');
    passType(parser);
  }
  advance(parser);
}

/** `{% materialization name, adapter='x', supported_languages=[…] %}`. */
export function parseMaterialization(parser: Parser, at: number): MacroStatement {
  const names = macroNames();
  parser.implicit.push(names);
  const head = parseHead(parser, () => {
    advance(parser);
    const name = parseNameOnly(parser, 'the name of the materialization');
    let adapter = 'default';
    let languages: Expression = { kind: 'list', at, items: [{ kind: 'const', at, value: 'sql' }] };
    while (skipOperator(parser, ',')) {
      const { token } = parser;
      const option = parseNameOnly(parser, 'default, adapter or supported_languages');
      if (option === 'default') continue;
      if (option !== 'adapter' && option !== 'supported_languages')
        throw new SyntaxFault(
          token.at,
          `a materialization takes default, adapter and supported_languages, not '${option}'`,
        );
      expectOperator(parser, '=');
      const value = parseExpression(parser);
      if (option === 'supported_languages') languages = value;
      else if (value.kind === 'const' && typeof value.value === 'string') adapter = value.value;
      else throw new SyntaxFault(value.at, 'the adapter of a materialization is a text');
    }
    return { name: `${name}-${adapter}`, parameters: [{ name: 'supported_languages', fallback: languages }] };
  });
  return finishMacro(parser, at, 'materialization', names, head);
}

export function parseDocs(parser: Parser, at: number): MacroStatement {
  return parseNamedBlock(parser, at, 'docs');
}

/** dbt cuts snapshots out of their file before it renders them; here they may also stand in a template. */
export function parseSnapshot(parser: Parser, at: number): MacroStatement {
  return parseNamedBlock(parser, at, 'snapshot');
}

function parseNamedBlock(parser: Parser, at: number, block: 'docs' | 'snapshot'): MacroStatement {
  const names = macroNames();
  parser.implicit.push(names);
  const head = parseHead(parser, () => {
    advance(parser);
    return { name: parseNameOnly(parser, `the name of the ${block} block`), parameters: [] };
  });
  return finishMacro(parser, at, block, names, head);
}

/** `{% call(a, b) macro(…) %}…{% endcall %}`. */
export function parseCallBlock(parser: Parser, at: number): Statement {
  const names = macroNames();
  const head = parseHead(parser, () => {
    advance(parser);
    const parameters = isOperator(parser, '(') ? parseParameters(parser) : [];
    const call = parseExpression(parser);
    if (call.kind !== 'call') throw unexpectedCall(parser, call);
    return { parameters, call };
  });
  parser.implicit.push(names);
  const { body } = parseInside(parser, 'call', at, ['endcall']);
  parser.implicit.pop();
  passEndTag(parser);
  const nothing: Expression = { kind: 'const', at, value: null };
  const args = { positional: [], named: [], spread: null, spreadNamed: null };
  const call = head?.call ?? { kind: 'call' as const, at, target: nothing, args };
  return { kind: 'call block', at, call, signature: { parameters: head?.parameters ?? [], uses: usesOf(names) }, body };
}

function unexpectedCall(parser: Parser, value: Expression): SyntaxFault {
  if (parser.token.kind !== 'tag end') return unexpected(parser, 'a call');
  return new SyntaxFault(value.at, 'expected a call of a macro, as in {% call statement() %}');
}
