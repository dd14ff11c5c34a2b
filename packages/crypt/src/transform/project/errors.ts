// What can be wrong with a project. Everything found is collected; warnings are entries of the same catalogue.
import { failer, type CryptError, type ErrorEntry } from '../../kernel/crypt-error.ts';

/** Where in a project: `file` is relative to the project's folder, or absolute outside it. Line and column from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface ProjectProblem {
  readonly reason: string;
  readonly place?: Place | undefined;
  /** What to write instead, when that is known. */
  readonly advice?: string | undefined;
  /** Of a warning: dbt's name for it, when it is another than that of the code. */
  readonly event?: string | undefined;
  /** Of a warning: dbt 1.11 on DuckDB lets it pass without a word. */
  readonly isSilentInDbt?: boolean | undefined;
}

const PLACE: Place = { file: 'models/schema.yml', line: 4, column: 7 };

function entry(reason: string, hint: string): ErrorEntry<ProjectProblem> {
  return {
    kind: 'user',
    message: (p) => `${renderPlace(p.place)}${p.reason}${p.advice === undefined ? '' : `; ${p.advice}`}`,
    hint: () => hint,
    example: { reason, place: PLACE },
  };
}

export function renderPlace(place: Place | undefined): string {
  return place === undefined ? '' : `${place.file}:${place.line}:${place.column}: `;
}

export const projectErrors = {
  PROJECT_FILE: entry(
    "there is no dbt_project.yml in '/srv/shop'",
    'Go to the folder of a dbt project, or name it: --project-dir <folder>. docs/models.md says how to begin one.',
  ),
  PROJECT_YAML: entry('a block mapping is not indented as it began', 'Correct the file; nothing of it was read.'),
  PROJECT_SETTING: entry("'model-paths' is a text, not a list of texts", 'Correct the setting.'),
  PROJECT_PROFILE: entry(
    "profile 'shop' has no target 'prod'",
    'Correct profiles.yml, or choose with --profile and --target.',
  ),
  PROJECT_PACKAGE: entry("package 'dates' is not installed", 'Run `crypt deps`.'),
  PROJECT_ENV_VAR: entry("the environment variable 'DB_USER' is not set", 'Set it, or give env_var a second argument.'),
  PROJECT_VAR: entry(
    "the variable 'start' has no value",
    'Give it with --vars, below `vars:` of dbt_project.yml, or as the second argument.',
  ),
  PROJECT_BLOCK: entry('the docs block that begins here has no enddocs', 'End each block before the next begins.'),
  PROJECT_PROPERTY: entry("an element of 'models' has no name", 'Correct the properties file.'),
  PROJECT_TEST: entry(
    "the test 'unique' has arguments that are no mapping",
    'Write a test as its name, or as one name with a mapping below it.',
  ),
  PROJECT_CALL: entry('ref() takes one or two texts', 'Correct the call.'),
  PROJECT_RAISED: entry('the project refuses: set the variable start', 'The message is of a macro of the project.'),
  PROJECT_DISPATCH: entry(
    "no macro 'star' for dispatch; looked for default__star",
    'Name the package of the macro, or write the macro.',
  ),
  PROJECT_DUPLICATE: entry(
    "two models are named 'orders': a/orders.sql and b/orders.sql",
    'Rename one of them, or disable it.',
  ),
  PROJECT_REF: entry("there is no model 'oders'", 'Correct the name, or add what is missing.'),
  PROJECT_SOURCE: entry("there is no source 'app.oders'", 'Correct the name, or add the table below `sources:`.'),
  PROJECT_DISABLED: entry("'orders' is disabled", 'Enable it, or do not refer to it.'),
  PROJECT_ACCESS: entry("'orders' is private to the group 'sales'", 'Refer to a public model, or join the group.'),
  PROJECT_CYCLE: entry('these models need one another: a → b → a', 'Break the circle.'),
  PROJECT_DOC: entry("there is no docs block 'orders'", 'Correct the name, or add the block to a .md file.'),
  PROJECT_UNUSED: entry(
    "there is no model 'oders' for these properties",
    'Correct the name, or remove the properties.',
  ),
  PROJECT_WARNED: entry('the seed is large', 'The warning is of a macro of the project.'),
  PROJECT_CONFIG: entry(
    "'materialised' is no configuration of a model",
    'Correct the key. What is your own stands below `meta:`.',
  ),
  PROJECT_DEPRECATED: entry(
    "'orders' is deprecated since 2026-01-01",
    'Refer to another version, or to its successor.',
  ),
  PROJECT_SHADOW: entry(
    "the package 'dates' overrides the built-in materialization 'view'",
    'Say so in the root project, or take the override out of the package: docs/dbt.md, "Packages and built-in macros".',
  ),
  PROJECT_VERSION: entry(
    "the project requires dbt '>=2.0.0', and this is dbt 1.11.14",
    'Correct require-dbt-version, or pass --no-version-check.',
  ),
  PROJECT_LIMIT: entry('the file has 20000000 bytes, too many', 'Split the file.'),
};

export type ProjectCode = keyof typeof projectErrors;

export const fail = failer(projectErrors);

/** What was found in a project so far. */
export interface Problems {
  readonly errors: CryptError[];
  readonly warnings: CryptError[];
}

export function noProblems(): Problems {
  return { errors: [], warnings: [] };
}
