// Scopes: a template, each turn of a loop, a macro's call and each captured block have one. Names are looked up outwards,
// then in the context, then among Jinja's own.
import { GLOBALS } from '../globals.ts';
import { guess } from '../values/bind.ts';
import { iterate } from '../values/iterate.ts';
import { typeError, valueError } from '../values/raise.ts';
import { isKind, makeUndefined, type Value } from '../values/value.ts';
import type { Target } from '../syntax/tree.ts';
import type { Context, State } from './state.ts';

export interface Frame {
  readonly state: State;
  readonly parent: Frame | undefined;
  /** Of the template, or of the macro's module. */
  readonly context: Context;
  variables: Map<string, Value> | undefined;
}

export function childFrame(parent: Frame): Frame {
  return { state: parent.state, parent, context: parent.context, variables: undefined };
}

export function rootFrame(state: State, context: Context): Frame {
  return { state, parent: undefined, context, variables: undefined };
}

export function setVariable(frame: Frame, name: string, value: Value): void {
  (frame.variables ??= new Map()).set(name, value);
}

export function findVariable(frame: Frame, name: string): Value | undefined {
  for (let at: Frame | undefined = frame; at !== undefined; at = at.parent) {
    const value = at.variables?.get(name);
    if (value !== undefined) return value;
  }
  const value = frame.context.get(name);
  return value === undefined ? GLOBALS.get(name) : value;
}

export function readVariable(frame: Frame, name: string): Value {
  const value = findVariable(frame, name);
  if (value !== undefined) return value;
  return makeUndefined(`'${name}' is undefined`, frame.state.chains, () => guess(name, namesOf(frame)));
}

function namesOf(frame: Frame): readonly string[] {
  const names = [...GLOBALS.keys(), ...(frame.context.keys?.() ?? [])];
  for (let at: Frame | undefined = frame; at !== undefined; at = at.parent) names.push(...(at.variables?.keys() ?? []));
  return names;
}

/** Gives a value to the names of a target, taking it apart where they are several. */
export function assign(frame: Frame, target: Target, value: Value): void {
  switch (target.kind) {
    case 'name':
      setVariable(frame, target.name, value);
      return;
    case 'namespace': {
      const holder = readVariable(frame, target.name);
      if (!isKind(holder, 'namespace'))
        throw typeError(
          'cannot assign attribute on non-namespace object',
          `make one: {% set ${target.name} = namespace() %}`,
        );
      holder.attributes.set(target.attribute, value);
      return;
    }
    case 'members':
      unpack(frame, target.items, value);
  }
}

function unpack(frame: Frame, targets: readonly Target[], value: Value): void {
  const members: Value[] = [];
  for (const member of iterate(value)) {
    members.push(member);
    if (members.length > targets.length) throw valueError(`too many values to unpack (expected ${targets.length})`);
  }
  if (members.length < targets.length)
    throw valueError(`not enough values to unpack (expected ${targets.length}, got ${members.length})`);
  for (const [i, target] of targets.entries()) assign(frame, target, members[i] ?? null);
}
