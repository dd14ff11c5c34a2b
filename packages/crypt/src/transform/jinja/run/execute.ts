// Statements: what they write, set and call. A body goes on at once until something has to be waited for; from there on it
// is an asynchronous function.
import { textOf } from '../values/repr.ts';
import { isTrue } from '../values/truth.ts';
import { makeObject, NO_NAMED, type Eventual, type Value } from '../values/value.ts';
import type { ForStatement, Statement } from '../syntax/tree.ts';
import { callValue, evaluateArguments } from './call.ts';
import { isConstant } from './constant.ts';
import { BODY, evaluate } from './evaluate.ts';
import { all, follow } from './eventual.ts';
import { assign, childFrame, setVariable, type Frame } from './frame.ts';
import { fromImport, importModule, include } from './import.ts';
import { advanceLoop, LOOP, openLoop, type Loop } from './loop.ts';
import { makeMacro } from './macro.ts';
import { isMarked } from './native.ts';
import { write, type Output } from './state.ts';
import { notePiece, noteValue } from './written.ts';

/** Leaves the turn of a loop, or the loop. */
export type Signal = 'break' | 'continue' | undefined;

export function execute(body: readonly Statement[], frame: Frame, output: Output): Eventual<Signal> {
  for (let i = 0; i < body.length; i++) {
    const signal = run(body[i] as Statement, frame, output);
    if (signal === undefined) continue;
    return signal instanceof Promise ? executeLater(signal, body, i + 1, frame, output) : signal;
  }
  return undefined;
}

async function executeLater(
  waiting: Promise<Signal>,
  body: readonly Statement[],
  from: number,
  frame: Frame,
  output: Output,
): Promise<Signal> {
  let signal = await waiting;
  for (let i = from; i < body.length && signal === undefined; i++)
    signal = await run(body[i] as Statement, frame, output);
  return signal;
}

export const runner = { evaluate, execute };

function run(statement: Statement, frame: Frame, output: Output): Eventual<Signal> {
  switch (statement.kind) {
    case 'text':
      if (output.pieces !== undefined) notePiece(output, frame.state, statement.at, statement.text);
      return write(output, statement.text, frame.state) as undefined;
    case 'print':
      return print(statement, frame, output);
    case 'if':
      return branch(statement, 0, frame, output);
    case 'for':
      return follow(evaluate(statement.iterable, frame), (values) => loop(statement, values, 0, frame, output));
    case 'set':
      return follow(evaluate(statement.value, frame), (value) => {
        frame.state.at = statement.at;
        return assign(frame, statement.target, value) as undefined;
      });
    case 'do':
      return follow(evaluate(statement.value, frame), () => undefined);
    case 'macro':
      return defineMacro(statement, frame);
    case 'break':
    case 'continue':
      return statement.kind;
    default:
      return runBlock(statement, frame, output);
  }
}

type Block = Extract<
  Statement,
  { kind: 'set block' | 'call block' | 'filter block' | 'with' | 'scope' | 'include' | 'import' | 'from import' }
>;

/** Statements that have a scope of their own. */
function runBlock(statement: Block, frame: Frame, output: Output): Eventual<Signal> {
  switch (statement.kind) {
    case 'set block':
      return follow(capture(statement.body, statement.filter, frame), (value) => {
        frame.state.at = statement.at;
        return assign(frame, statement.target, value) as undefined;
      });
    case 'filter block':
      return follow(capture(statement.body, statement.filter, frame), (value) => {
        notePiece(output, frame.state, statement.at, undefined);
        return write(output, textOf(value), frame.state) as undefined;
      });
    case 'call block':
      return callBlock(statement, frame, output);
    case 'with':
      return follow(
        all(statement.values, (value) => evaluate(value, frame)),
        (values) => {
          const inner = childFrame(frame);
          for (const [i, target] of statement.targets.entries()) assign(inner, target, values[i] ?? null);
          return execute(statement.body, inner, output);
        },
      );
    case 'scope':
      return execute(statement.body, childFrame(frame), output);
    case 'include':
      return follow(include(statement, frame, runner, output), () => undefined);
    case 'import':
      return follow(importModule(statement, frame, runner), () => undefined);
    case 'from import':
      return follow(fromImport(statement, frame, runner), () => undefined);
  }
}

function print(statement: Extract<Statement, { kind: 'print' }>, frame: Frame, output: Output): Eventual<Signal> {
  const value = evaluate(statement.value, frame);
  if (value instanceof Promise) return value.then((later) => writeValue(statement, later, frame, output));
  return writeValue(statement, value, frame, output);
}

function writeValue(
  statement: Extract<Statement, { kind: 'print' }>,
  value: Value,
  frame: Frame,
  output: Output,
): undefined {
  frame.state.at = statement.at;
  if (output.pieces !== undefined) noteValue(output, frame.state, statement.at, statement.value, value);
  if (output.parts === undefined) write(output, typeof value === 'string' ? value : textOf(value), frame.state);
  // What can be computed beforehand is text to Jinja's native rendering too.
  else output.parts.push(isConstant(statement.value) && !isMarked(value) ? textOf(value) : value);
  return undefined;
}

function branch(
  statement: Extract<Statement, { kind: 'if' }>,
  from: number,
  frame: Frame,
  output: Output,
): Eventual<Signal> {
  const next = statement.branches[from];
  if (next === undefined) return execute(statement.otherwise, frame, output);
  const test = evaluate(next.test, frame);
  if (test instanceof Promise)
    return test.then((value) =>
      isTrue(value) ? execute(next.body, frame, output) : branch(statement, from + 1, frame, output),
    );
  return isTrue(test) ? execute(next.body, frame, output) : branch(statement, from + 1, frame, output);
}

/** Runs a body aside; its text, or what the filter makes of it. */
function capture(
  body: readonly Statement[],
  filter: Extract<Statement, { kind: 'set block' }>['filter'],
  frame: Frame,
): Eventual<Value> {
  const inner = childFrame(frame);
  const captured: Output = { text: '', parts: undefined };
  return follow(execute(body, inner, captured), () => {
    if (filter === null) return captured.text;
    setVariable(inner, BODY, captured.text);
    return evaluate(filter, inner);
  });
}

function defineMacro(statement: Extract<Statement, { kind: 'macro' }>, frame: Frame): undefined {
  const { template } = frame.state.call;
  const macro = makeMacro(
    { ...statement, template },
    (state) => (state === frame.state ? frame : { ...frame, state }),
    runner,
  );
  setVariable(frame, statement.name, macro);
}

function callBlock(
  statement: Extract<Statement, { kind: 'call block' }>,
  frame: Frame,
  output: Output,
): Eventual<Signal> {
  const { state } = frame;
  const { template } = state.call;
  const { call, signature, body } = statement;
  const caller = makeMacro({ name: 'caller', signature, body, template }, () => frame, runner);
  return follow(evaluate(call.target, frame), (target) =>
    follow(evaluateArguments(call.args, frame, evaluate), (args) => {
      const named = new Map(args.named === NO_NAMED ? [] : args.named).set('caller', caller);
      return follow(callValue(target, { positional: args.positional, named }, call.at, state), (value) => {
        if (output.parts === undefined) return write(output, textOf(value), state) as undefined;
        output.parts.push(value);
        return undefined;
      });
    }),
  );
}

function loop(statement: ForStatement, values: Value, depth0: number, frame: Frame, output: Output): Eventual<Signal> {
  frame.state.at = statement.iterable.at;
  const recurse = (children: Value): Eventual<Value> => {
    const inner: Output = { text: '', parts: undefined };
    return follow(loop(statement, children, depth0 + 1, frame, inner), () => inner.text);
  };
  return follow(filtered(statement, values, frame), (chosen) => {
    const opened = openLoop(chosen, depth0, statement.recursive ? recurse : undefined);
    return turns(statement, opened, frame, output);
  });
}

/** The values that the loop's `if` lets through. */
function filtered(statement: ForStatement, values: Value, frame: Frame): Eventual<Value> {
  const { filter } = statement;
  if (filter === null) return values;
  const members = [...openMembers(values)];
  return follow(
    all(members, (member) => {
      frame.state.step();
      const inner = childFrame(frame);
      assign(inner, statement.target, member);
      return follow(evaluate(filter, inner), isTrue);
    }),
    (chosen) => members.filter((_, i) => chosen[i]),
  );
}

function* openMembers(values: Value): Iterable<Value> {
  const opened = openLoop(values, 0, undefined);
  for (let value = advanceLoop(opened); value !== undefined; value = advanceLoop(opened)) yield value;
}

function turns(statement: ForStatement, opened: Loop, frame: Frame, output: Output): Eventual<Signal> {
  const self = statement.usesLoop || statement.recursive ? makeObject(LOOP, opened) : undefined;
  for (let value = advanceLoop(opened); value !== undefined; value = advanceLoop(opened)) {
    const signal = turn(statement, value, self, frame, output);
    if (signal instanceof Promise) return turnsLater(signal, statement, opened, self, frame, output);
    if (signal === 'break') return undefined;
  }
  return opened.index0 === 0 ? execute(statement.otherwise, frame, output) : undefined;
}

async function turnsLater(
  waiting: Promise<Signal>,
  statement: ForStatement,
  opened: Loop,
  self: Value | undefined,
  frame: Frame,
  output: Output,
): Promise<Signal> {
  if ((await waiting) === 'break') return undefined;
  for (let value = advanceLoop(opened); value !== undefined; value = advanceLoop(opened))
    if ((await turn(statement, value, self, frame, output)) === 'break') return undefined;
  return undefined;
}

function turn(
  statement: ForStatement,
  value: Value,
  self: Value | undefined,
  frame: Frame,
  output: Output,
): Eventual<Signal> {
  frame.state.step();
  const inner = childFrame(frame);
  if (self !== undefined) setVariable(inner, 'loop', self);
  if (statement.target.kind === 'name') setVariable(inner, statement.target.name, value);
  else {
    frame.state.at = statement.at;
    assign(inner, statement.target, value);
  }
  return execute(statement.body, inner, output);
}
