// What each of dbt's commands does, in one sentence, for help and docs/cli.md.
import { FLAG_SPECS, type DbtCommand, type FlagSpec } from './flag-specs.ts';

export const COMMAND_SUMMARIES: Readonly<Record<DbtCommand, string>> = {
  build: 'Seeds, models, snapshots and tests in the order of the graph; a failed test holds back what comes after.',
  run: 'Build models.',
  test: 'Run tests of data and unit tests.',
  seed: 'Load CSV files as tables.',
  snapshot: 'Keep what changed in rows, with the times between which each version was true.',
  compile: 'Write the SQL of nodes to target/compiled, and run none of it.',
  parse: 'Read the project and write target/manifest.json.',
  ls: 'List nodes by the selection language.',
  show: 'Print rows of a model, or of SQL.',
  'run-operation': 'Call a macro by its name.',
  'source freshness': 'Say how old the newest rows of sources are.',
  'docs generate': 'Write manifest.json, catalog.json and one page that shows them.',
  'docs serve': 'Show that page on loopback until Ctrl-C.',
  retry: 'Run again what failed or was skipped in the last run.',
  clone: 'Point relations at those of another state.',
  deps: 'Install the packages of packages.yml and dependencies.yml.',
  debug: 'Check the project, the profile and the connection.',
  clean: 'Remove the folders of clean-targets.',
};

/** Options of one command alone, and those of every one. */
export function flagsOf(command: DbtCommand): readonly FlagSpec[] {
  return FLAG_SPECS.filter(({ commands }) => commands?.includes(command) === true);
}

export function commonFlags(): readonly FlagSpec[] {
  return FLAG_SPECS.filter(({ commands }) => commands === null);
}

/** `--select, -s <list>`; a boolean has its `--no-` form too. */
export function renderFlag({ options, kind }: FlagSpec): string {
  return `${options.join(', ')}${kind === 'boolean' ? '' : ` <${kind}>`}`;
}
