// Where in a model's file, or in a macro's, a character of its compiled code comes from.
import { renderPieces } from '../jinja/render.ts';
import type { Context, RenderOptions } from '../jinja/run/state.ts';
import type { Piece, Written } from '../jinja/run/written.ts';
import { positionOf } from '../jinja/syntax/position.ts';
import type { Expression, Template } from '../jinja/syntax/tree.ts';
import type { TemplatePlace } from '../errors.ts';

export interface Segment {
  /** Offset in the code. */
  readonly start: number;
  readonly template: Template;
  /** Offset in the template. */
  readonly at: number;
  /** Text goes on in the template as in the code; an expression stands at one place. */
  readonly isText: boolean;
  /** Of text: where it ends in the template. */
  readonly end: number;
  readonly expression: Expression | undefined;
  /** What a macro gave, when the segment is that, and the offset in it at which the segment begins. */
  readonly inner: Written | undefined;
  readonly innerAt: number;
}

export interface Traced {
  readonly code: string;
  readonly segments: readonly Segment[];
}

export async function renderTraced(template: Template, context: Context, options: RenderOptions): Promise<Traced> {
  if (template.literal !== null) {
    const whole = { start: 0, template, at: 0, text: template.literal, expression: undefined, inner: undefined };
    return { code: template.literal, segments: [segmentOf(whole)] };
  }
  const { text, pieces } = await renderPieces(template, context, options);
  return { code: text, segments: pieces.map(segmentOf) };
}

function segmentOf({ start, template, at: before, text, expression, inner }: Piece): Segment {
  // White space that a tag took away stands before the text.
  const at = text === undefined ? before : Math.max(before, template.source.indexOf(text, before));
  return {
    start,
    template,
    at,
    isText: text !== undefined,
    end: at + (text?.length ?? 0),
    expression,
    inner,
    innerAt: 0,
  };
}

/** Names of what an expression calls, outermost first: `cents`, `dbt_utils.star`. */
function callsOf(value: Expression | undefined): readonly string[] {
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
  const { template, at, isText, start, end, expression, inner, innerAt } = segment;
  const from = Math.min(isText ? Math.min(at + offset - start, end) : at, template.source.length);
  const { line, column } = positionOf(template.source, from);
  const within =
    inner === undefined ? undefined : placeInTemplate(inner.pieces.map(segmentOf), innerAt + offset - start);
  if (inner !== undefined && within !== undefined)
    return { ...within, stack: [...within.stack, `${inner.name} (${template.name}:${line}:${column})`] };
  const here = positionOf(template.source, at);
  const stack = callsOf(expression)
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
