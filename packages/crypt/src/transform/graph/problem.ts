import { graphErrors } from './errors.ts';

/** Where in a text that a person wrote: half-open, in characters of JavaScript (UTF-16). */
export interface Span {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export interface Problem {
  readonly code: keyof typeof graphErrors;
  /** With an error nothing is selected; a warning changes nothing. */
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly hint: string;
  readonly at?: Span;
}

type ParamsOf<K extends keyof typeof graphErrors> = Parameters<(typeof graphErrors)[K]['message']>[0];

const WARNINGS: ReadonlySet<string> = new Set(['SELECT_NOTHING_MATCHED', 'SELECT_NO_NODES', 'SELECT_KEY_IGNORED']);

/** A problem as data, so that all of them can be shown at once. */
export function planProblem<K extends keyof typeof graphErrors>(
  code: K,
  params: ParamsOf<K>,
  at?: Span,
  severity: Problem['severity'] = WARNINGS.has(code) ? 'warning' : 'error',
): Problem {
  const entry: { message: (params: never) => string; hint: (params: never) => string } = graphErrors[code];
  return {
    code,
    severity,
    message: entry.message(params as never),
    hint: entry.hint(params as never),
    ...(at === undefined ? {} : { at }),
  };
}
