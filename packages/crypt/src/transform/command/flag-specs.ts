// The options of dbt's commands: names, short names, variables of the environment, and which commands take them.
// Source: dbt-core 1.12 command reference (docs.getdbt.com/reference/commands, /reference/global-configs).

export type FlagKind = 'boolean' | 'text' | 'integer' | 'list';

export interface FlagSpec {
  /** As templates know it in `flags`, in lower case: `full_refresh`. */
  readonly name: string;
  /** `--full-refresh`, `-f`. A boolean has `--no-…` too. */
  readonly options: readonly string[];
  readonly kind: FlagKind;
  /** Variables that set it, the first that is there wins. */
  readonly variables: readonly string[];
  /** Null: every command takes it. */
  readonly commands: readonly string[] | null;
  readonly says: string;
}

export const DBT_COMMANDS = [
  'build',
  'run',
  'test',
  'seed',
  'snapshot',
  'compile',
  'parse',
  'ls',
  'show',
  'run-operation',
  'source freshness',
  'docs generate',
  'docs serve',
  'retry',
  'clone',
  'deps',
  'debug',
  'clean',
] as const;
export type DbtCommand = (typeof DBT_COMMANDS)[number];

/** Other names that people type. */
export const COMMAND_ALIASES: Readonly<Record<string, DbtCommand>> = { list: 'ls' };

const SELECTING = [
  'build',
  'run',
  'test',
  'seed',
  'snapshot',
  'compile',
  'ls',
  'show',
  'clone',
  'docs generate',
  'source freshness',
];
const BUILDING = ['build', 'run', 'test', 'seed', 'snapshot', 'compile', 'retry', 'clone'];

const SPECS: readonly (readonly [options: string, kind: FlagKind, commands: readonly string[] | null, says: string])[] =
  [
    ['--select -s --models --model -m', 'list', SELECTING, 'Nodes to take, in the selection language.'],
    ['--exclude', 'list', SELECTING, 'Nodes to leave out.'],
    ['--selector', 'text', SELECTING, 'A selector of selectors.yml.'],
    ['--resource-type --resource-types', 'list', ['build', 'ls', 'clone', 'test'], 'Kinds of nodes to take.'],
    [
      '--exclude-resource-type --exclude-resource-types',
      'list',
      ['build', 'ls', 'clone', 'test'],
      'Kinds of nodes to leave out.',
    ],
    [
      '--indirect-selection',
      'text',
      SELECTING,
      'Which tests come with their nodes: eager, cautious, buildable, empty.',
    ],
    ['--vars', 'text', null, 'Variables of the project, as YAML: {key: value}.'],
    ['--target -t', 'text', null, 'Target of the profile.'],
    ['--profile', 'text', null, 'Profile of profiles.yml.'],
    ['--profiles-dir', 'text', null, 'Folder of profiles.yml.'],
    ['--project-dir', 'text', null, 'Folder of dbt_project.yml.'],
    ['--target-path', 'text', null, 'Folder for what is written: target/.'],
    ['--log-path', 'text', null, 'Folder for dbt.log; `logs` of the project.'],
    ['--threads', 'integer', null, 'Nodes at once.'],
    [
      '--full-refresh -f',
      'boolean',
      ['build', 'run', 'seed', 'compile', 'retry', 'clone', 'show', 'docs generate'],
      'Make incremental models and seeds anew.',
    ],
    ['--fail-fast -x', 'boolean', null, 'Stop at the first failure.'],
    ['--store-failures', 'boolean', ['build', 'test', 'retry'], 'Keep the rows that fail tests.'],
    ['--empty', 'boolean', ['build', 'run', 'compile', 'snapshot', 'seed'], 'Build with no rows of refs and sources.'],
    [
      '--sample',
      'text',
      ['build', 'run', 'compile', 'snapshot', 'seed'],
      'Build with a time window of refs and sources.',
    ],
    ['--event-time-start', 'text', BUILDING, 'Beginning of microbatches.'],
    ['--event-time-end', 'text', BUILDING, 'End of microbatches.'],
    ['--show', 'boolean', ['seed', 'build'], 'Print the rows of seeds.'],
    ['--state', 'text', null, 'Folder of an earlier manifest, to compare with.'],
    ['--defer', 'boolean', null, 'Take unselected nodes from the state.'],
    ['--defer-state', 'text', null, 'Another state for --defer.'],
    ['--favor-state', 'boolean', null, 'Take nodes from the state though they are here.'],
    [
      '--output -o',
      'text',
      ['ls', 'show', 'compile', 'source freshness'],
      'Form of the output: name, path, selector, json, text.',
    ],
    ['--output-keys', 'list', ['ls'], 'Keys of json output.'],
    ['--inline', 'text', ['show', 'compile'], 'SQL to take instead of a model.'],
    ['--inline-direct', 'text', ['show'], 'SQL to run as it is.'],
    ['--limit', 'integer', ['show'], 'Rows to show; default 5.'],
    ['--args', 'text', ['run-operation'], 'Arguments of the macro, as YAML.'],
    ['--static', 'boolean', ['docs generate'], 'One file that holds everything.'],
    ['--compile', 'boolean', ['docs generate'], 'Compile too; --no-compile takes what is there.'],
    ['--empty-catalog', 'boolean', ['docs generate'], 'Ask the warehouse nothing.'],
    ['--port', 'integer', ['docs serve'], 'Port; default 8080.'],
    ['--host', 'text', ['docs serve'], 'Address; default 127.0.0.1.'],
    ['--introspect', 'boolean', null, 'Let compiling ask the warehouse.'],
    ['--partial-parse', 'boolean', null, 'Use what was parsed before.'],
    ['--populate-cache', 'boolean', null, 'Look at relations first.'],
    ['--cache-selected-only', 'boolean', null, 'Look at the schemas of selected nodes only.'],
    ['--write-json', 'boolean', null, 'Write artifacts.'],
    ['--warn-error', 'boolean', null, 'Warnings are errors.'],
    ['--warn-error-options', 'text', null, 'Which warnings are errors, as YAML.'],
    ['--strict', 'boolean', null, 'What is wrong with a project and would pass with a warning is an error.'],
    ['--show-all-deprecations', 'boolean', null, 'Tell every warning, not the first of each kind.'],
    ['--json', 'boolean', null, 'The same as --log-format json.'],
    ['--quiet -q', 'boolean', null, 'Only errors.'],
    ['--print', 'boolean', null, 'Let print() print.'],
    ['--debug -d', 'boolean', null, 'Everything in the log.'],
    ['--log-format', 'text', null, 'text, json or debug.'],
    ['--log-format-file', 'text', null, 'text or json, for the file.'],
    ['--log-level', 'text', null, 'debug, info, warn, error, none.'],
    ['--log-level-file', 'text', null, 'The same for the file; debug, or none for no file.'],
    ['--use-colors', 'boolean', null, 'Colours.'],
    ['--printer-width', 'integer', null, 'Width of lines.'],
    ['--single-threaded', 'boolean', null, 'One node at a time.'],
    ['--version-check', 'boolean', null, 'Mind require-dbt-version.'],
    ['--static-parser', 'boolean', null, 'Read simple models without rendering.'],
    ['--send-anonymous-usage-stats', 'boolean', null, 'Accepted; nothing is ever sent.'],
    ['--use-experimental-parser', 'boolean', null, 'Accepted.'],
    ['--macro-debugging', 'boolean', null, 'Accepted.'],
    ['--record-timing-info', 'text', null, 'Accepted.'],
    ['--connection', 'boolean', ['debug'], 'Test the connection only.'],
    ['--config-dir', 'boolean', ['debug'], 'Say where profiles.yml is.'],
    ['--clean-project-files-only', 'boolean', ['clean'], 'Clean only inside the project.'],
    ['--lock', 'boolean', ['deps'], 'Write package-lock.yml and install nothing.'],
    ['--upgrade', 'boolean', ['deps'], 'The newest versions that packages.yml allows, whatever the lock has.'],
    ['--add-package', 'text', ['deps'], 'Write a package into packages.yml, as name@version, and install it.'],
    ['--source', 'text', ['deps'], 'Where that package is: hub (default), git, local.'],
  ];

export const FLAG_SPECS: readonly FlagSpec[] = SPECS.map(([options, kind, commands, says]) => {
  const all = options.split(' ');
  const name = (all[0] ?? '').slice(2).replaceAll('-', '_');
  const upper = name.toUpperCase();
  return { name, options: all, kind, variables: [`DBT_${upper}`, `DBT_ENGINE_${upper}`], commands, says };
});
