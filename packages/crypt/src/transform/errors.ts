import { failer, type ErrorEntry } from '../kernel/crypt-error.ts';

/** Where an error of a template is: `stack` has the calls of macros that lead there, innermost first. */
export interface TemplatePlace {
  readonly template: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  readonly stack: readonly string[];
}

/** `place` is added where the error leaves the engine; what raises it does not know where it is. */
export interface TemplateProblem {
  readonly reason: string;
  /** What to write instead, when that is known. */
  readonly advice?: string;
  readonly place?: TemplatePlace;
}

const PLACE: TemplatePlace = {
  template: 'models/orders.sql',
  line: 3,
  column: 8,
  stack: ['cents (macros/cents.sql:1:4)'],
};

/** An error of a template that is raised while it is rendered. */
function templateEntry(reason: string, hint: string): ErrorEntry<TemplateProblem> {
  return {
    kind: 'user',
    message: (p) =>
      `${renderPlace(p.place)}${p.reason}${p.advice === undefined ? '' : `; ${p.advice}`}${renderStack(p.place)}`,
    hint: () => hint,
    example: { reason, place: PLACE },
  };
}

function renderPlace(place: TemplatePlace | undefined): string {
  return place === undefined ? '' : `${place.template}:${place.line}:${place.column}: `;
}

function renderStack(place: TemplatePlace | undefined): string {
  return (place?.stack ?? []).map((call) => `\n  in ${call}`).join('');
}

export interface SyntaxProblem {
  readonly line: number;
  readonly column: number;
  readonly reason: string;
}

export const transformErrors = {
  JINJA_SYNTAX: {
    kind: 'user',
    message: (p) => p.problems.map((at) => `${p.template}:${at.line}:${at.column}: ${at.reason}`).join('\n'),
    hint: () => 'Correct the template at the places named; nothing of it was rendered.',
    example: { template: 'models/orders.sql', problems: [{ line: 3, column: 8, reason: "expected ')', found '%}'" }] },
  } satisfies ErrorEntry<{ template: string; problems: readonly SyntaxProblem[] }>,
  JINJA_UNDEFINED: templateEntry(
    "'oders' is undefined; did you mean 'orders'?",
    'Define the name before it is used, or give it a value with the filter `default`.',
  ),
  JINJA_TYPE: templateEntry(
    "unsupported operand type(s) for +: 'int' and 'str'",
    'Convert one of the values with the filters `int`, `float` or `string`.',
  ),
  JINJA_VALUE: templateEntry("invalid literal for int() with base 10: 'x'", 'Give the function a value that it takes.'),
  JINJA_LOOKUP: templateEntry(
    'list index out of range',
    'Ask for what is there, or use `get` with a value for the rest.',
  ),
  JINJA_ATTRIBUTE: templateEntry(
    "'str' object has no attribute 'lenght'",
    'Templates see the attributes that the documentation of the value names, and no other.',
  ),
  JINJA_ARITHMETIC: templateEntry('division by zero', 'Guard the division with an `if`.'),
  JINJA_LIMIT: templateEntry(
    'more than 250 macros call one another',
    'End the loop or the recursion earlier; the limits are in docs/limits.md.',
  ),
  JINJA_ASYNC: templateEntry(
    "'run_query' has to wait, and this rendering cannot",
    'Put what asks the warehouse inside `{% if execute %}`.',
  ),
  JINJA_TEMPLATE: templateEntry(
    "there is no template 'parts/head.sql'",
    'Macros of a project need no import: call them by name.',
  ),
  JINJA_BLOCKS: {
    kind: 'user',
    message: (p) => `${p.template}:${p.line}:${p.column}: ${p.reason}`,
    hint: () => 'Blocks such as macro, test, docs stand at the top of a file, one after the other, each with its end.',
    example: { template: 'macros/cents.sql', line: 9, column: 1, reason: 'the macro that begins here has no endmacro' },
  } satisfies ErrorEntry<{ template: string; line: number; column: number; reason: string }>,
};

export const fail = failer(transformErrors);
