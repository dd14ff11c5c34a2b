import { failer, type ErrorEntry } from '../../kernel/crypt-error.ts';
import type { TemplatePlace } from '../errors.ts';

export interface RunProblem {
  readonly reason: string;
  readonly advice?: string;
  readonly place?: TemplatePlace | undefined;
}

const PLACE: TemplatePlace = {
  template: 'models/orders.sql',
  line: 3,
  column: 8,
  stack: ['cents (models/orders.sql:3:8)'],
};

/** An error of a node that is compiled or run. */
function entry(reason: string, hint: string): ErrorEntry<RunProblem> {
  return {
    kind: 'user',
    message: (p) => {
      const at = p.place === undefined ? '' : `${p.place.template}:${p.place.line}:${p.place.column}: `;
      const stack = (p.place?.stack ?? []).map((call) => `\n  in ${call}`).join('');
      return `${at}${p.reason}${p.advice === undefined ? '' : `; ${p.advice}`}${stack}`;
    },
    hint: () => hint,
    example: { reason, place: PLACE },
  };
}

export const runErrors = {
  RUN_COMPILER: entry('amounts must be positive', 'A macro of the project refused; its words say why.'),
  RUN_DATABASE: entry(
    'Binder Error: Referenced column "amonut" not found in FROM clause!',
    'Correct the statement; the relation was left as it was.',
  ),
  RUN_REF: entry("there is no model 'oders'", 'Name a model, seed or snapshot of the project or of its packages.'),
  RUN_DISPATCH: entry("no macro 'default__cents' was found", 'Define one of the macros that were looked for.'),
  RUN_MATERIALIZATION: entry(
    "there is no materialization 'tabel' for duckdb",
    'Name one of dbt, or define it with {% materialization %}.',
  ),
  RUN_CONFIG: entry(
    "the configuration 'unique_key' is required",
    'Set it in config(), in a properties file or in dbt_project.yml.',
  ),
  RUN_TEST: entry(
    "'> 0' did not answer true or false",
    'warn_if, error_if and fail_calc are SQL: a number and a comparison.',
  ),
  RUN_SEED: entry('row 3 has 4 values, and the header names 3 columns', 'Correct the file; nothing of it was loaded.'),
  RUN_UNSUPPORTED: entry('models in Python are not run', 'Write the model in SQL.'),
};

export type RunCode = keyof typeof runErrors;

export const fail = failer(runErrors);
