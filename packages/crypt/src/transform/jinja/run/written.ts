// Where the text of a rendering comes from: what each statement wrote, and within what a macro gave, what its statements
// wrote. Only text that goes straight to a result is followed; what a block captures is the project's to compare and to cut.
import type { Expression, Template } from '../syntax/tree.ts';
import type { Value } from '../values/value.ts';
import type { Output, State } from './state.ts';

export interface Piece {
  /** Offset in the text. */
  readonly start: number;
  readonly template: Template;
  /** Offset in the template; may be before white space that a tag took away. */
  readonly at: number;
  /** The template's own text; without it, an expression stands at one place. */
  readonly text: string | undefined;
  readonly expression: Expression | undefined;
  readonly inner: Written | undefined;
}

/** What a macro gave. */
export interface Written {
  readonly name: string;
  readonly text: string;
  readonly pieces: readonly Piece[];
}

export function notePiece(output: Output, state: State, at: number, text: string | undefined): void {
  output.pieces?.push({
    start: output.text.length,
    template: state.call.template,
    at,
    text,
    expression: undefined,
    inner: undefined,
  });
}

/** Of an expression that is about to be written; a call whose value is what the last macro gave stands for the macro's text. */
export function noteValue(output: Output, state: State, at: number, expression: Expression, value: Value): void {
  const { last } = state;
  const inner = expression.kind === 'call' && last !== undefined && last.text === value ? last : undefined;
  output.pieces?.push({
    start: output.text.length,
    template: state.call.template,
    at,
    text: undefined,
    expression,
    inner,
  });
}

/** A macro that returns what another gave. */
export function noteReturn(state: State, name: string, value: Value): void {
  const { last, call, at } = state;
  if (last === undefined || last.text !== value) return;
  const piece = { start: 0, template: call.template, at, text: undefined, expression: undefined, inner: last };
  state.last = { name, text: last.text, pieces: [piece] };
}
