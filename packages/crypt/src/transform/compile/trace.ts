// Where in a model's file a character of its compiled code comes from. A template is rendered with marks before each of its
// own texts and expressions, and the marks are taken out again. Only what is written straight to the result is marked: what
// a block captures may be compared or cut by the project, and must be as it would be without.
import { renderAsync } from '../jinja/render.ts';
import type { Context, RenderOptions } from '../jinja/run/state.ts';
import { positionOf } from '../jinja/syntax/position.ts';
import type { Expression, Statement, Template } from '../jinja/syntax/tree.ts';
import type { TemplatePlace } from '../errors.ts';

export interface Segment {
  /** Offset in the code. */
  readonly start: number;
  readonly template: Template;
  /** Offset in the template. */
  readonly at: number;
  /** Text goes on in the template as in the code; an expression stands at one place. */
  readonly isText: boolean;
  /** Macros that the expression calls. */
  readonly calls: readonly string[];
}

export interface Traced {
  readonly code: string;
  readonly segments: readonly Segment[];
}

/** Private characters: a project has no use for them, and one that has them is rendered without marks. */
const [OPEN, CLOSE] = ['\u{e0f0}', '\u{e0f1}'];

interface Marked {
  readonly template: Template;
  readonly marks: readonly Omit<Segment, 'start'>[];
}

const known = new WeakMap<Template, Marked>();

export async function renderTraced(template: Template, context: Context, options: RenderOptions): Promise<Traced> {
  if (template.literal !== null)
    return { code: template.literal, segments: [{ start: 0, template, at: 0, isText: true, calls: [] }] };
  if (template.source.includes(OPEN)) return { code: await renderAsync(template, context, options), segments: [] };
  const marked = known.get(template) ?? mark(template);
  known.set(template, marked);
  return unmark(await renderAsync(marked.template, context, options), marked);
}

function unmark(text: string, { marks }: Marked): Traced {
  const segments: Segment[] = [];
  const pieces = text.split(OPEN);
  let code = pieces[0] ?? '';
  for (const piece of pieces.slice(1)) {
    const end = piece.indexOf(CLOSE);
    const found = marks[Number(piece.slice(0, end))];
    if (found !== undefined) segments.push({ ...found, start: code.length });
    code += piece.slice(end + 1);
  }
  return { code, segments };
}

function mark(template: Template): Marked {
  const marks: Omit<Segment, 'start'>[] = [];
  const markBody = (body: readonly Statement[]): readonly Statement[] => body.flatMap(markOne);
  const markOne = (statement: Statement): readonly Statement[] => {
    switch (statement.kind) {
      case 'text': {
        // `at` may be before white space that a tag took away.
        const at = Math.max(statement.at, template.source.indexOf(statement.text, statement.at));
        return [noted({ template, at, isText: true, calls: [] }, statement.at), statement];
      }
      case 'print':
        return [
          noted({ template, at: statement.at, isText: false, calls: callsOf(statement.value) }, statement.at),
          statement,
        ];
      case 'if':
        return [
          {
            ...statement,
            branches: statement.branches.map((branch) => ({ ...branch, body: markBody(branch.body) })),
            otherwise: markBody(statement.otherwise),
          },
        ];
      case 'for':
        return statement.recursive
          ? [statement]
          : [{ ...statement, body: markBody(statement.body), otherwise: markBody(statement.otherwise) }];
      case 'with':
      case 'scope':
        return [{ ...statement, body: markBody(statement.body) }];
      default:
        return [statement];
    }
  };
  const noted = (of: Omit<Segment, 'start'>, at: number): Statement => {
    marks.push(of);
    return { kind: 'text', text: `${OPEN}${marks.length - 1}${CLOSE}`, at };
  };
  return { template: { ...template, body: markBody(template.body) }, marks };
}

/** Names of what an expression calls, outermost first: `cents`, `dbt_utils.star`. */
function callsOf(value: Expression): readonly string[] {
  const names: string[] = [];
  const walk = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return;
    const node = part as Partial<Expression>;
    if (node.kind === 'call') {
      const name = nameOf((node as Extract<Expression, { kind: 'call' }>).target);
      if (name !== undefined) names.push(name);
    }
    for (const inner of Object.values(part)) walk(inner);
  };
  walk(value);
  return names;
}

function nameOf(target: Expression): string | undefined {
  if (target.kind === 'name') return target.name;
  return target.kind === 'attribute' && target.target.kind === 'name'
    ? `${target.target.name}.${target.name}`
    : undefined;
}

/** Undefined when nothing is known of the place. */
export function placeInTemplate(segments: readonly Segment[], offset: number): TemplatePlace | undefined {
  const segment = segments.findLast(({ start }) => start <= offset);
  if (segment === undefined) return undefined;
  const { template, at, isText, start, calls } = segment;
  const from = Math.min(isText ? at + offset - start : at, template.source.length);
  const { line, column } = positionOf(template.source, from);
  const here = positionOf(template.source, at);
  const stack = calls
    .filter((name) => !BUILT_IN.has(name))
    .map((name) => `${name} (${template.name}:${here.line}:${here.column})`);
  return { template: template.name, line, column, stack: stack.toReversed() };
}

const BUILT_IN: ReadonlySet<string> = new Set(['ref', 'source', 'config', 'var', 'env_var', 'this']);

/** Offset of a line and column, from 1, in a text. */
export function offsetOf(text: string, line: number, column: number): number {
  let start = 0;
  for (let i = 1; i < line; i++) {
    const end = text.indexOf('\n', start);
    if (end === -1) break;
    start = end + 1;
  }
  return Math.min(start + column - 1, text.length);
}
