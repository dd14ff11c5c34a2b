//   @            2+             config.materialized:   incremental   +1
//   └ children's └ two steps    └ method and its keys  └ value       └ one step
//     parents      back                                                forward
import { nearest } from '../../kernel/did-you-mean.ts';
import { SELECTION_CHARACTERS_MAX } from '../../kernel/limits.ts';
import { planProblem, type Problem, type Span } from './problem.ts';
import { METHODS, type Criterion, type IndirectSelection, type Method } from './selection.ts';

/** Reads one criterion at `at`. Problems: SELECT_SYNTAX, SELECT_METHOD_UNKNOWN. */
export function parseCriterion(at: Span, indirect: IndirectSelection, problems: Problem[]): Criterion | undefined {
  const raw = at.text.slice(at.start, at.end);
  const shown = raw.length > 100 ? `${raw.slice(0, 100)}…` : raw;
  const refuse = (why: string): undefined => {
    problems.push(planProblem('SELECT_SYNTAX', { text: shown, why }, at));
  };
  if (raw.length > SELECTION_CHARACTERS_MAX) return refuse(`it is longer than ${SELECTION_CHARACTERS_MAX} characters`);
  if (raw.includes('\n')) return refuse('it has a line break');

  const head = /^(@?)(?:(\d*)(\+))?/.exec(raw);
  const childrensParents = head?.[1] === '@';
  const parents = head?.[3] === undefined ? undefined : stepsOf(head[2]);
  let rest = raw.slice(head?.[0].length ?? 0);
  const methodText = /^([\p{L}\p{N}_.]+):/u.exec(rest)?.[1];
  const methodStart = at.start + raw.length - rest.length;
  if (methodText !== undefined) rest = rest.slice(methodText.length + 1);
  const tail = readTail(rest);
  const children = tail?.steps;
  const value = tail === undefined ? rest : rest.slice(0, tail.start);

  if (childrensParents && children !== undefined)
    return refuse('@ already takes what comes after, so + must not follow');
  const method =
    methodText === undefined
      ? { name: defaultMethod(value), keys: [] }
      : readMethod(methodText, { ...at, start: methodStart, end: methodStart + methodText.length }, problems);
  if (method === undefined) return undefined;
  return {
    kind: 'criterion',
    method: method.name,
    keys: method.keys,
    value,
    childrensParents,
    parents,
    children,
    indirect,
    at,
  };
}

/** `config.meta.owner` as method and keys. Problem: SELECT_METHOD_UNKNOWN. */
export function readMethod(
  text: string,
  at: Span,
  problems: Problem[],
): { readonly name: Method; readonly keys: readonly string[] } | undefined {
  const [name = '', ...keys] = text.split('.');
  const known = METHODS.find((method) => method === name);
  if (known !== undefined) return { name: known, keys };
  const params = { method: name, nearest: nearest(name, METHODS), known: METHODS };
  problems.push(planProblem('SELECT_METHOD_UNKNOWN', params, at));
  return undefined;
}

/** What a value without a method is: a path, a file's name, or a node's. */
export function defaultMethod(value: string): Method {
  if (value.includes('/')) return 'path';
  return /\.(?:sql|py|csv)$/i.test(value) ? 'file' : 'fqn';
}

/** `+` and digits at the very end. Found from behind: a pattern with a lazy head would take quadratic time. */
function readTail(text: string): { readonly start: number; readonly steps: number } | undefined {
  let start = text.length;
  while (start > 0 && isDigit(text.codePointAt(start - 1))) start--;
  if (text[start - 1] !== '+') return undefined;
  return { start: start - 1, steps: stepsOf(text.slice(start)) };
}

function stepsOf(digits: string | undefined): number {
  return digits === undefined || digits === '' ? Infinity : Number(digits);
}

function isDigit(code: number | undefined): boolean {
  return code !== undefined && code >= 48 && code <= 57;
}
